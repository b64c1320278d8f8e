"""Pages that stay in step while the catalogue grows: a page starts behind the last row of the one before.

Any ordering will do: its values need not be unique (ties are broken by the primary key) and may be null (nulls come
last, whichever way round). A cursor is the values of one row, signed, so that none but ours ever reaches the database.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

PAGE_SIZE = 24
MAX_PAGE_SIZE = 100

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, and the addresses of the pages around them; ``previous`` is None on the first, ``next`` on the last."""

    rows: list[Row]
    next: str | None
    previous: str | None

    def body(self, results: object) -> dict[str, Any]:
        """The members that every list of the API has."""
        return {"next": self.next, "previous": self.previous, "results": results}


class _Key(NamedTuple):
    """One column of an ordering, a model's or an annotation."""

    name: str
    is_descending: bool
    is_nullable: bool
    field: "Field[Any, Any]"

    def read(self, row: Model) -> Any:  # noqa: ANN401
        """The row's value; None also where it has no related row to read it of."""
        value: Any = row
        for name in self.name.split("__"):
            value = None if value is None else getattr(value, name)
        return value

    def order(self, *, is_backwards: bool) -> OrderBy:
        is_descending = self.is_descending is not is_backwards
        # Said only where there may be nulls: an index in plain order serves the others.
        nulls = {("nulls_first" if is_backwards else "nulls_last"): True} if self.is_nullable else {}
        return F(self.name).desc(**nulls) if is_descending else F(self.name).asc(**nulls)

    def beyond(self, value: Any, *, is_backwards: bool, or_there: bool = False) -> Q:  # noqa: ANN401
        """Rows whose value comes after ``value``, or before it."""
        if value is None:
            return Q((f"{self.name}__isnull", False)) if is_backwards else Q(pk__in=())
        lookup = ("lt" if self.is_descending is not is_backwards else "gt") + "e" * or_there
        found = Q((f"{self.name}__{lookup}", value))
        return found | Q((f"{self.name}__isnull", True)) if self.is_nullable and not is_backwards else found

    def same(self, value: Any) -> Q:  # noqa: ANN401
        return Q((f"{self.name}__isnull", True)) if value is None else Q((self.name, value))


def read_page(
    rows: QuerySet[Row], request: Request, query: Mapping[str, Any], *, ordering: Sequence[str] = ("pk",)
) -> Page[Row]:
    """One page of ``rows``, in the one query that they take.

    Args:
        rows: in any order.
        request: for the addresses of the other pages.
        query: the validated parameters of a ``PageQuerySerializer``.
        ordering: names of fields or annotations, "-" before those that descend; ``pk`` need not be said. A computed
            number must be a double (``Cast(…, FloatField())``): PostgreSQL's ``real`` is not equal to itself once it
            has been through Python.

    Raises:
        ValidationError: the cursor is none of this list.
    """
    keys = _keys(rows, ordering)
    salt = f"cursor of {rows.model.__name__} by {','.join(ordering)}"
    size = query.get("page_size", PAGE_SIZE)
    position, is_backwards = _opened(query.get("cursor"), salt, keys)
    if position is not None:
        rows = rows.filter(_beyond(keys, position, is_backwards=is_backwards))
    found = list(rows.order_by(*(key.order(is_backwards=is_backwards) for key in keys))[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_backwards:
        found.reverse()
    has_previous, has_next = (has_more, True) if is_backwards else (position is not None, has_more)

    def address(row: Row, *, is_backwards: bool) -> str:
        cursor = signing.dumps([is_backwards, *(key.read(row) for key in keys)], salt=salt, serializer=_Serializer)
        return replace_query_param(request.build_absolute_uri(), "cursor", cursor)

    return Page(
        rows=found,
        next=address(found[-1], is_backwards=False) if found and has_next else None,
        previous=address(found[0], is_backwards=True) if found and has_previous else None,
    )


def _keys(rows: QuerySet[Any], ordering: Sequence[str]) -> list[_Key]:
    names = [*ordering] if {"pk", "-pk"} & {*ordering} else [*ordering, "pk"]
    return [_key(rows, name.removeprefix("-"), is_descending=name.startswith("-")) for name in names]


def _key(rows: QuerySet[Any], name: str, *, is_descending: bool) -> _Key:
    if name in rows.query.annotations:
        return _Key(name, is_descending, is_nullable=True, field=rows.query.annotations[name].output_field)
    *relations, last = name.split("__")
    model, is_nullable = rows.model, False
    for relation in relations:
        through = model._meta.get_field(relation)  # noqa: SLF001 - documented by Django
        model, is_nullable = through.related_model, is_nullable or through.null
    meta = model._meta  # noqa: SLF001
    field = meta.pk if last == "pk" else meta.get_field(last)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(f"{rows.model.__name__} cannot be ordered by {name}.")
    return _Key(name, is_descending, is_nullable or field.null, field)


def _beyond(keys: Sequence[_Key], position: Sequence[Any], *, is_backwards: bool) -> Q:
    """(a, b, c) after (x, y, z), written out: a after x, or a = x and b after y, and so on."""
    found, same = Q(pk__in=()), Q()
    for key, value in zip(keys, position, strict=True):
        found |= same & key.beyond(value, is_backwards=is_backwards)
        same &= key.same(value)
    first = keys[0]
    if len(keys) > 1 and not first.is_nullable:
        # Implied by the rest, and what an index can start at.
        found &= first.beyond(position[0], is_backwards=is_backwards, or_there=True)
    return found


def _opened(cursor: str | None, salt: str, keys: Sequence[_Key]) -> tuple[list[Any] | None, bool]:
    """The position that a cursor stands for, and whether the page before it is meant."""
    if cursor is None:
        return None, False
    try:
        is_backwards, *values = signing.loads(cursor, salt=salt, serializer=_Serializer)
    except signing.BadSignature as error:
        message = "This is no cursor of this list in this order. Start again without it."
        raise ValidationError({"cursor": [message]}) from error
    return [key.field.to_python(value) for key, value in zip(keys, values, strict=True)], is_backwards


class _Serializer(signing.JSONSerializer):
    """JSON with dates, decimals and UUIDs as texts, whole (Django's own encoder drops microseconds)."""

    def dumps(self, obj: Any) -> bytes:  # noqa: ANN401
        return json.dumps(obj, separators=(",", ":"), default=str).encode()
