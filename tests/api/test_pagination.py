"""Pages over any ordering: every row once, in order, forwards and backwards; and cursors that nobody gave."""

import base64
import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Avg, F, FloatField, QuerySet
from django.db.models.functions import Cast, Length
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st
from rest_framework.request import Request

from catalog.api.pagination import read_page
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.models import Artwork, Display, PriceRecord
from tests.factories import make_artwork, make_display, make_price

pytestmark = pytest.mark.django_db

ARTWORKS = "/api/v1/artworks/"


def cursor_of(address: str | None) -> str | None:
    return None if address is None else Request(RequestFactory().get(address)).query_params["cursor"]


def walk(rows: QuerySet[Any], ordering: tuple[str, ...], size: int) -> list[list[Any]]:
    """All pages from the first; then back from the last, which must give the same ones."""
    request = Request(RequestFactory().get("/list/", {"kept": "yes"}))

    def page_at(cursor: str | None) -> Any:  # noqa: ANN401
        query: dict[str, Any] = {"page_size": size} if cursor is None else {"page_size": size, "cursor": cursor}
        return read_page(rows, request, query, ordering=ordering)

    pages = [page_at(None)]
    assert pages[0].previous is None
    while pages[-1].next is not None:
        assert "kept=yes" in pages[-1].next
        pages.append(page_at(cursor_of(pages[-1].next)))
    back = [pages[-1]]
    while back[-1].previous is not None:
        back.append(page_at(cursor_of(back[-1].previous)))
    assert [page.rows for page in reversed(back)] == [page.rows for page in pages]
    return [page.rows for page in pages]


@pytest.mark.parametrize("ordering", [("year_to",), ("-year_to",), ("year_to", "-title"), ("-year_to", "style", "-pk")])
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_ties_and_nulls(ordering: tuple[str, ...], size: int) -> None:
    for year, title in [(1900, "b"), (None, "a"), (1900, "a"), (1850, ""), (None, "b"), (1900, "b"), (None, "a")]:
        make_artwork(year_to=year, title=title)
    pages = walk(Artwork.objects.all(), ordering, size)
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    years = [each.year_to for page in pages for each in page]
    known = [1850, 1900, 1900, 1900]
    assert years == [*(reversed(known) if ordering[0] == "-year_to" else known), None, None, None]
    assert len({each.pk for page in pages for each in page}) == 7


def test_every_kind_of_value() -> None:
    for number in range(5):
        price = make_price(amount=Decimal("0.10") + number // 2, date=datetime.date(2020, 1, 1 + number // 3))
        make_display(price.artwork, room=str(number // 2))
    for rows, ordering in (
        (PriceRecord.objects.all(), ("-amount", "date")),
        (PriceRecord.objects.all(), ("date",)),
        (PriceRecord.objects.select_related("artwork"), ("artwork__created_at",)),
        (PriceRecord.objects.select_related("venue"), ("-venue__name",)),
        (Artwork.objects.annotate(mean=Avg("price_records__amount")), ("-mean",)),
        (Artwork.objects.annotate(third=Cast(F("pk") % 2, FloatField()) / 3.0), ("third",)),
        (Artwork.objects.annotate(letters=Length("title")), ("letters", "-title")),
        (Display.objects.all(), ("room",)),
    ):
        assert sum(len(page) for page in walk(rows, ordering, 2)) == 5, ordering


def test_a_list_is_not_ordered_by_a_relation() -> None:
    with pytest.raises(FieldDoesNotExist, match="cannot be ordered by price_records"):
        read_page(Artwork.objects.all(), Request(RequestFactory().get("/")), {}, ordering=("price_records",))


def test_a_page_behind_what_was_deleted_is_empty() -> None:
    first, second, _ = [make_artwork() for _ in range(3)]
    rows, request = Artwork.objects.all(), Request(RequestFactory().get("/"))
    after = cursor_of(read_page(rows, request, {"page_size": 1}).next)
    before = cursor_of(read_page(rows, request, {"page_size": 1, "cursor": after}).previous)
    rows.filter(pk__gte=second.pk).delete()
    assert read_page(rows, request, {"cursor": after}).rows == []
    assert read_page(rows, request, {"cursor": before}).rows == [first]


class _Ordered(PageQuerySerializer):
    orderings = {"id": ("pk",), "-year": ("-year_to", "title")}


def test_an_order_is_chosen_by_its_name() -> None:
    for given_name, ordering in ((None, ("pk",)), ("-year", ("-year_to", "title"))):
        query = _Ordered(data={} if given_name is None else {"ordering": given_name})
        query.is_valid(raise_exception=True)
        assert query.ordering == ordering
    assert "ordering" in _refused(_Ordered(data={"ordering": "year"}))


def _refused(query: PageQuerySerializer) -> dict[str, Any]:
    assert not query.is_valid()
    return dict(query.errors)


@pytest.mark.parametrize("field", ["cursor", "page_size"])
@pytest.mark.parametrize("value", ["0", "101", "-1", "1e3", "x", "cD00NzEx", "a:b:c", "\0", "é", "9" * 30])
def test_a_parameter_that_is_not_valid_is_named(client: Client, field: str, value: str) -> None:
    response = client.get(ARTWORKS, {field: value})
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


@given(
    st.text(min_size=1, max_size=40)
    | st.binary(min_size=1, max_size=30).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
)
@bounded(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cursor_is_an_error_of_ours(client: Client, cursor: str) -> None:
    assert client.get(ARTWORKS, {"cursor": cursor}).status_code == 400


def test_a_cursor_of_another_list_or_order_is_refused(client: Client) -> None:
    for _ in range(2):
        make_price(make_artwork())
    request = Request(RequestFactory().get("/"))
    others = (
        read_page(Artwork.objects.all(), request, {"page_size": 1}, ordering=("title",)),
        read_page(PriceRecord.objects.all(), request, {"page_size": 1}),
    )
    for page in others:
        assert client.get(ARTWORKS, {"cursor": str(cursor_of(page.next))}).status_code == 400
