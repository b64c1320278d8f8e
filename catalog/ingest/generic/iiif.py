"""IIIF Presentation manifests and collections, versions 2 and 3: files of them, or a folder with one file each.

A manifest is an artwork, each of its canvases a picture. What its metadata calls "Artist" or "Künstler" is found by
the names of ``headers.py``. A collection is read for the manifests it holds, those of its pages among them; what it
only points to is rejected with its address, unless the job fetches it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.generic.json_values import Json, identifier, member, members, text
from catalog.ingest.generic.linked import UNFETCHED, Grammar, first_object, kind_of, parts, require_fetched, rows_of
from catalog.ingest.headers import field_named
from catalog.ingest.json_file import COLUMNS, JsonFile, json_object
from catalog.ingest.makers import makers
from catalog.ingest.markup import plain_text
from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord, ImageUrl
from catalog.ingest.rows import RawRow, UnusableRow
from catalog.ingest.sizes import parse_size
from catalog.ingest.years import parse_years

_LANGUAGES = ("en", "none", "@none")
_LONGEST = {"title": 500, "date_text": 300, "medium": 2000, "dimensions": 500, "rights": 100, "credit": 300}
_LONGEST |= {"credit_line": 1000, "url": 1000}


class IiifFeed:
    """A file or folder of manifests and collections; a raw row is the JSON of one manifest."""

    columns = COLUMNS
    row_count: int | None = None

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Looks at the first object.

        Raises:
            UnreadableFeed: it is neither a manifest nor a collection.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._file = JsonFile(path)
        first = first_object(path, self._file)
        if UNFETCHED not in first and kind_of(first) not in _KINDS:
            raise UnreadableFeed(f"{path}: its type is no IIIF Manifest or Collection (Presentation API 2 or 3).")

    def raw_rows(self) -> Iterator[RawRow]:
        """Every manifest, those within collections too."""
        return rows_of(self._file, _GRAMMAR)

    def record(self, cells: Sequence[str]) -> ArtworkRecord:
        """The artwork of a manifest.

        Raises:
            UnusableRow: it is no whole manifest.
        """
        manifest = json_object(cells)
        require_fetched(manifest)
        source_id = identifier(manifest)
        if not source_id:
            raise UnusableRow("id_missing", "The manifest has no id.")
        canvases = list(_canvases(manifest))
        if not canvases:
            raise UnusableRow("manifest_empty", f"The manifest {source_id} has no canvases: nothing can be seen in it.")
        said = _metadata(manifest)
        date, dimensions = said.get("year", ""), said.get("dimensions", "")
        years, size = parse_years(date), parse_size(dimensions)
        rights = text(manifest.get("rights")) or text(manifest.get("license"))
        credit = words(member(manifest, "requiredStatement").get("value")) or words(manifest.get("attribution"))
        return ArtworkRecord(
            source=self.source,
            source_id=source_id,
            title=(words(manifest.get("label")) or said.get("title", ""))[: _LONGEST["title"]],
            artists=makers(said.get("artist", "")),
            date_text=date[: _LONGEST["date_text"]],
            year_from=years.first,
            year_to=years.last,
            medium=said.get("medium", "")[: _LONGEST["medium"]],
            dimensions_text=dimensions[: _LONGEST["dimensions"]],
            height_mm=size.height_mm,
            width_mm=size.width_mm,
            accession_number=(said.get("accession_number") or said.get("source_id", ""))[:100],
            rights=rights[: _LONGEST["rights"]],
            credit_line=credit[: _LONGEST["credit_line"]],
            url=_page(manifest)[: _LONGEST["url"]],
            images=tuple(_images(canvases, rights[: _LONGEST["rights"]], credit[: _LONGEST["credit"]])),
        )


def words(value: object) -> str:
    """The text of a label in any of its forms: in English where there is a choice, without markup."""
    if isinstance(value, list):
        parts = [said for item in value if (said := words(item))]
        english = [words(item) for item in members(value) if item.get("@language") == "en"]
        return english[0] if english else "; ".join(dict.fromkeys(parts))
    if isinstance(value, dict):
        if "@value" in value:
            return words(value["@value"])
        chosen = next((value[language] for language in _LANGUAGES if language in value), None)
        return words(chosen if chosen is not None else next(iter(value.values()), ""))
    return plain_text(text(value))


def _metadata(manifest: Json) -> dict[str, str]:
    """What the metadata says, by field; of two labels for one field, the first."""
    said: dict[str, str] = {}
    for pair in members(manifest.get("metadata")):
        name, value = field_named(words(pair.get("label"))), words(pair.get("value"))
        if name and value:
            said.setdefault(name, value)
    return said


def _page(manifest: Json) -> str:
    """The page about the work: ``homepage``, in version 2 what is ``related`` or ``rendering`` as a page of the web."""
    pages = [*members(manifest.get("homepage")), *members(manifest.get("related")), *members(manifest.get("rendering"))]
    formats = (text(page.get("format")) or "text/html" for page in pages)
    return next((identifier(page) for page, kind in zip(pages, formats, strict=True) if kind == "text/html"), "")


def _canvases(manifest: Json) -> Iterator[Json]:
    yield from (item for item in members(manifest.get("items")) if kind_of(item) == "Canvas")
    for sequence in members(manifest.get("sequences")):
        yield from members(sequence.get("canvases"))


def _images(canvases: Sequence[Json], rights: str, credit: str) -> Iterator[ImageRecord]:
    """The first picture of each canvas."""
    seen: set[str] = set()
    for canvas in canvases:
        body = next(_bodies(canvas), {})
        origin = _origin(body)
        if origin is not None and str(origin) not in seen:
            seen.add(str(origin))
            yield ImageRecord(origin, rights=rights, credit=credit)


def _bodies(canvas: Json) -> Iterator[Json]:
    for image in members(canvas.get("images")):  # version 2
        resource = member(image, "resource")
        yield member(resource, "default") or resource
    for page in members(canvas.get("items")):  # version 3
        for annotation in members(page.get("items")):
            body = member(annotation, "body")
            yield member(body, "items") if kind_of(body) == "Choice" else body


def _origin(body: Mapping[str, Any]) -> IiifImage | ImageUrl | None:
    service = identifier(member(body, "service")).rstrip("/")
    address = identifier(body)
    if service.startswith(("http://", "https://")):
        return IiifImage(service)
    return ImageUrl(address) if address.startswith(("http://", "https://")) else None


def _is_whole(manifest: Json) -> bool:
    return any(True for _ in _canvases(manifest))


_GRAMMAR = Grammar(
    frozenset(("Collection", "sc:Collection", "OrderedCollection", "OrderedCollectionPage")),
    ("items", "manifests", "members", "collections", "orderedItems"),
    _is_whole,
)
_KINDS = _GRAMMAR.collections | {"Manifest", "sc:Manifest"}

ADAPTER = Adapter(
    name="iiif",
    title="IIIF manifests",
    description="Presentation manifests and collections, versions 2 and 3: files, or a folder of them.",
    suffixes=(".json", ".json.gz", ".jsonl", ".jsonl.gz"),
    media_types=("application/ld+json", "application/json"),
    source="",
    open=IiifFeed,
    folder=ONE_FILE_EACH,
    parts=partial(parts, grammar=_GRAMMAR),
)
