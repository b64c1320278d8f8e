"""What the loader's quick checks pass is what Django's fields pass, and nothing else."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Artist, Artwork, PriceRecord, Venue
from catalog.services.loading.validation import InvalidRecord, is_text, validate

texts = st.one_of(st.just(""), st.text(max_size=12), st.text("ab \t\x00\ud800\u2028", max_size=4), st.just("x" * 3000))
urls = st.one_of(
    texts,
    st.from_regex(r"(https?|ftp)://[a-z0-9.-]{1,20}\.[a-z]{1,3}([/:][ -~]{0,6})?", fullmatch=True),
    st.sampled_from([f"https://{'a' * 64}.org/", f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.org", "https://a.org/é"]),
)
years = st.one_of(st.none(), st.integers(-40_000, 40_000))


def django_refuses(row: Model) -> bool:
    try:
        row.clean_fields(exclude={"artwork", "artist", "venue"})
    except ValidationError:
        return True
    return any(isinstance(value, str) and not is_text(value) for value in vars(row).values())


def is_refused(row: Model) -> bool:
    try:
        validate(row)
    except InvalidRecord:
        return True
    return False


@given(texts, urls, years, st.one_of(st.none(), st.integers(-5, 2**33)), st.sampled_from(["published", "x", ""]))
def test_artworks(text: str, url: str, year: int | None, size: int | None, status: str) -> None:
    row = Artwork(source="s", source_id="1", title=text, url=url, year_from=year, width_mm=size, status=status)
    assert is_refused(row) == django_refuses(row)


@given(texts, texts, years, st.sampled_from([[], ["a"], ["\x00"]]))
def test_artists(name: str, nationality: str, year: int | None, aliases: list[str]) -> None:
    row = Artist(source="s", source_id="1", name=name, nationality=nationality, birth_year=year, aliases=aliases)
    refused = django_refuses(row) or aliases == ["\x00"]
    assert is_refused(row) == refused


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"url": "nowhere"}, "url: Enter a valid URL."),
        ({"time_zone": "Europe/Nowhere"}, "time_zone: "),
        ({"kind": "bar"}, "kind: Value 'bar' is not a valid choice."),
        ({"latitude": "north"}, "latitude: "),
        ({"name": None}, "name: This field cannot be null."),
        ({"opening_hours": {"Mo": "\x00"}}, ""),
    ],
)
def test_the_words_are_djangos(facts: dict[str, Any], complaint: str) -> None:
    row = Venue(**{"source": "s", "source_id": "1", "name": "A", "kind": "museum"} | facts)
    if not complaint:
        validate(row)
        return
    with pytest.raises(InvalidRecord, match=complaint):
        validate(row)


def test_dates_are_dates() -> None:
    row = PriceRecord(source="s", source_id="1", kind="hammer", date=datetime.date(2020, 1, 1), date_precision="day")
    validate(row)
    row.date = "soon"
    with pytest.raises(InvalidRecord, match="date: “soon” value has an invalid date format"):
        validate(row)
