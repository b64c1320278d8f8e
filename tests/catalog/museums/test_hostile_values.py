"""Whatever stands in a record of a museum, it is read or rejected with a reason, and never stops the feed."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.ingest.feeds import read_row
from catalog.ingest.museums.feeds import ObjectFeed
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.rows import RawRow
from catalog.ingest.sources import ADAPTERS
from tests.catalog.museums import test_aggregators, test_aic, test_apis, test_moma, test_tate, test_wcma
from tests.catalog.museums.reading import options, write_table
from tests.catalog.museums.test_nga import ANN, WORK

RECORDS: dict[str, list[dict[str, Any]]] = {
    "moma-json": [test_moma.OBJECT],
    "tate-json": [test_tate.WORK],
    "nga-csv": [{"table": "constituent", **ANN}, {"table": "object", **WORK}],
    "aic-json": [test_aic.WORK, test_aic.AGENT, test_aic.GALLERY],
    "met-json": [test_apis.MET],
    "cleveland-json": [test_apis.CLEVELAND],
    "carnegie-json": [test_apis.CARNEGIE],
    "wcma-json": [test_wcma.WORK, test_wcma.SHOW],
    "smk-json": [test_aggregators.SMK],
    "smithsonian-json": [test_aggregators.SMITHSONIAN],
    "europeana-json": [test_aggregators.EUROPEANA],
    "finna-json": [test_aggregators.FINNA],
    "brooklyn-json": [test_apis.BROOKLYN],
    "walters-json": [test_apis.WALTERS],
}
ODD: list[object] = [
    *(
        None,
        True,
        [],
        {},
        [[]],
        [None],
        [{}],
        {"a": {"b": []}},
        "",
        " ",
        0,
        -1,
        10**30,
        1e308,
        float("nan"),
        float("inf"),
    ),
    *(
        "\ud800",
        "\x00",
        "’; DROP TABLE",
        "<script>",
        "=1+1",
        "٣٣٣",
        "9" * 400,
        "x" * 5000,
        "()" * 500,
        "http://[",
        "http://",
    ),
    *("file:///etc/passwd", "javascript:alert(1)", "../../x", "0000-00-00", "9999-99-99", "(((((", ")))))", "-,-,-,-"),
]


def feed_of(name: str, folder: Path) -> ObjectFeed:
    """An opened feed of the adapter's own records."""
    if name == "nga-csv":
        write_table(folder / "constituents.csv", [ANN])
        write_table(folder / "objects.csv", [WORK])
        path = folder
    elif name == "aic-json":
        (folder / "artworks").mkdir(exist_ok=True)
        (folder / "artworks" / "1.json").write_text(json.dumps(test_aic.WORK))
        path = folder
    else:
        path = folder / "objects.json"
        path.write_text(json.dumps(RECORDS[name][:1]))
    feed = ADAPTERS[name].open(path, options(folder))
    assert isinstance(feed, ObjectFeed)
    return feed


def odd_one(value: object, path: list[int], odd: object) -> object:
    """A copy of the value with what lies at some place in it replaced."""
    if not path or not isinstance(value, dict | list) or not value:
        return odd
    place, *rest = path
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[place % len(keys)]
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[key] = odd_one(value[key], rest, odd)
    return copy


@pytest.mark.parametrize("name", sorted(RECORDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_odd_values_are_read_or_rejected(tmp_path: Path, name: str, data: st.DataObject) -> None:
    feed = feed_of(name, tmp_path)
    record = data.draw(st.sampled_from(RECORDS[name]))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.lists(st.integers(0, 30), min_size=1, max_size=5))
        record = odd_one(record, place, data.draw(st.sampled_from(ODD)))
    row = read_row(feed, RawRow(1, (json.dumps(record),)))
    if row.record is None:
        assert row.problem is not None
        assert row.problem.reason
    if isinstance(row.record, ArtworkRecord):
        assert row.record.source_id
        sizes = (row.record.height_mm, row.record.width_mm)
        assert all(size is None or 0 < size <= 100_000 for size in sizes)
        ids = [artist.source_id for artist in row.record.artists]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_what_is_no_object_is_rejected(tmp_path: Path, name: str) -> None:
    feed = feed_of(name, tmp_path)
    for text, reason in (("{", "json_malformed"), ("[]", "json_not_object"), ("1", "json_not_object")):
        problem = read_row(feed, RawRow(1, (text,))).problem
        assert problem is not None
        assert problem.reason == reason
    assert read_row(feed, RawRow(1, ("{}",))).problem is not None


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_rejected_row_can_be_read_again_alone(tmp_path: Path, name: str) -> None:
    feed = feed_of(name, tmp_path)
    rows = list(feed.raw_rows())
    assert rows == list(feed.raw_rows())
    assert read_row(feed, rows[0]).record == feed.record(rows[0].cells)
    assert feed.columns == ("json",)
    assert feed.row_count is None
    assert feed.source == "here"
