"""The sample catalogue: rich, valid, plainly a sample; and a command that can be run twice."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from itertools import chain
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from catalog.ingest.records import OfferRecord
from catalog.models import Artist, Artwork, PriceRecord, ReferenceImage
from catalog.services.loading.drafts import draft_artwork
from vision.studios import STUDIOS
from workers.management.commands import build_sample_catalogue
from workers.management.sample import SOURCE, SampleWork, places, sample_works, works
from workers.management.sample.painting import paint_file, painted
from workers.management.sample.titles import titles

WORKS = sample_works(1, 14)
RECORDS = [work.record for work in WORKS]
OFFERS = [offer for record in RECORDS for offer in record.prices]
DISPLAYS = [display for record in RECORDS for display in record.displays]


# --- What is said of the works --------------------------------------------------------------------------------------


def test_there_are_enough_works_each_with_its_own_name() -> None:
    assert len(WORKS) >= 240
    assert len({record.source_id for record in RECORDS}) == len(RECORDS)
    assert len({(work.studio.slug, work.seed) for work in WORKS}) == len(WORKS)
    assert len({record.title for record in RECORDS}) > 0.9 * len(RECORDS)


def test_the_same_seed_tells_the_same_and_another_seed_something_else() -> None:
    assert sample_works(1, 14) == WORKS
    others = sample_works(2, 14)
    assert {work.record.source_id for work in others}.isdisjoint(record.source_id for record in RECORDS)
    assert {(work.studio.slug, work.seed) for work in others}.isdisjoint((w.studio.slug, w.seed) for w in WORKS)


def test_more_works_leave_the_first_ones_as_they_were() -> None:
    more = {work.record.source_id: work for work in sample_works(1, 20)}
    assert all(more[work.record.source_id] == work for work in WORKS)


def test_the_catalogue_accepts_every_record() -> None:
    for record in RECORDS:
        draft_artwork(record, ())


def test_a_picture_has_the_proportions_of_the_work() -> None:
    for work in WORKS:
        width, height = work.size_wh
        assert max(width, height) == works.LONG_SIDE_PX
        assert work.record.width_mm is not None
        assert work.record.height_mm is not None
        assert width / height == pytest.approx(work.record.width_mm / work.record.height_mm, rel=0.01)


def test_prices_show_all_that_a_price_can_be() -> None:
    assert {offer.kind for offer in OFFERS} == set(PriceRecord.Kind.values)
    assert {offer.outcome for offer in OFFERS} == {"", *PriceRecord.Outcome.values}
    assert {offer.date_precision for offer in OFFERS} == {"", *PriceRecord.Precision.values}
    assert len({offer.currency for offer in OFFERS} - {""}) >= 5
    assert {offer.is_inferred for offer in OFFERS} == {True, False}
    assert any(offer.amount is None for offer in OFFERS)
    assert any(not record.prices for record in RECORDS)


def years(offers: Sequence[OfferRecord]) -> set[int]:
    return {offer.date.year for offer in offers if offer.date}


def test_most_prices_are_histories_over_years() -> None:
    assert sum(len(years(record.prices)) >= 2 for record in RECORDS) > len(RECORDS) / 2


@pytest.mark.parametrize("offer", OFFERS[::7], ids=lambda offer: offer.source_id)
def test_a_price_is_whole(offer: OfferRecord) -> None:
    assert (offer.amount is None) == (offer.currency == "")
    assert offer.amount is None or offer.amount > 0
    assert (offer.amount_high is not None) == (offer.kind == "estimate")
    assert (offer.date is None) == (offer.date_precision == "")
    if offer.date is not None:
        assert offer.date <= places.AS_OF
        assert offer.date_precision == "day" or offer.date.day == 1
        assert offer.date_precision != "year" or offer.date.month == 1
    if offer.outcome == "bought_in":
        assert offer.amount is None
    if offer.kind in {"estimate", "hammer", "with_premium"}:
        assert offer.lot
        assert offer.house
        assert offer.sale


def test_no_work_was_sold_before_it_was_made() -> None:
    for record in RECORDS:
        assert not record.prices or record.year_to is None or min(years(record.prices), default=9999) > record.year_to


def test_works_hang_lie_in_store_or_nobody_says() -> None:
    assert {display.is_on_display for display in DISPLAYS} == {True, False, None}
    assert any(not record.displays for record in RECORDS)
    for display in DISPLAYS:
        assert datetime.date(2015, 1, 1) < display.as_of <= places.AS_OF
        if display.is_on_display:
            assert display.room
            assert (display.from_date or display.as_of) <= display.as_of <= (display.to_date or display.as_of)


def test_venues_stand_in_real_time_zones_and_places() -> None:
    venues = (*places.MUSEUMS, *places.GALLERIES)
    assert len({venue.source_id for venue in venues}) == len(venues) >= 12
    assert {venue.time_zone for venue in venues} <= available_timezones()
    for venue in venues:
        assert venue.latitude is not None
        assert venue.longitude is not None
        assert -60 < venue.latitude < 70
        assert -180 < venue.longitude < 180


def test_everything_says_that_it_is_a_sample() -> None:
    claims = chain(
        (artist.name for record in RECORDS for artist in record.artists),
        (record.rights for record in RECORDS),
        (display.venue.name for display in DISPLAYS),
        (offer.house for offer in OFFERS if offer.house),
        (offer.stated_by for offer in OFFERS),
    )
    # "Muestra" and "Amostra" are samples too, but not every reader knows.
    assert [claim for claim in claims if "sample" not in claim.casefold()] == []


def test_titles_that_run_out_come_again_with_a_number() -> None:
    many = titles("op", 1, 200)
    assert len(set(many)) == 200
    assert many[16] == f"{many[0]} II"
    assert many[16 * 11] == f"{many[0]} 12"


# --- Painting -------------------------------------------------------------------------------------------------------


def test_painters_in_other_processes_paint_the_same(tmp_path: Path) -> None:
    small = [replace(work, size_wh=(80, 60)) for work in (WORKS[0], WORKS[-1])]
    files = list(painted(small, tmp_path))
    for work, file in zip(small, files, strict=True):
        own = paint_file(work.studio.paint, work.seed, work.size_wh, tmp_path / "own.jpg")
        assert own.read_bytes() == file.read_bytes()


def test_a_picture_that_cannot_be_written_stops_the_painting(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(painted([replace(work, size_wh=(80, 60)) for work in WORKS[:4]], tmp_path / "missing"))


# --- The command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def small_pictures(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(works, "LONG_SIDE_PX", 80)
    settings.MEDIA_ROOT = tmp_path / "media"


def build(*arguments: str) -> str:
    stdout = StringIO()
    call_command("build_sample_catalogue", "--works-per-studio", "1", *arguments, stdout=stdout)
    return stdout.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pictures")
def test_a_second_run_finds_nothing_to_do_and_a_third_mends_what_was_lost() -> None:
    count = len(STUDIOS)
    assert f"{count} created, 0 updated, 0 unchanged, 0 rejected" in build()
    assert Artwork.objects.filter(source=SOURCE, status="published").count() == Artist.objects.count() == count
    pictures = {image.sha256: image.pk for image in ReferenceImage.objects.all()}
    assert len(pictures) == count

    assert f"0 created, 0 updated, {count} unchanged" in build()

    gone, *_ = ReferenceImage.objects.all()
    Path(gone.file.path).unlink()
    Artwork.objects.filter(pk=gone.artwork_id).update(title="Renamed by mistake", status="taken_down")
    assert f"0 created, 1 updated, {count - 1} unchanged" in build()
    assert Path(gone.file.path).is_file()
    gone.artwork.refresh_from_db()
    assert gone.artwork.title != "Renamed by mistake"
    assert gone.artwork.status == "taken_down"
    assert {image.sha256: image.pk for image in ReferenceImage.objects.all()} == pictures


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pictures")
def test_what_the_catalogue_refuses_is_named_and_the_rest_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_one_bad(seed: int, works_per_studio: int) -> list[SampleWork]:
        first, *rest = sample_works(seed, works_per_studio)[:3]
        return [replace(first, record=replace(first.record, title="x" * 501)), *rest]

    monkeypatch.setattr(build_sample_catalogue, "sample_works", with_one_bad)
    with pytest.raises(CommandError, match=r"1/currents/001: .*title") as refusal:
        build()
    assert refusal.value.returncode == 1
    assert Artwork.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pictures")
def test_where_nothing_can_be_written_the_command_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    with pytest.raises(CommandError, match=r"Stopped: .*[Dd]irectory.*run again to go on") as stop:
        build()
    assert stop.value.returncode == build_sample_catalogue.DID_NOT_RUN
    assert Artwork.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--works-per-studio", "0"), "from 1 to 1,000"),
        (("--works-per-studio", "1001"), "from 1 to 1,000"),
        (("--seed", "-1"), "from 0 to 999,999"),
        (("--seed", "one"), "from 0 to 999,999"),
    ],
)
def test_numbers_out_of_bounds_are_refused_in_words(arguments: tuple[str, str], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        build(*arguments)
