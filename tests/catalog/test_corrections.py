"""What people corrected stays, whatever the source says when it is loaded again."""

import datetime
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, VenueRecord
from catalog.models import Artist, Artwork, Contribution, FieldCorrection, IndexChange, Venue
from catalog.services.contributions import InvalidProposal, Proposal, accept, propose
from catalog.services.contributions.proposals import Target
from catalog.services.loading import LoadCounts, load_records
from tests.factories import make_artwork, make_reference_image

pytestmark = pytest.mark.django_db

ARTIST = ArtistRecord("a1", "Maria Keil", 1914, 2012)
VENUE = VenueRecord("v1", "Museu do Azulejo", "museum", city="Lisbon")
HANGS = DisplayRecord(VENUE, as_of=datetime.date(2026, 11, 1))
WORK = ArtworkRecord("s", "1", "Panel", artists=(ARTIST,), medium="tiles", year_from=1959, displays=(HANGS,))


def load(*works: ArtworkRecord) -> LoadCounts:
    return load_records(works, source="s")


def correct(target: Target, **changes: object) -> Contribution:
    author = User.objects.get_or_create(username="ana")[0]
    made = propose(author, Proposal("correction", target, changes, public_name="Ana"))
    return accept(made.pk, by=User.objects.get_or_create(username="mo")[0])


def test_a_load_leaves_what_was_corrected_and_writes_the_rest() -> None:
    load(WORK)
    contribution = correct(Artwork.objects.get(), medium="glazed tiles", year_to=1960)
    correct(Artist.objects.get(), birth_year=1915)
    correct(Venue.objects.get(), latitude=38.7247, longitude=-9.1139)
    assert load(WORK) == LoadCounts(unchanged=1)
    moved = replace(VENUE, city="Lisboa", latitude=1.0, longitude=1.0)
    other = replace(
        WORK,
        title="Tiles",
        medium="tiles, glazed",
        artists=(replace(ARTIST, birth_year=1913, death_year=2013),),
        displays=(replace(HANGS, venue=moved),),
    )
    assert load(other) == LoadCounts(updated=1)
    assert Artwork.objects.values_list("title", "medium", "year_from", "year_to").get() == (
        *("Tiles", "glazed tiles", 1959, 1960),
    )
    assert Artist.objects.values_list("birth_year", "death_year").get() == (1915, 2013)
    assert Venue.objects.values_list("city", "latitude", "time_zone").get() == ("Lisboa", 38.7247, "Europe/Lisbon")
    assert load(other) == LoadCounts(unchanged=1)
    correction = FieldCorrection.objects.get(field="medium")
    assert (correction.stated_by, correction.contribution, correction.value) == ("Ana", contribution, "glazed tiles")


def test_the_last_correction_counts_and_a_deleted_one_no_longer() -> None:
    load(WORK)
    correct(Artwork.objects.get(), medium="stone")
    correct(Artwork.objects.get(), medium="glass")
    load(WORK)
    assert Artwork.objects.get().medium == "glass"
    FieldCorrection.objects.get().delete()
    assert load(WORK) == LoadCounts(updated=1)
    assert Artwork.objects.get().medium == "tiles"


def test_a_fact_can_be_taken_away_for_good() -> None:
    load(WORK)
    correct(Artwork.objects.get(), medium="", year_from=None)
    assert load(WORK) == LoadCounts(unchanged=1)
    assert (Artwork.objects.get().medium, Artwork.objects.get().year_from) == ("", None)


def test_loading_asks_no_more_where_nothing_differs() -> None:
    works = [replace(WORK, source_id=str(number)) for number in range(20)]
    load(*works)

    def corrections_read(medium: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            load(*(replace(work, medium=medium) for work in works))
        return sum("catalog_fieldcorrection" in query["sql"] for query in captured)

    assert [corrections_read(medium) for medium in ("tiles", "glass", "glass")] == [0, 1, 0]


def test_the_index_is_told() -> None:
    image = make_reference_image(make_artwork(medium="oil"))
    correct(image.artwork, title="Ridge")
    assert IndexChange.objects.get().reference_image_id == image.pk
    artist = Artist.objects.create(name="A. Reis", source="s", source_id="1")
    image.artwork.attributions.create(artist=artist)
    correct(artist, name="Ana Reis")
    assert IndexChange.objects.count() == 2


def test_what_cannot_be_corrected_is_refused_here_too() -> None:
    with pytest.raises(InvalidProposal, match="these can: title"):
        correct(make_artwork(), source="mine")
