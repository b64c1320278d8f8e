"""The Walters Art Museum's API: answers with ``Items``, an array, JSON Lines, or single objects."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions
from catalog.ingest.museums.facts import MEDIUM, ROOM, TITLE, clipped, dates, dimensions, picture, presentation
from catalog.ingest.museums.feeds import ObjectFeed, open_objects
from catalog.ingest.museums.makers import artists_in
from catalog.ingest.museums.values import first_text, flag, identifier, mapping, text, year
from catalog.ingest.records import ArtworkRecord, DisplayRecord, VenueRecord

_MUSEUM = VenueRecord(
    source_id="walters",
    name="The Walters Art Museum",
    kind="museum",
    city="Baltimore",
    country="United States",
    url="https://thewalters.org/",
)


def _open(path: Path, options: FeedOptions) -> ObjectFeed:
    def read(row: Mapping[str, Any]) -> ArtworkRecord:
        return _artwork(row, options)

    return open_objects(path, options, read, keys=("ObjectID", "ObjectNumber", "Creator", "OnView"))


def _artwork(row: Mapping[str, Any], options: FeedOptions) -> ArtworkRecord:
    is_on_display = flag(row.get("OnView"))
    pictures = mapping(row.get("PrimaryImage"))
    return ArtworkRecord(
        source=options.source,
        source_id=identifier(row, "ObjectID"),
        title=clipped(row.get("Title"), TITLE),
        artists=artists_in(text(row.get("Creator"))),
        **dates(row.get("DateText"), year(row.get("DateBeginYear")), year(row.get("DateEndYear"))),
        medium=clipped(row.get("Medium"), MEDIUM),
        **dimensions(row.get("Dimensions")),
        accession_number=text(row.get("ObjectNumber")),
        **presentation(row.get("CreditLine"), row.get("ResourceURL")),
        images=picture(
            first_text(pictures.get("Raw"), pictures.get("Large")),
            credit=text(row.get("CreditLine")),
            page=row.get("ResourceURL"),
        ),
        displays=(
            DisplayRecord(
                venue=_MUSEUM,
                as_of=options.as_of,
                is_on_display=is_on_display,
                room=clipped(row.get("DisplayLocation"), ROOM) if is_on_display else "",
            ),
        ),
    )


ADAPTER = Adapter(
    name="walters-json",
    title="Walters Art Museum (JSON)",
    description="Answers of the API of the Walters Art Museum, Baltimore, or its objects one by one.",
    suffixes=(".json", ".jsonl", ".json.gz", ".jsonl.gz"),
    media_types=("application/json",),
    source="walters",
    open=_open,
    is_row_whole=True,
    folder=ONE_FILE_EACH,
)
