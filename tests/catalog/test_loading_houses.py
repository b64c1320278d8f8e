"""Prices that name an auction house: linked where their own source knows it as a venue."""

import pytest

from catalog.ingest.records import ArtworkRecord, OfferRecord, VenueRecord
from catalog.models import PriceRecord
from catalog.services.loading import load_records

pytestmark = pytest.mark.django_db
HOUSE = VenueRecord("h", "A house", "auction_house")


def venue_of(*venues: VenueRecord, house: str = "A house", stated: VenueRecord | None = None) -> str | None:
    """The source id of the venue that a price of the source "s" gets."""
    load_records(venues, source="s")
    offer = OfferRecord("1/h", "hammer", outcome="sold", house=house, venue=stated)
    load_records([ArtworkRecord("s", "1", "A work", prices=(offer,))], source="s")
    venue = PriceRecord.objects.get().venue
    return None if venue is None else venue.source_id


def test_the_house_of_its_source_is_its_venue() -> None:
    assert venue_of(HOUSE) == "h"


@pytest.mark.parametrize(
    "venues",
    [
        (),
        (VenueRecord("h", "Another house", "auction_house"),),
        (VenueRecord("h", "A house", "museum"),),
        (VenueRecord("h", "A house", "auction_house", source="other"),),
        (HOUSE, VenueRecord("i", "A house", "auction_house")),
    ],
    ids=["none", "another name", "no auction house", "another source", "two of the name"],
)
def test_of_others_it_is_not_known(venues: tuple[VenueRecord, ...]) -> None:
    assert venue_of(*venues) is None


def test_what_the_record_states_stands() -> None:
    assert venue_of(HOUSE, stated=VenueRecord("g", "A gallery", "gallery")) == "g"
