"""What may be proposed, as unsaved rows that are held to the rules of their models.

A proposal is kept as JSON: of a correction the fields and their new values; of a price the fields of a ``PriceRecord``;
of a place those of a ``Display``, with a ``venue`` by its id or the fields of a ``new_venue``; of a new work those of
an ``Artwork``, with an ``artist`` by its id or an ``artist_name``, and the ``photo_rights``.
"""

import copy
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from catalog.models import Artist, Artwork, Display, PriceRecord, Venue
from catalog.services.loading.validation import is_text

_Row = TypeVar("_Row", bound=Model)

SOURCE = "contribution"
"""Of whatever comes of a contribution; the id within it is the contribution's."""

WORK_FIELDS = (
    *("title", "date_text", "year_from", "year_to", "style", "genre", "medium"),
    *("dimensions_text", "height_mm", "width_mm"),
)
Target = Artwork | Artist | Venue
CORRECTABLE: dict[type[Target], tuple[str, ...]] = {
    Artwork: (*WORK_FIELDS, "accession_number", "wikidata_id", "credit_line"),
    Artist: ("name", "birth_year", "death_year", "nationality", "ulan_id", "wikidata_id"),
    Venue: ("name", "kind", "address", "city", "country", "latitude", "longitude", "url", "wikidata_id"),
}
"""What people may correct. Rights, publication, sources and what is joined are not theirs to say."""
PRICE_FIELDS = (
    *("kind", "outcome", "amount", "amount_high", "currency", "object_count"),
    *("date", "date_precision", "house", "sale", "lot"),
)
PLACE_FIELDS = ("room", "from_date", "to_date", "as_of")
VENUE_FIELDS = ("name", "kind", "address", "city", "country", "latitude", "longitude")

_LATER = {"source", "source_id", "artwork", "artwork_id", "venue", "exhibition"}
"""Known only when the row is written."""


class InvalidProposal(ValueError):
    """A proposal that could never be written; ``errors`` says by field why."""

    def __init__(self, errors: Mapping[str, Collection[str]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(messages)}" for field, messages in errors.items()))
        self.errors = {field: list(messages) for field, messages in errors.items()}


class NotAcceptable(ValueError):
    """A decision that cannot be carried out; the message says why."""


def corrected(row: Target, changes: Mapping[str, Any]) -> Target:
    """A copy of the row with other values.

    Raises:
        InvalidProposal: a field that people may not correct, or a value that the model does not take.
    """
    legal = CORRECTABLE[type(row)]
    if unknown := [field for field in changes if field not in legal]:
        raise InvalidProposal(
            {field: [f"This cannot be corrected; these can: {', '.join(legal)}."] for field in unknown}
        )
    changed = copy.copy(row)
    for field, value in changes.items():
        setattr(changed, field, value)
    return _valid(changed, changes)


def drafted_price(proposal: Mapping[str, Any]) -> PriceRecord:
    """The price record, of no artwork yet. Raises ``InvalidProposal``."""
    return _valid(PriceRecord(**proposal), PRICE_FIELDS)


def drafted_place(proposal: Mapping[str, Any]) -> tuple[Display, Venue | None]:
    """The display, of no artwork and at no venue yet; and the venue where that is new. Raises ``InvalidProposal``."""
    display = _valid(
        Display(is_on_display=True, **{field: proposal[field] for field in PLACE_FIELDS if field in proposal}),
        PLACE_FIELDS,
    )
    told = proposal.get("new_venue")
    return display, None if told is None else _valid(Venue(**told), VENUE_FIELDS)


def drafted_work(proposal: Mapping[str, Any]) -> Artwork:
    """The artwork, by nobody yet. Raises ``InvalidProposal``."""
    return _valid(Artwork(**{field: proposal[field] for field in WORK_FIELDS if field in proposal}), WORK_FIELDS)


def _valid(row: _Row, fields: Collection[str]) -> _Row:
    """The row, with its values as the model has them; its other fields are not looked at one by one."""
    texts = {name: value for name in fields if isinstance(value := getattr(row, name), str)}
    if unreadable := [name for name, value in texts.items() if not is_text(value)]:
        raise InvalidProposal({name: ["This has a character that no text holds."] for name in unreadable})
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in fields])  # noqa: SLF001
        row.validate_constraints(exclude=_LATER)
    except ValidationError as error:
        messages = error.message_dict
        raise InvalidProposal(
            {name.replace("__all__", "non_field_errors"): messages[name] for name in messages}
        ) from error
    return row
