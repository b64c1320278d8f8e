"""Pictures at web addresses, as the loader writes them down with their records."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.ingest.records import ArtworkRecord, IiifImage, ImageRecord, ImageUrl
from catalog.models import Artwork, ImageHost, IndexChange, PictureFetch, ReferenceImage
from catalog.services.loading import LoadCounts, RowOutcome, load_records
from tests.factories import make_reference_image

pytestmark = pytest.mark.django_db

A, B = "http://museum.example/a.jpg", "http://museum.example/b.jpg"


def picture(url: str = A, **facts: object) -> ImageRecord:
    return ImageRecord(ImageUrl(url), **facts)  # type: ignore[arg-type]


def record(*images: ImageRecord, source_id: str = "1", **facts: object) -> ArtworkRecord:
    return ArtworkRecord("s", source_id, "A work", images=images, **facts)  # type: ignore[arg-type]


def load(*records: ArtworkRecord) -> LoadCounts:
    return load_records(records, source="s")


def urls() -> list[str]:
    return list(PictureFetch.objects.order_by("position").values_list("url", flat=True))


def fetched(url: str = A) -> ReferenceImage:
    """As when the queue has been there."""
    fetch = PictureFetch.objects.get(url=url)
    image = make_reference_image(fetch.artwork)
    PictureFetch.objects.filter(pk=fetch.pk).update(state="fetched", image=image, fetched_at=timezone.now())
    return image


def test_they_are_written_down_with_what_is_said_of_them() -> None:
    said = picture("https://Museum.example:443/é.jpg", is_aspect_true=False, rights="CC0", credit="Me")
    load(record(said, ImageRecord(IiifImage("http://iiif.example:8080/2/x"), source_url="http://museum.example/x")))
    first, second = PictureFetch.objects.order_by("position")
    assert (first.url, first.host_id, first.is_iiif) == ("https://museum.example/%C3%A9.jpg", "museum.example", False)
    assert (first.is_aspect_true, first.rights, first.credit, first.position) == (False, "CC0", "Me", 0)
    assert (second.url, second.host_id, second.is_iiif) == ("http://iiif.example:8080/2/x", "iiif.example:8080", True)
    assert (second.source_url, second.position) == ("http://museum.example/x", 1)
    assert {first.state, second.state} == {"waiting"}
    assert first.next_attempt_at <= timezone.now() + timedelta(seconds=1)


def test_the_same_again_changes_nothing() -> None:
    load(record(picture(A), picture(B)))
    before = list(PictureFetch.objects.values())
    assert load(record(picture(A), picture(B))) == LoadCounts(unchanged=1)
    assert list(PictureFetch.objects.values()) == before


def test_one_address_named_twice_is_one_picture() -> None:
    load(record(picture(A), picture(f"{A}#x")))
    assert urls() == [A]


def test_two_works_may_name_one_address() -> None:
    load(record(picture(A)), record(picture(A), source_id="2"))
    assert urls() == [A, A]
    assert ImageHost.objects.count() == 1


@pytest.mark.parametrize("url", ["ftp://museum.example/a.jpg", "http://name:secret@museum.example/", "a.jpg"])
def test_an_address_that_cannot_be_asked_is_kept_with_the_reason(url: str) -> None:
    load(record(picture(url)))
    fetch = PictureFetch.objects.get()
    assert (fetch.state, fetch.reason, fetch.host_id, fetch.url) == ("failed", "url_refused", None, url)
    assert fetch.problem
    assert load(record(picture(url))) == LoadCounts(unchanged=1)


def test_an_endless_address_does_not_break_the_chunk() -> None:
    outcomes: list[RowOutcome] = []
    long = record(picture("http://museum.example/" + "ü" * 3000))
    load_records([long, record(picture(A), source_id="2")], source="s", on_row=outcomes.append)
    assert [outcome.change for outcome in outcomes] == ["created", "created"]
    assert len(PictureFetch.objects.get(state="failed").url) == 2000


def test_what_is_said_anew_reaches_the_reference_image_and_the_index() -> None:
    load(record(picture(A, credit="Old")))
    image = fetched()
    IndexChange.objects.all().delete()
    assert load(record(picture(B), picture(A, credit="New", rights="CC0"))) == LoadCounts(updated=1)
    image.refresh_from_db()
    assert (image.credit, image.rights, image.position) == ("New", "CC0", 1)
    assert IndexChange.objects.filter(reference_image_id=image.pk).exists()
    assert PictureFetch.objects.get(url=A).state == "fetched"


def test_what_is_no_longer_named_is_fetched_no_more_but_stays_where_it_was() -> None:
    load(record(picture(A), picture(B)))
    image = fetched(A)
    assert load(record()) == LoadCounts(updated=1)
    assert urls() == [A]
    image.refresh_from_db()
    assert not image.is_taken_down


def test_a_withdrawn_picture_is_taken_down_and_not_fetched() -> None:
    load(record(picture(A), picture(B)))
    image = fetched(A)
    withdrawn = record(picture(A, is_withdrawn=True), picture(B, is_withdrawn=True))
    assert load(withdrawn) == LoadCounts(updated=1)
    image.refresh_from_db()
    assert image.is_taken_down
    assert urls() == [A]
    assert load(withdrawn) == LoadCounts(unchanged=1)
    load(record(picture(A), picture(B)))
    image.refresh_from_db()
    assert image.is_taken_down, "a feed brings back nothing that was taken down"
    assert urls() == [A, B]


def test_a_withdrawn_work_wants_nothing() -> None:
    load(record(picture(A)))
    load(replace(record(picture(A)), is_withdrawn=True))
    assert not PictureFetch.objects.exists()
    assert Artwork.objects.get().status == "taken_down"


def test_queries_do_not_grow_with_the_chunk() -> None:
    counts = []
    for size in (2, 20):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            load(*(record(picture(f"{A}?{size}-{n}"), picture(B), source_id=f"{size}-{n}") for n in range(size)))
        counts.append(len(queries))
    assert counts[0] == counts[1]
