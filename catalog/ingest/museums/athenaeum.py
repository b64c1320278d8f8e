"""The Athenaeum's artists: ``athenaeum_authors.csv``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.museums.facts import NAME, NATIONALITY, clipped
from catalog.ingest.museums.feeds import TableFeed, open_table
from catalog.ingest.museums.makers import is_nobody, ordered
from catalog.ingest.museums.values import identifier, text, year
from catalog.ingest.records import ArtistRecord
from catalog.ingest.rows import UnusableRow


def _open(path: Path, options: FeedOptions) -> TableFeed:
    return open_table(
        path, options, _artist, columns=("author_id", "first_name", "last_name", "birth_year", "death_year")
    )


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    name = " ".join(part for part in (text(row.get("first_name")), text(row.get("last_name"))) if part)
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “first_name” and “last_name”.")
    if is_nobody(name):
        raise UnusableRow("not_a_person", f"“{name}” stands for nobody in particular.")
    birth, death = ordered(year(row.get("birth_year")), year(row.get("death_year")))
    return ArtistRecord(
        source_id=identifier(row, "author_id"),
        name=clipped(name, NAME),
        birth_year=birth,
        death_year=death,
        nationality=clipped(row.get("nationality"), NATIONALITY),
    )


ADAPTER = Adapter(
    name="athenaeum-artists-csv",
    title="The Athenaeum's artists (CSV)",
    description="Artists of the-athenaeum.org with their lives and nations: athenaeum_authors.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="athenaeum",
    open=_open,
    is_row_whole=True,
)
