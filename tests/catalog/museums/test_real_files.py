"""The museums' real files: sampled, and read without growing memory. Skipped where the shared data is absent."""

import os
import resource
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from catalog.ingest.feeds import read_rows
from catalog.ingest.sources import ADAPTERS
from tests.benchmarks.museums import FILES, NativeFile
from tests.catalog.museums.reading import options

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("ARTREC_SHARED_DATA", ROOT.parent / "shared" / "data")) / "museums"
SAMPLED = 600
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no shared data in {DATA}: set ARTREC_SHARED_DATA")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.adapter} {file.path}")
def test_the_stated_share_of_a_sample_is_usable(file: NativeFile) -> None:
    feed = ADAPTERS[file.adapter].open(DATA / file.path, options(DATA))
    rows = list(islice(read_rows(feed), SAMPLED))
    reasons = Counter(row.problem.reason for row in rows if row.problem)
    assert rows
    assert all((row.record is None) is (row.problem is not None) for row in rows)
    assert 1 - reasons.total() / len(rows) >= file.usable, reasons


def test_memory_stays_flat_over_the_largest_file() -> None:
    """Raw rows alone: what the parsers keep of texts they have seen is bounded by their caches."""
    feed = ADAPTERS["moma-json"].open(DATA / "moma" / "objects_2016.jsonl.gz", options(DATA))
    rows = feed.raw_rows()
    first = sum(1 for _ in islice(rows, 20_000))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert first + sum(1 for _ in rows) == 123_919
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 5_000
