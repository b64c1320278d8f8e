"""ETag and Last-Modified: 304 where nothing that is shown has changed, and only there."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.http import http_date, parse_http_date
from pytest_django import Settings

from catalog.api import conditional
from catalog.api.conditional import ConditionalView
from catalog.models import Artwork, Attribution, Display, PriceRecord, ReferenceImage
from tests.factories import make_artist, make_artwork, make_display, make_price, make_reference_image, make_venue
from tests.servers import free_port

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"
NOON = 1_800_000_000


class Clock:
    """What time it is, for the cache of dates."""

    now = float(NOON)

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    cache.clear()
    clock = Clock()
    monkeypatch.setattr(conditional, "time", clock)
    return clock


@pytest.fixture
def artwork() -> Artwork:
    """With all that can belong to it."""
    artwork = make_artwork(artists=(make_artist(),))
    make_reference_image(artwork)
    make_price(artwork)
    make_display(artwork)
    return artwork


@pytest.mark.parametrize(
    "change",
    [
        lambda: Artwork.objects.update(title="Another"),
        lambda: Attribution.objects.update(qualifier="after"),
        lambda: Attribution.objects.get().artist.__class__.objects.update(name="Another"),
        lambda: ReferenceImage.objects.update(is_taken_down=True),
        lambda: PriceRecord.objects.update(amount=7),
        lambda: PriceRecord.objects.all().delete(),
        lambda: Display.objects.update(room="9"),
        lambda: Display.objects.get().venue.__class__.objects.update(name="Another"),
    ],
)
def test_whatever_is_shown_counts(client: Client, artwork: Artwork, clock: Clock, change: Callable[[], object]) -> None:
    for address in (f"{ARTWORKS}{artwork.pk}/", f"{ARTWORKS}?include=price_history,seen_at"):
        clock.now = NOON
        before = client.get(address)
        by_tag = {"If-None-Match": before["ETag"]}
        by_date = {"If-Modified-Since": before["Last-Modified"]}
        assert [client.get(address, headers=known).status_code for known in (by_tag, by_date)] == [304, 304]
    change()
    clock.now += 1
    for known in (by_tag, by_date):
        after = client.get(address, headers=known)
        assert after.status_code == 200
        assert after["ETag"] != before["ETag"]
        assert parse_http_date(after["Last-Modified"]) == NOON + 1


def test_what_is_not_sent_again(client: Client, artwork: Artwork) -> None:
    whole = client.get(f"{ARTWORKS}{artwork.pk}/")
    assert (whole["Cache-Control"], whole["ETag"][0]) == ("no-cache", '"')
    known = client.get(f"{ARTWORKS}{artwork.pk}/", headers={"If-None-Match": f'"other", W/{whole["ETag"]}'})
    assert (known.status_code, known.content) == (304, b"")
    for name in ("ETag", "Last-Modified", "Vary", "Cache-Control"):
        assert known[name] == whole[name]
    assert {"Accept-Language", "Authorization"} <= {each.strip() for each in whole["Vary"].split(",")}


def test_another_choice_of_fields_is_another_body(client: Client, artwork: Artwork) -> None:
    address = f"{ARTWORKS}{artwork.pk}/"
    tags = {client.get(address, {"fields": names})["ETag"] for names in ("title", "source", "title,source")}
    assert len(tags) == 3


def test_who_asks_for_another_state_is_told(client: Client) -> None:
    venue = make_venue()
    response = client.get(f"/api/v1/venues/{venue.pk}/", headers={"If-Match": '"other"'})
    assert (response.status_code, response.json()["type"]) == (412, "/api/v1/problems/precondition-failed")


def test_problems_carry_no_tag(client: Client) -> None:
    for response in (client.get(f"{ARTWORKS}4711/"), client.get(ARTWORKS, {"page_size": "x"})):
        assert "ETag" not in response.headers


def test_what_somebody_signed_in_sees_is_theirs(client: Client, artwork: Artwork) -> None:
    client.force_login(User.objects.create(username="one"))
    assert client.get(f"{ARTWORKS}{artwork.pk}/")["Cache-Control"] == "private, no-cache"


def test_a_head_has_the_same_tag(client: Client, artwork: Artwork) -> None:
    address = f"{ARTWORKS}{artwork.pk}/"
    assert client.head(address)["ETag"] == client.get(address)["ETag"]


class _Draws(ConditionalView):
    """Answers without REST framework's rendering, in the language of the day."""

    language = "en"

    def get(self, _: HttpRequest) -> HttpResponse:
        return HttpResponse("<svg/>", content_type="image/svg+xml", headers={"Content-Language": self.language})


def ask(**headers: str) -> Any:  # noqa: ANN401
    return _Draws.as_view()(RequestFactory().get("/chart.svg", headers=headers))


def test_any_response_can_be_compared() -> None:
    drawn = ask()
    assert drawn["Content-Type"] == "image/svg+xml"
    assert ask(**{"If-None-Match": drawn["ETag"]}).status_code == 304


def test_nobody_is_given_one_date_for_two_bodies(client: Client, clock: Clock) -> None:
    venue = make_venue(name="A")
    address = f"/api/v1/venues/{venue.pk}/"
    assert client.get(address)["Last-Modified"] == http_date(NOON)
    for name in ("B", "A", "C"):  # three changes within the second: dates lie ahead, so none is told
        type(venue).objects.update(name=name)
        assert "Last-Modified" not in client.get(address).headers
    clock.now += 3
    assert client.get(address)["Last-Modified"] == http_date(NOON + 3)
    clock.now += 600
    assert client.get(address)["Last-Modified"] == http_date(NOON + 3)
    assert client.get(address, headers={"If-Modified-Since": http_date(NOON)}).status_code == 200


def test_addresses_that_share_a_slot_lose_their_dates_only(
    client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditional, "SLOTS", 1)
    first, second = (f"/api/v1/venues/{make_venue().pk}/" for _ in range(2))
    dates = []
    for address in (first, second, first, second):
        clock.now += 10
        dates.append(client.get(address)["Last-Modified"])
    assert dates == [http_date(NOON + number) for number in (10, 20, 30, 40)]


def test_without_a_cache_the_tag_does(
    client: Client, settings: Settings, caplog: pytest.LogCaptureFixture, artwork: Artwork
) -> None:
    caches = {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{free_port()}/0"}
    settings.CACHES = {"default": caches}
    started = time.monotonic()
    whole = client.get(f"{ARTWORKS}{artwork.pk}/")
    assert (whole.status_code, "Last-Modified" in whole.headers) == (200, False)
    assert client.get(f"{ARTWORKS}{artwork.pk}/", headers={"If-None-Match": whole["ETag"]}).status_code == 304
    assert "the cache does not answer" in caplog.text
    assert time.monotonic() - started < 5
