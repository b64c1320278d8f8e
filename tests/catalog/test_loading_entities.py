"""Records that stand alone, exhibitions, pictures that wait, and takedowns that arrive in a feed."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    IiifImage,
    ImageRecord,
    ImageUrl,
    OfferRecord,
    Record,
    VenueRecord,
)
from catalog.models import Artist, Artwork, Display, Exhibition, IndexChange, PriceRecord, ReferenceImage, Venue
from catalog.services.images import examine_picture, store_picture
from catalog.services.loading import LoadCounts, Loader, RowOutcome, load_records
from catalog.services.loading.picture_files import FilesOnDisk
from tests.factories import tiny_picture

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 10, 25)
ARTIST = ArtistRecord("a1", "Maria Keil", 1914, 2012)
VENUE = VenueRecord("v1", "Museu do Azulejo", "museum", city="Lisbon")
EXHIBITION = ExhibitionRecord("x1", "Tiles", VENUE, starts_on=DAY)
WORK = ArtworkRecord("s", "1", "Panel")


def load(*records: Record) -> tuple[LoadCounts, list[RowOutcome]]:
    outcomes: list[RowOutcome] = []
    counts = load_records(records, source="s", on_row=outcomes.append)
    assert [outcome.record for outcome in outcomes] == list(records)
    return counts, outcomes


def test_artists_venues_and_exhibitions_stand_alone() -> None:
    assert load(ARTIST, VENUE, EXHIBITION)[0] == LoadCounts(created=3)
    assert Artist.objects.values_list("source", "source_id", "name", "birth_year").get() == (
        *("s", "a1", "Maria Keil", 1914),
    )
    exhibition = Exhibition.objects.get()
    assert (exhibition.title, exhibition.starts_on, exhibition.venue) == ("Tiles", DAY, Venue.objects.get())
    assert load(ARTIST, VENUE, EXHIBITION)[0] == LoadCounts(unchanged=3)
    counts, _ = load(replace(ARTIST, death_year=2013), VENUE, replace(EXHIBITION, title="Azulejos"))
    assert counts == LoadCounts(updated=2, unchanged=1)
    assert (Artist.objects.get().death_year, Exhibition.objects.get().title) == (2013, "Azulejos")


def test_an_exhibition_brings_its_venue() -> None:
    assert load(EXHIBITION)[0] == LoadCounts(created=1)
    assert Venue.objects.get().name == "Museu do Azulejo"


def test_a_record_that_stands_alone_and_an_artwork_speak_of_the_same_artist() -> None:
    counts, _ = load(replace(WORK, artists=(ArtistRecord("a1", "M. Keil"),)), ARTIST)
    assert counts == LoadCounts(created=2)
    assert Artist.objects.values_list("name", "birth_year").get() == ("M. Keil", 1914)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (replace(ARTIST, name=""), "value_invalid"),
        (replace(ARTIST, birth_year=2013), "artist_born_before_death"),
        (replace(VENUE, kind="attic"), "value_invalid"),
        (replace(EXHIBITION, ends_on=datetime.date(2019, 1, 1)), "exhibition_dates_in_order"),
        (replace(EXHIBITION, venue=replace(VENUE, name="")), "value_invalid"),
    ],
)
def test_a_broken_one_is_rejected_alone(record: Record, reason: str) -> None:
    counts, outcomes = load(WORK, record)
    assert counts == LoadCounts(created=1, rejected=1)
    assert outcomes[1].reason == reason
    assert not Venue.objects.exists()


def test_displays_name_their_exhibition_and_two_at_one_venue_are_two() -> None:
    second = replace(EXHIBITION, source_id="x2", title="More tiles")
    shown = tuple(DisplayRecord(VENUE, DAY, is_on_display=True, exhibition=each) for each in (EXHIBITION, second))
    load(replace(WORK, displays=(*shown, DisplayRecord(VENUE, DAY))))
    displays = Display.objects.order_by("pk")
    assert [row.exhibition and row.exhibition.title for row in displays] == ["Tiles", "More tiles", None]
    assert {row.venue for row in displays} == {Venue.objects.get()}
    renamed = tuple(replace(each, exhibition=replace(EXHIBITION, title="New")) for each in shown[:1])
    assert load(replace(WORK, displays=(*renamed, shown[1], DisplayRecord(VENUE, DAY))))[0] == LoadCounts(updated=1)


@pytest.mark.parametrize("origin", [ImageUrl("https://example.org/1.jpg"), IiifImage("https://example.org/iiif/1")])
def test_a_picture_that_has_to_be_fetched_does_not_hold_up_its_work(origin: ImageUrl | IiifImage) -> None:
    assert load(replace(WORK, images=(ImageRecord(origin),)))[0] == LoadCounts(created=1)
    assert not ReferenceImage.objects.exists()


@pytest.fixture
def picture(tmp_path: Path) -> ImageRecord:
    path = tmp_path / "1.png"
    path.write_bytes(tiny_picture(1))
    return ImageRecord(path)


def test_a_work_that_its_source_withdraws_is_taken_down(picture: ImageRecord) -> None:
    load(replace(WORK, images=(picture,)))
    logged = IndexChange.objects.count()
    gone = replace(WORK, images=(picture,), is_withdrawn=True)
    assert load(gone)[0] == LoadCounts(updated=1)
    assert Artwork.objects.get().status == Artwork.Status.TAKEN_DOWN
    assert IndexChange.objects.count() == logged + 1
    assert load(gone)[0] == LoadCounts(unchanged=1)
    load(WORK)
    assert Artwork.objects.get().status == Artwork.Status.TAKEN_DOWN, "a person decides whether it comes back"


def test_a_work_that_comes_withdrawn_is_never_shown(picture: ImageRecord) -> None:
    load(replace(WORK, images=(picture,), is_withdrawn=True))
    assert Artwork.objects.get().status == Artwork.Status.TAKEN_DOWN
    assert not ReferenceImage.objects.exists()


def test_a_picture_that_its_source_withdraws_is_taken_down(picture: ImageRecord, tmp_path: Path) -> None:
    other = tmp_path / "2.png"
    other.write_bytes(tiny_picture(2))
    load(replace(WORK, images=(picture, ImageRecord(other))))
    withdrawn = (replace(picture, is_withdrawn=True), ImageRecord(other))
    assert load(replace(WORK, images=withdrawn))[0] == LoadCounts(updated=1)
    assert list(ReferenceImage.objects.values_list("position", "is_taken_down")) == [(0, True), (1, False)]
    assert load(replace(WORK, images=withdrawn))[0] == LoadCounts(unchanged=1)
    load(replace(WORK, source_id="2", images=(replace(picture, is_withdrawn=True),)))
    assert ReferenceImage.objects.count() == 2


def test_a_dry_run_looks_at_pictures_and_stores_none(picture: ImageRecord, tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    records = [replace(WORK, images=(picture,)), replace(WORK, source_id="2", images=(ImageRecord(broken),))]
    with Loader("s", FilesOnDisk(), is_dry_run=True) as loader:
        _, rejected = loader.prepare(records)
    assert isinstance(rejected, RowOutcome)
    assert rejected.reason == "image_undecodable"
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_what_a_dry_run_sees_is_what_would_be_stored(kind: str) -> None:
    data = tiny_picture(3, kind=kind)
    assert examine_picture(data) == store_picture(data)


def test_what_is_written_and_named_besides_is_kept() -> None:
    offer = OfferRecord("p", "hammer", amount_text="3 livres", object_count=None, note="for several lots")
    record = ArtworkRecord(
        *("s", "1", "A"),
        artists=(ArtistRecord("r", "Rembrandt", aliases=("Rembrandt van Rijn",)),),
        prices=(offer,),
        credit_line="Gift",
        url="https://example.org/1",
    )
    load(record)
    price, work = PriceRecord.objects.get(), Artwork.objects.get()
    assert (price.amount_text, price.object_count, price.note) == ("3 livres", None, "for several lots")
    assert (work.credit_line, work.url, Artist.objects.get().aliases) == (
        *("Gift", "https://example.org/1", ["Rembrandt van Rijn"]),
    )
    assert load(record)[0] == LoadCounts(unchanged=1)
    assert load(replace(record, prices=(replace(offer, object_count=2),)))[0] == LoadCounts(updated=1)
