"""The loader: idempotent, in chunks, honest about every record, and no record stops another."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ImageRecord,
    OfferRecord,
    Record,
    VenueRecord,
)
from catalog.models import Artist, Artwork, Display, IndexChange, PriceRecord, ReferenceImage, Venue
from catalog.services import images
from catalog.services.loading import Change, LoadCounts, RowOutcome, load_records
from tests.factories import make_price, tiny_picture
from tests.publishing import take_down_artwork, take_down_image

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 10, 25)
REMBRANDT = ArtistRecord("rembrandt", "Rembrandt", 1606, 1669, "Dutch")
MUSEUM = VenueRecord("m1", "Rijksmuseum", "museum", city="Amsterdam", latitude=52.36, longitude=4.885)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "1.png"
    path.write_bytes(tiny_picture(1))
    return path


def full_record(picture: Path) -> ArtworkRecord:
    return ArtworkRecord(
        source="s",
        source_id="1",
        title="The Night Watch",
        artists=(REMBRANDT,),
        date_text="1642",
        year_from=1642,
        year_to=1642,
        style="Baroque",
        medium="oil on canvas",
        dimensions_text="379.5 × 453.5 cm",
        height_mm=3795,
        width_mm=4535,
        rights="public domain",
        images=(ImageRecord(picture, rights="public domain", credit="A photographer"),),
        prices=(
            OfferRecord("1/e", "estimate", amount=Decimal(100), amount_high=Decimal(200), currency="EUR"),
            OfferRecord("1/h", "hammer", outcome="bought_in", date=DAY, date_precision="day", house="A house"),
        ),
        displays=(DisplayRecord(MUSEUM, as_of=DAY, is_on_display=True, room="2.8"),),
    )


def plain(number: int) -> ArtworkRecord:
    return ArtworkRecord(source="s", source_id=str(number), title=f"Work {number}")


def load(*records: Record) -> tuple[LoadCounts, list[RowOutcome]]:
    outcomes: list[RowOutcome] = []
    counts = load_records(records, source="s", on_row=outcomes.append)
    assert [outcome.record for outcome in outcomes] == list(records), "one outcome for each record, in order"
    assert counts.total == len(records)
    return counts, outcomes


def rejection(outcomes: Iterable[RowOutcome]) -> tuple[str, str]:
    (rejected,) = (outcome for outcome in outcomes if outcome.is_rejected)
    return rejected.reason, rejected.message


def test_a_record_becomes_rows(picture: Path) -> None:
    counts, _ = load(full_record(picture))
    assert counts == LoadCounts(created=1)
    artwork = Artwork.objects.get(source="s", source_id="1")
    assert (artwork.title, artwork.status, artwork.year_from, artwork.height_mm) == (
        *("The Night Watch", "published", 1642, 3795),
    )
    attribution = artwork.attributions.get()
    assert (attribution.artist.name, attribution.artist.birth_year, attribution.qualifier) == ("Rembrandt", 1606, "by")
    image = artwork.reference_images.get()
    assert (image.width_px, image.height_px, image.credit) == (96, 64, "A photographer")
    with image.file.open() as file:
        assert file.read() == picture.read_bytes()
    assert {(price.kind, price.outcome, price.amount, price.currency) for price in artwork.price_records.all()} == {
        ("estimate", "", Decimal(100), "EUR"),
        ("hammer", "bought_in", None, ""),
    }
    display = artwork.displays.get()
    assert (display.venue.name, display.venue.latitude, display.is_on_display, display.as_of, display.room) == (
        *("Rijksmuseum", 52.36, True, DAY, "2.8"),
    )


def test_new_images_reach_the_index_log(picture: Path) -> None:
    load(full_record(picture))
    assert list(IndexChange.objects.values_list("reference_image_id", flat=True)) == [ReferenceImage.objects.get().pk]


def test_loading_again_writes_and_decodes_nothing(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(full_record(picture), plain(2))
    updated_at = Artwork.objects.get(source_id="1").updated_at
    monkeypatch.setattr(images, "_decode", lambda _: pytest.fail("an unchanged picture was decoded"))
    with CaptureQueriesContext(connection) as queries:
        counts, _ = load(full_record(picture), plain(2))
    assert counts == LoadCounts(unchanged=2)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert Artwork.objects.get(source_id="1").updated_at == updated_at


def test_a_picture_whose_file_was_lost_is_stored_again(picture: Path) -> None:
    load(full_record(picture))
    thumbnail = str(ReferenceImage.objects.get().thumbnail)
    default_storage.delete(thumbnail)
    load(full_record(picture))
    assert default_storage.exists(thumbnail)
    assert ReferenceImage.objects.count() == 1


def test_an_update_replaces_the_facts_of_its_source(picture: Path) -> None:
    load(full_record(picture))
    by_hand = make_price(Artwork.objects.get(), source="admin")
    changed = replace(
        full_record(picture),
        title="De Nachtwacht",
        artists=(replace(REMBRANDT, qualifier="workshop_of"), ArtistRecord("flinck", "Govert Flinck")),
        prices=(OfferRecord("1/h", "hammer", outcome="sold", amount=Decimal("9.50"), currency="EUR"),),
        displays=(),
    )
    counts, outcomes = load(changed)
    assert counts == LoadCounts(updated=1)
    assert outcomes[0].change == Change.UPDATED
    artwork = Artwork.objects.get()
    assert artwork.title == "De Nachtwacht"
    assert [(row.artist.name, row.qualifier) for row in artwork.attributions.all()] == [
        ("Rembrandt", "workshop_of"),
        ("Govert Flinck", "by"),
    ]
    assert set(artwork.price_records.values_list("kind", "amount")) == {
        ("hammer", Decimal("9.50")),
        (by_hand.kind, by_hand.amount),
    }
    assert not artwork.displays.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"artists": ()},
        {"prices": ()},
        {"displays": ()},
        {"artists": (replace(REMBRANDT, death_year=1670),)},
        {
            "displays": (
                DisplayRecord(replace(MUSEUM, url="https://example.org/"), DAY, is_on_display=True, room="2.8"),
            )
        },
    ],
)
def test_any_change_counts_and_reaches_the_index_log(picture: Path, change: dict[str, Any]) -> None:
    load(full_record(picture))
    logged = IndexChange.objects.count()
    counts, _ = load(replace(full_record(picture), **change))
    assert counts == LoadCounts(updated=1)
    assert IndexChange.objects.count() == logged + 1


def test_images_are_added_corrected_and_never_removed(picture: Path, tmp_path: Path) -> None:
    load(full_record(picture))
    other = tmp_path / "other.png"
    other.write_bytes(tiny_picture(2))
    counts, _ = load(replace(full_record(picture), images=(ImageRecord(other), ImageRecord(picture, credit="B"))))
    assert counts.updated == 1
    assert list(ReferenceImage.objects.values_list("position", "credit")) == [(0, ""), (1, "B")]
    load(replace(full_record(picture), images=()))
    assert ReferenceImage.objects.count() == 2


def test_a_picture_named_twice_is_one_image(picture: Path) -> None:
    load(replace(full_record(picture), images=(ImageRecord(picture), ImageRecord(picture))))
    assert ReferenceImage.objects.count() == 1


def test_two_artworks_share_one_file(picture: Path) -> None:
    load(full_record(picture), replace(full_record(picture), source_id="2", prices=(), displays=()))
    first, second = ReferenceImage.objects.all()
    assert first.artwork != second.artwork
    assert first.file == second.file


def test_a_takedown_survives_the_return_of_its_row(picture: Path) -> None:
    load(full_record(picture))
    take_down_artwork(Artwork.objects.get())
    take_down_image(ReferenceImage.objects.get())
    counts, _ = load(replace(full_record(picture), title="Changed"))
    assert counts.updated == 1
    assert Artwork.objects.get().status == Artwork.Status.TAKEN_DOWN
    assert Artwork.objects.get().title == "Changed"
    assert ReferenceImage.objects.get().is_taken_down


def test_artists_and_venues_are_one_row_each(picture: Path) -> None:
    first = full_record(picture)
    second = replace(first, source_id="2", prices=())
    load(first, second)
    load(replace(second, source_id="3"), replace(second, source="t"))
    assert sorted(Artist.objects.values_list("source", "source_id")) == [("s", "rembrandt"), ("t", "rembrandt")]
    assert sorted(Venue.objects.values_list("source", "source_id")) == [("s", "m1"), ("t", "m1")]
    assert Display.objects.count() == 4


def test_records_that_disagree_about_an_artist_do_not_take_turns() -> None:
    """The first statement of a load stands, a later one fills what is unknown, and nothing unknown erases."""

    def by(number: int, birth: int | None, death: int | None) -> ArtworkRecord:
        return replace(plain(number), artists=(ArtistRecord("a", "A", birth, death),))

    records = (by(1, 1920, None), by(2, 1921, 2020), by(3, None, None))
    load(*records)
    assert Artist.objects.values_list("birth_year", "death_year").get() == (1920, 2020)
    assert load(*records)[0] == LoadCounts(unchanged=3)
    load(by(1, 1919, None))
    assert Artist.objects.values_list("birth_year", "death_year").get() == (1919, 2020)


def test_an_artist_stated_first_in_another_chunk_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.services.loading.load._CHUNK", 1)
    records = [replace(plain(n), artists=(ArtistRecord("a", "A", 1900 + n),)) for n in (1, 2)]
    load(*records)
    assert Artist.objects.get().birth_year == 1901
    assert load(*records)[0] == LoadCounts(unchanged=2)


def test_the_same_artwork_twice_in_one_load_is_an_update() -> None:
    counts, outcomes = load(plain(1), plain(2), replace(plain(1), title="Again"))
    assert counts == LoadCounts(created=2, updated=1)
    assert Artwork.objects.get(source_id="1").title == "Again"
    assert [outcome.change for outcome in outcomes] == [Change.CREATED, Change.CREATED, Change.UPDATED]


@pytest.mark.parametrize(
    ("facts", "reason", "words"),
    [
        ({"year_from": 1900, "year_to": 1800}, "artwork_years_in_order", "first year is after the last"),
        ({"height_mm": 0}, "artwork_size_positive", "no size"),
        ({"artists": (ArtistRecord("x", "X", 1900, 1800),)}, "artist_born_before_death", "birth year"),
        ({"artists": (ArtistRecord("x", ""),)}, "value_invalid", "artist: name: This field cannot be blank"),
        ({"artists": (ArtistRecord("x", "X", qualifier="perhaps"),)}, "value_invalid", "qualifier"),
        ({"title": "x" * 501}, "value_invalid", "artwork: title: Ensure this value has at most 500 characters"),
        ({"title": "a\x00b"}, "value_invalid", "title has a character that no text holds"),
        ({"title": "a\ud800b"}, "value_invalid", "title has a character that no text holds"),
        ({"year_from": 20_000}, "artwork_years_plausible", "between -32000 and 2200"),
        ({"prices": (OfferRecord("p", "hammer", amount=Decimal(0), currency="EUR"),)}, "price_never_zero", "zero"),
        ({"prices": (OfferRecord("p", "hammer", amount=Decimal(5)),)}, "price_amount_has_currency", "currency"),
        ({"prices": (OfferRecord("p", "hammer", amount=Decimal("1.234"), currency="EUR"),)}, "value_invalid", "amount"),
        (
            {"displays": (DisplayRecord(VenueRecord("v", "V", "museum", latitude=1.0), DAY),)},
            "venue_coordinates_whole",
            "latitude",
        ),
        ({"prices": (OfferRecord("p", "hammer", object_count=0),)}, "price_object_count_positive", "one object"),
        ({"artists": (ArtistRecord("a", "A", aliases=("B\0",)),)}, "value_invalid", "aliases"),
        ({"images": (ImageRecord(Path("/nowhere/1.jpg")),)}, "image_missing", "/nowhere/1.jpg"),
        ({"images": (ImageRecord(Path(__file__)),)}, "image_undecodable", "not a whole picture"),
    ],
)
def test_a_broken_record_is_rejected_alone(facts: dict[str, Any], reason: str, words: str) -> None:
    broken = replace(plain(3), **facts)
    counts, outcomes = load(plain(1), plain(2), broken, plain(4), plain(5))
    assert counts == LoadCounts(created=4, rejected=1)
    found, message = rejection(outcomes)
    assert found == reason
    assert words in message
    assert sorted(Artwork.objects.values_list("source_id", flat=True)) == ["1", "2", "4", "5"]


def test_what_a_rejected_record_said_of_a_shared_artist_is_forgotten() -> None:
    artist = ArtistRecord("a", "A", birth_year=1900)
    broken = replace(plain(1), height_mm=0, artists=(replace(artist, birth_year=1800),))
    counts, _ = load(broken, replace(plain(2), artists=(artist,)))
    assert counts == LoadCounts(created=1, rejected=1)
    assert Artist.objects.get().birth_year == 1900


def test_identifiers_and_hours_are_kept() -> None:
    venue = replace(MUSEUM, wikidata_id="Q190804", opening_hours={"Monday": "9-17"})
    display = DisplayRecord(venue, as_of=DAY)
    record = replace(plain(1), accession_number="SK-C-5", wikidata_id="Q219831", displays=(display,))
    load(record)
    work = Artwork.objects.get()
    assert (work.accession_number, work.wikidata_id) == ("SK-C-5", "Q219831")
    # What a later record does not know is no correction.
    counts, _ = load(replace(record, displays=(replace(display, venue=MUSEUM),)))
    assert counts == LoadCounts(unchanged=1)
    stands = Venue.objects.get()
    assert (stands.wikidata_id, stands.opening_hours) == ("Q190804", {"Monday": "9-17"})


def test_a_price_that_belongs_to_another_artwork_is_refused() -> None:
    price = OfferRecord("p", "hammer", outcome="sold")
    counts, outcomes = load(replace(plain(1), prices=(price,)), replace(plain(2), prices=(price,)))
    assert counts == LoadCounts(created=1, rejected=1)
    assert rejection(outcomes) == ("price_source_unique", "This source already has a price with this source id.")
    assert PriceRecord.objects.get().artwork.source_id == "1"


def test_an_oversized_picture_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    _, outcomes = load(replace(plain(1), images=(ImageRecord(path),)))
    assert rejection(outcomes)[0] == "image_too_large"


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    _, outcomes = load(replace(plain(1), images=(ImageRecord(tmp_path),)))
    assert rejection(outcomes)[0] == "image_missing"


def test_a_picture_name_the_system_refuses_is_rejected(tmp_path: Path) -> None:
    _, outcomes = load(replace(plain(1), images=(ImageRecord(tmp_path / ("x" * 300)),)))
    assert rejection(outcomes)[0] in ("image_missing", "image_unreadable")


def test_a_full_disk_stops_the_load_and_keeps_the_chunks_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.services.loading.load._CHUNK", 1)

    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    picture = tmp_path / "new.png"
    picture.write_bytes(tiny_picture(987))
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        load_records([plain(1), replace(plain(2), images=(ImageRecord(picture),)), plain(3)], source="s")
    assert Artwork.objects.get().source_id == "1"


def test_the_number_of_queries_does_not_grow_with_the_chunk(tmp_path: Path) -> None:
    def records(start: int, count: int) -> list[ArtworkRecord]:
        made = []
        for number in range(start, start + count):
            path = tmp_path / f"{number}.png"
            path.write_bytes(tiny_picture(number))
            base = full_record(path)
            prices = tuple(replace(price, source_id=f"{number}/{price.source_id}") for price in base.prices)
            artist = ArtistRecord(str(number), f"Artist {number}")
            made.append(replace(base, source_id=str(number), artists=(artist,), prices=prices))
        return made

    few, many = records(0, 3), records(100, 30)
    queries = {}
    for name, chunk in (("few", few), ("many", many)):
        for run in ("create", "again", "update"):
            said = [replace(record, title="New", prices=()) for record in chunk] if run == "update" else chunk
            with CaptureQueriesContext(connection) as captured:
                load(*said)
            queries[name, run] = len(captured)
    for run in ("create", "again", "update"):
        assert queries["many", run] <= queries["few", run] + 2, queries  # SQLite splits long inserts in batches
    assert queries["many", "again"] <= 13


def test_the_worker_is_nudged_with_the_first_images_and_at_the_end(
    picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges: list[int] = []
    monkeypatch.setattr("catalog.dispatch.index_pending_images", lambda: nudges.append(Artwork.objects.count()))
    monkeypatch.setattr("catalog.services.loading.load._CHUNK", 1)
    load(plain(1), replace(full_record(picture), source_id="2"), plain(3))
    assert nudges == [2, 3]
    load(plain(1))
    assert nudges == [2, 3], "nothing new, nothing to embed"
