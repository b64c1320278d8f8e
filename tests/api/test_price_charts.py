"""Prices as pictures: what is in them, how they are told, and that nothing in them can run."""

import datetime
import io
import math
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from catalog.api.charts.drawing import GREY, MARKS
from catalog.api.charts.points import NAMES
from catalog.api.charts.scales import Amounts, Days, short
from catalog.api.views import price_charts
from catalog.models import Artwork
from tests.factories import make_artist, make_artwork, make_price, make_rates

SVG = "{http://www.w3.org/2000/svg}"
UNKNOWN: dict[str, Any] = {"amount": None, "currency": ""}


def url(artwork: Artwork, kind: str = "svg") -> str:
    return f"/api/v1/artworks/{artwork.pk}/prices/chart.{kind}"


def chart(client: Client, artwork: Artwork, **query: str | int) -> ElementTree.Element:
    response = client.get(url(artwork), query)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def told(svg: ElementTree.Element) -> list[str]:
    """What the marks say, in the order of time."""
    return sorted(title.text or "" for path in svg.iter(f"{SVG}path") for title in path.iter(f"{SVG}title"))


def words(svg: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def described(svg: ElementTree.Element) -> str:
    return svg.findtext(f"{SVG}desc") or ""


def dated(year: int) -> dict[str, Any]:
    return {"date": datetime.date(year, 6, 14), "date_precision": "day"}


@pytest.fixture
def artwork() -> Artwork:
    """With a record of every sort that a chart draws."""
    work = make_artwork(title="Tide")
    make_price(work, **dated(2015), kind="estimate", outcome="", amount=900, amount_high=1100)
    make_price(work, **dated(2015), amount=1200)
    make_price(work, **dated(2016), kind="with_premium", amount=1500)
    make_price(work, kind="private", amount=1000, date=datetime.date(2017, 1, 1), date_precision="year")
    make_price(work, kind="asking", outcome="", amount=2000, date=datetime.date(2018, 3, 1), date_precision="month")
    make_price(work, **dated(2019), outcome="bought_in", amount=700, is_inferred=True)
    make_price(work, **dated(2020), outcome="withdrawn", **UNKNOWN)
    make_price(work, **dated(2021), outcome="sold", **UNKNOWN)
    return work


@pytest.mark.django_db
def test_every_sort_of_record_has_its_mark(client: Client, artwork: Artwork) -> None:
    svg = chart(client, artwork)
    assert told(svg) == [
        "2015-06-14: estimate, EUR 900.00–1,100.00",
        "2015-06-14: hammer price, EUR 1,200.00",
        "2016-06-14: price with premium, EUR 1,500.00",
        "2017: private sale, EUR 1,000.00",
        "2018-03: asking price, EUR 2,000.00",
        "2019-06-14: unsold",
        "2020-06-14: withdrawn",
        "2021-06-14: sold, amount unknown",
    ]
    assert set(NAMES.values()) <= set(words(svg))
    assert {"EUR", "2k", "2016", "2020"} <= set(words(svg))
    assert svg.findtext(f"{SVG}title") == "Prices of “Tide”"
    assert described(svg).startswith("From 2015 to 2021, in EUR: 1 × hammer price, 1 × price with premium,")


@pytest.mark.django_db
def test_an_estimate_is_as_long_as_its_range(client: Client) -> None:
    work = make_artwork()
    make_price(work, **dated(2015), kind="estimate", outcome="", amount=100, amount_high=300)
    make_price(work, **dated(2016), amount=200)
    marks = {path[0].text: path for path in chart(client, work).iter(f"{SVG}path") if len(path)}
    places = {(text or "")[:4]: float(path.attrib["transform"].split()[1][:-1]) for text, path in marks.items()}
    length = float(next(path for text, path in marks.items() if "estimate" in (text or "")).attrib["d"].split("V")[1])
    assert places["2015"] + length / 2 == pytest.approx(places["2016"], abs=0.2)
    assert length < -50


@pytest.mark.django_db
def test_one_axis_has_one_currency(client: Client) -> None:
    work = make_artwork()
    make_rates("USD", {"2016-06-14": "2"})
    make_price(work, **dated(2015), amount=10)
    make_price(work, **dated(2016), amount=40, currency="USD")
    make_price(work, **dated(2017), amount=40, currency="USD")
    original, euro, none = (chart(client, work, **query) for query in ({}, {"currency": "EUR"}, {"currency": "CHF"}))
    assert told(original) == ["2016-06-14: hammer price, USD 40.00", "2017-06-14: hammer price, USD 40.00"]
    assert "Not drawn: 1 in another currency." in words(original)
    assert told(euro) == ["2015-06-14: hammer price, EUR 10.00", "2016-06-14: hammer price, EUR 20.00"]
    assert any(text.startswith("Not drawn: 1 without an exchange rate. Converted at") for text in words(euro))
    assert told(none) == []
    assert "Not drawn: 3 without an exchange rate." in words(none)


@pytest.mark.django_db
def test_what_is_not_drawn_is_counted(client: Client) -> None:
    work = make_artwork()
    make_price(work, date=None, date_precision="", amount=10)
    make_price(work, **dated(2015), amount=90, object_count=3)
    make_price(work, **dated(2015), outcome="", amount=90)
    make_price(work, **dated(2015), outcome="", **UNKNOWN)
    svg = chart(client, work, width=2000)
    expected = "Not drawn: 1 for several works, 1 undated, 1 whose outcome is unknown, 1 without an amount."
    assert (told(svg), words(svg)) == ([], ["No prices to show", expected])
    assert described(svg) == f"No prices are known that could be drawn. {expected}"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_no_history_is_a_picture_that_says_so(client: Client, kind: str) -> None:
    response = client.get(url(make_artwork(), kind))
    assert response.status_code == 200
    if kind == "svg":
        assert words(ElementTree.fromstring(response.content)) == ["No prices to show"]
    else:
        assert ink(response.content) > 500


def ink(png: bytes) -> int:
    """How many pixels are not empty."""
    return sum(Image.open(io.BytesIO(png)).getchannel("A").histogram()[1:])


@pytest.mark.django_db
def test_only_unsold_lots_need_no_axis_of_amounts(client: Client) -> None:
    work = make_artwork()
    make_price(work, **dated(2015), outcome="bought_in", **UNKNOWN)
    svg = chart(client, work)
    assert told(svg) == ["2015-06-14: unsold"]
    assert described(svg) == "From 2015: 1 × unsold."


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["</title><script>alert(1)</script>", "\x0b\x1f\ufffe & “<>'\""])
def test_a_title_is_text_and_no_markup(client: Client, title: str) -> None:
    response = client.get(url(make_artwork(title=title)))
    svg = ElementTree.fromstring(response.content)
    shown = "".join("\ufffd" if character in "\x0b\x1f\ufffe" else character for character in title)
    assert svg.findtext(f"{SVG}title") == f"Prices of “{shown}”"
    assert not list(svg.iter(f"{SVG}script"))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "media_type"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_of_the_asked_size_and_not_sent_again(client: Client, artwork: Artwork, kind: str, media_type: str) -> None:
    response = client.get(url(artwork, kind), {"width": 640, "height": 320})
    assert response["Content-Type"] == media_type
    if kind == "png":
        picture = Image.open(io.BytesIO(response.content))
        assert (picture.size, picture.mode) == ((640, 320), "RGBA")
        assert ink(response.content) > 3000
    again = client.get(url(artwork, kind), {"width": 640, "height": 320}, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_price(artwork, **dated(2022))
    again = client.get(url(artwork, kind), {"width": 640, "height": 320}, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"width": "319"}, {"width": "2001"}, {"height": "1201"}, {"height": "a lot"}])
def test_sizes_have_bounds(client: Client, query: dict[str, str]) -> None:
    response = client.get(url(make_artwork()), query)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == list(query)


@pytest.mark.django_db
def test_what_is_taken_down_is_gone_from_pictures_too(client: Client) -> None:
    artist = make_artist(name="Ana")
    work = make_artwork(artists=(artist,))
    make_price(work, **dated(2015))
    address = f"/api/v1/artists/{artist.pk}/prices/chart"
    shown = client.get(f"{address}.svg")
    assert len(told(ElementTree.fromstring(shown.content))) == 1
    assert "works by Ana" in shown.content.decode()
    Artwork.objects.update(status="taken_down")
    for kind in ("svg", "png"):
        assert client.get(url(work, kind)).status_code == 404
        assert client.get(f"{address}.{kind}").status_code == 200
    assert told(ElementTree.fromstring(client.get(f"{address}.svg").content)) == []


@pytest.mark.django_db
def test_of_very_many_records_the_newest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_charts, "MOST_RECORDS", 2)
    work = make_artwork()
    make_price(work, date=None, date_precision="")
    for year in (2015, 2017, 2016):
        make_price(work, **dated(year))
    with CaptureQueriesContext(connection) as captured:
        svg = chart(client, work, currency="USD")
    assert len(captured) == 3
    assert "Only the newest 2 records are looked at." in described(svg)
    assert "Not drawn: 2 without an exchange rate." in described(svg)


def contrast(colour: str, ground: float) -> float:
    """The contrast ratio of WCAG 2 against a ground of relative luminance 0 or 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return (max(luminance, ground) + 0.05) / (min(luminance, ground) + 0.05)


@pytest.mark.parametrize("ground", [0, 1])
def test_it_can_be_seen_on_light_and_on_dark(ground: float) -> None:
    assert contrast(GREY, ground) >= 4.5
    assert all(contrast(mark.colour, ground) >= 3 for mark in MARKS.values())


@given(
    st.lists(st.floats(min_value=0.01, max_value=1e13), min_size=1, max_size=5), st.integers(min_value=2, max_value=30)
)
def test_axes_of_amounts(amounts: list[float], most: int) -> None:
    axis = Amounts.of(amounts)
    assert all(0 <= axis.at(amount) < 1 for amount in amounts)
    ticks = axis.ticks(most)
    places = [tick.at for tick in ticks]
    assert 1 <= len(ticks) <= most + 1
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)


@given(
    st.lists(st.floats(min_value=1, max_value=3_652_060), min_size=1, max_size=5),
    st.integers(min_value=3, max_value=30),
)
def test_axes_of_days(days: list[float], most: int) -> None:
    axis = Days.of(days)
    assert all(0 < axis.at(day) < 1 for day in days)
    ticks = axis.ticks(most)
    assert len(ticks) <= max(most + 1, 120)
    assert all(0 <= tick.at <= 1 for tick in ticks)


def test_a_little_lira_is_no_euro() -> None:
    assert Amounts.of([0, 0]).at(0) == 0
    assert not Amounts.of([0, 100]).is_logarithmic
    assert math.isclose(Amounts.of([1, 10_000]).at(100), 0.5)


@pytest.mark.parametrize(
    ("amount", "label"), [(0, "0"), (0.5, "0.5"), (150, "150"), (1500, "1.5k"), (2e6, "2M"), (3e9, "3B"), (1e12, "1T")]
)
def test_short_labels(amount: float, label: str) -> None:
    assert short(amount) == label
