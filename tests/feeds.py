"""A source format for the tests: a file with a JSON object a line, and as odd as a test wants it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    ImageRecord,
    ImageUrl,
    Record,
    VenueRecord,
)
from catalog.ingest.rows import RawRow, UnusableRow

_VENUE = VenueRecord("v", "Museum", "museum")


class TestFeed:
    """Objects with ``id`` and ``title``; ``kind`` makes them something else, ``break`` and ``defect`` end the file."""

    __test__ = False
    columns = ("json",)
    row_count: int | None = None

    def __init__(self, path: Path, options: FeedOptions) -> None:
        self.source = options.source
        self._options = options
        self._file = JsonFile(path)

    def raw_rows(self) -> Iterator[RawRow]:
        for row in self._file.raw_rows():
            if "break" in row.cells[0]:
                raise UnreadableFeed("The archive is broken.")
            yield row

    def record(self, cells: Sequence[str]) -> Record:
        row = json_object(cells)
        if "defect" in row:
            raise KeyError("defect")
        if "id" not in row:
            raise UnusableRow("id_missing", "The row has no id.")
        source_id = str(row["id"])
        match row.get("kind"):
            case "artist":
                return ArtistRecord(source_id, row["title"])
            case "venue":
                return VenueRecord(source_id, row["title"], "museum")
            case "exhibition":
                return ExhibitionRecord(source_id, row["title"], _VENUE)
        images = [ImageRecord(self._options.images_dir / name) for name in row.get("images", [])]
        images += [ImageRecord(ImageUrl(url)) for url in row.get("urls", [])]
        displays = (DisplayRecord(_VENUE, self._options.as_of),) if row.get("shown") else ()
        return ArtworkRecord(
            source=self.source,
            source_id=source_id,
            title=row.get("title", ""),
            artists=tuple(ArtistRecord(name, name) for name in row.get("by", [])),
            height_mm=row.get("height_mm"),
            images=tuple(images),
            displays=displays,
            is_withdrawn=row.get("withdrawn", False),
        )


ADAPTER = Adapter(
    name="test-jsonl",
    title="Test objects",
    description="JSON Lines written by a test.",
    suffixes=(".jsonl",),
    media_types=("application/jsonl",),
    source="test-jsonl",
    open=TestFeed,
    is_row_whole=True,
)


def write_feed(path: Path, rows: Iterable[object]) -> Path:
    """Writes the objects, or lines as they are; a file that has them already keeps its time."""
    text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def works(count: int, start: int = 0) -> list[dict[str, object]]:
    """Plain artworks with growing ids."""
    return [{"id": number, "title": f"Work {number}"} for number in range(start, start + count)]
