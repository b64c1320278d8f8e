"""The real files of markets and venues, where they are at hand: nothing is lost, and nothing absurd comes out."""

from collections import Counter

import pytest

from catalog.ingest.currencies import CODES
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import ArtworkRecord
from tests.benchmarks.adapters import FILES, read_file, shared_data

SHARED = shared_data()
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared data (ARTREC_SHARED_DATA)")
SMALL = [one for one in FILES if "Christies" not in one[1] and "work.csv" not in one[1]]
EXPECTED = {
    "artworks_utf8.csv.gz": 4552,
    "HK_Sothebys_2016-2020.csv.gz": 5180,
    "nyc_knoedler.csv.gz": 4193,
    "cml_repeat_offerings.csv": 974,
    "artDataset.csv": 754,
    "venues.csv": 2348,
}


@pytest.mark.parametrize(("adapter", "name"), SMALL)
def test_a_file_is_read_whole(adapter: str, name: str) -> None:
    reading = read_file(adapter, SHARED / name)
    assert len(reading.rows) == EXPECTED.get(reading.path.name, len(reading.rows)) > 0
    assert reading.reasons.total() <= 0.01 * len(reading.rows), reading.reasons
    for work in reading.works.values():
        _check_prices(work)


def _check_prices(work: ArtworkRecord) -> None:
    assert len({offer.source_id for offer in work.prices}) == len(work.prices)
    for offer in work.prices:
        amounts = [amount for amount in (offer.amount, offer.amount_high) if amount is not None]
        assert all(amount > 0 for amount in amounts)
        assert amounts == sorted(amounts)
        assert (offer.currency in CODES) is bool(amounts)
        assert (offer.date is None) is (offer.date_precision == "")
        assert len(offer.sale) <= 300
        assert len(offer.source_id) <= 300


def test_no_offer_belongs_to_two_works() -> None:
    works = read_file("lisbon-lots", SHARED / "prices/cml_lisbon/artworks_utf8.csv.gz").works
    offers = Counter(offer.source_id for work in works.values() for offer in work.prices)
    assert max(offers.values()) == 1
    lots = {work.source_id: {offer.source_id.rpartition("/")[0] for offer in work.prices} for work in works.values()}
    assert sum(len(names) > 1 for names in lots.values()) == 443


def test_the_cleaned_asking_prices_are_refused() -> None:
    with pytest.raises(UnreadableFeed, match="thousand"):
        read_file("asking-prices", SHARED / "prices/artprice754/Cleaned_Art_Dataset.csv")
