"""The Whitney Museum's artists: ``artists.csv`` of its open access data, where 0 stands for an unknown year.

Of some who live, the year of birth is repeated as that of death.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import Adapter, FeedOptions
from catalog.ingest.museums.facts import NAME, clipped
from catalog.ingest.museums.feeds import TableFeed, open_table
from catalog.ingest.museums.makers import is_nobody, ordered
from catalog.ingest.museums.values import identifier, text, ulan_id, wikidata_id, year
from catalog.ingest.records import ArtistRecord
from catalog.ingest.rows import UnusableRow


def _open(path: Path, options: FeedOptions) -> TableFeed:
    return open_table(path, options, _artist, columns=("id", "getty_ulan_id", "display_name", "begin_date", "end_date"))


def _artist(row: Mapping[str, Any]) -> ArtistRecord:
    name = text(row.get("display_name"))
    if not name:
        raise UnusableRow("name_missing", "The artist has no name: give one in “display_name”.")
    if is_nobody(name):
        raise UnusableRow("not_a_person", f"“{name}” stands for nobody in particular.")
    birth, death = ordered(year(row.get("begin_date")), year(row.get("end_date")))
    if death == birth:
        death = None
    return ArtistRecord(
        source_id=identifier(row, "id"),
        name=clipped(name, NAME),
        birth_year=birth,
        death_year=death,
        ulan_id=ulan_id(row.get("getty_ulan_id")),
        wikidata_id=wikidata_id(row.get("wikidata_id")),
    )


ADAPTER = Adapter(
    name="whitney-artists-csv",
    title="Whitney Museum's artists (CSV)",
    description="The artists of the Whitney Museum of American Art, with lives, ULAN and Wikidata: artists.csv.",
    suffixes=(".csv", ".csv.gz"),
    media_types=("text/csv",),
    source="whitney",
    open=_open,
)
