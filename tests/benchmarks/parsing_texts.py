"""The free texts of the shared files, by source and field, for ``tests.benchmarks.parsing``."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from catalog.ingest.json_file import JsonFile, json_object

Texts = dict[tuple[str, str], Counter[str]]
"""How often each text stands, by (field, source)."""


@dataclass(frozen=True, slots=True)
class Columns:
    """A file of rows: which of their values are texts of which field."""

    source: str
    path: str
    fields: Mapping[str, tuple[str, ...]]
    """Paths of keys within a row, "a.b", by field; a list on the way stands for each of its items."""
    at: tuple[str, ...] = ()


def _columns(source: str, path: str, at: str = "", **fields: str) -> Columns:
    return Columns(source, path, {name: tuple(keys.split(", ")) for name, keys in fields.items()}, tuple(at.split()))


_MUSEUMS = (
    _columns(
        "MoMA",
        "museums/moma/objects_2016.jsonl.gz",
        date="Date",
        size="Dimensions",
        life="ArtistBio",
        attribution="Artist",
        medium="Medium",
    ),
    _columns(
        "Tate",
        "museums/tate/artworks.jsonl.gz",
        date="dateText",
        size="dimensions",
        life="contributors.date",
        attribution="all_artists",
        medium="medium",
    ),
    _columns("NGA", "museums/nga/constituents.csv", life="displaydate", attribution="preferreddisplayname"),
    _columns(
        "WCMA",
        "museums/wcma/wcma_objects_historical.json",
        date="creation_date",
        size="dimensions",
        life="artistLifeSpan",
        attribution="maker",
        medium="medium",
    ),
    _columns(
        "Cleveland",
        "museums/cleveland/api_response_native.json",
        at="data",
        date="creation_date",
        size="measurements",
        attribution="creators.description",
        medium="technique",
    ),
    _columns(
        "Carnegie",
        "museums/carnegie/native_slice",
        date="creation_date",
        attribution="creator.cited_name",
        medium="medium",
    ),
    _columns(
        "AIC",
        "museums/aic/json/artworks",
        date="date_display",
        size="dimensions",
        attribution="artist_display",
        medium="medium_display",
    ),
    _columns(
        "Met",
        "museums/met/api_object_native.json",
        date="objectDate",
        size="dimensions",
        life="artistDisplayBio",
        attribution="artistDisplayName",
        medium="medium",
    ),
    _columns(
        "WGA",
        "museums/wga/wga_painting_info_clean.csv",
        date="creation_date",
        size="dimension",
        medium="technique",
    ),
    _columns(
        "SMK",
        "museums/smk/response_success.json",
        at="items",
        date="production_date.period",
        attribution="production.creator",
        medium="techniques",
    ),
    _columns(
        "Finna",
        "museums/finna/finna_full_response_example.json",
        at="records",
        date="year",
        attribution="nonPresenterAuthors.name",
    ),
    _columns(
        "Europeana",
        "museums/europeana/europeana_example.json",
        at="items",
        date="year",
        attribution="edmAgentLabel.def",
    ),
    _columns(
        "Smithsonian",
        "museums/smithsonian/actual_response.json",
        at="response rows",
        date="content.freetext.date.content",
        attribution="content.freetext.name.content",
    ),
)
_MARKETS = (
    _columns(
        "Hong Kong Christie's",
        "prices/hk_christies_sothebys/HK_Christies_2016-2020.csv.gz",
        date="Created",
        size="Size",
        attribution="Artist",
        medium="Medium",
        money="Sales_Price_Dollar, Low_Estimate",
    ),
    _columns(
        "Hong Kong Sotheby's",
        "prices/hk_christies_sothebys/HK_Sothebys_2016-2020.csv.gz",
        date="created",
        size="size_cm",
        attribution="artist",
        medium="Medium",
        money="sales_dollar, low_estimate_dollar",
    ),
    _columns(
        "Lisbon",
        "prices/cml_lisbon/artworks_utf8.csv.gz",
        size="Dimensions",
        attribution="Author",
        medium="Technique",
        money="Estimated Price, Sale Price",
    ),
    _columns("Knoedler New York", "prices/knoedler_nyc/nyc_knoedler.csv.gz", attribution="artists"),
    _columns(
        "Knoedler stock books",
        "prices/getty_provenance/knoedler_rows_120cols.csv",
        size="dimensions",
        attribution="artist_authority_1",
        medium="materials",
        money="purch_amount, knoedpurch_amt, price_amount, knoedshare_amt",
    ),
    _columns(
        "Goupil stock books",
        "prices/getty_provenance/goupil_rows.csv",
        size="Dimensions",
        attribution="art_authority_1",
        medium="materials",
        money="purch_amount, price_amount_1",
    ),
    _columns(
        "Provenance Index sales",
        "prices/getty_provenance/tests_sales_contents.csv",
        size="dimensions",
        attribution="art_authority_1, art_authority_2",
        medium="materials",
        money="price_amount_1, est_price, start_price, ask_price, transaction",
    ),
    _columns(
        "Asking prices",
        "prices/artprice754/artDataset.csv",
        date="yearCreation",
        attribution="artist",
        money="price",
    ),
)
FILES = (*_MUSEUMS, *_MARKETS)


def read_texts(folder: Path) -> Texts:
    """The texts of every file that is in the folder; empty ones are left out."""
    texts: Texts = defaultdict(Counter)
    for file in FILES:
        path = folder / file.path
        if not path.exists():
            continue
        for row in _rows(path, file.at):
            for name, keys in file.fields.items():
                for key in keys:
                    texts[name, file.source].update(_values(row, key.split(".")))
    return {key: counts for key, counts in texts.items() if counts}


def _rows(path: Path, at: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if ".csv" in path.suffixes:
        with _open(path) as file:
            yield from csv.DictReader(file)
    else:
        for row in JsonFile(path).raw_rows():
            found: Any = json_object(row.cells)
            for key in at:
                found = found[key]
            yield from found if at else [found]


def _open(path: Path) -> TextIO:
    # The rows are read for their texts only: bytes that are not UTF-8 may stand as they are.
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace", newline="")
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _values(value: object, keys: list[str]) -> Iterable[str]:
    """The texts under the keys."""
    if isinstance(value, list):
        return [text for item in value for text in _values(item, keys)]
    if not keys:
        text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
        return [text.strip()] if text.strip() else []
    return _values(value.get(keys[0]), keys[1:]) if isinstance(value, dict) else []
