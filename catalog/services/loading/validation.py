"""Refuses, with words, the values that the database would refuse late."""

import datetime
import re
from collections.abc import Callable
from functools import cache, partial
from math import inf
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models

# No text holds them, and PostgreSQL cannot store some: controls, and halves of surrogate pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Addresses that need no closer look: most of those that museums state.
_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9]{1,60}\.){1,3}[a-z]{2,20}(?:/[!-~]*)?")
_LINKS = {"artwork", "artist", "venue", "host"}
"""Known only when the rows are written."""

Check = Callable[[Any], bool]


class InvalidRecord(ValueError):
    """A record with a value that the catalogue does not take."""


def is_text(value: str) -> bool:
    """Whether a database can hold it: no controls, no halves of surrogate pairs."""
    return value.isprintable() or _UNPRINTABLE.search(value) is None


def validate(row: models.Model) -> None:
    """Raises ``InvalidRecord`` for a value that is too long, out of range, not of its kind, or no text."""
    values = vars(row)
    if not all(is_fine(values[name]) for name, is_fine in _plain_checks(type(row))):
        _clean(row)


def _clean(row: models.Model) -> None:
    """What Django's own fields say."""
    kind = row._meta.verbose_name  # noqa: SLF001 - _meta is Django's documented door to a model's fields
    for name, value in vars(row).items():
        texts = value if isinstance(value, list) else [value]
        if not all(is_text(each) for each in texts if isinstance(each, str)):
            raise InvalidRecord(f"{kind}: {name} has a character that no text holds: {value!r}")
    try:
        row.clean_fields(exclude=_LINKS)
    except ValidationError as error:
        problems = (f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise InvalidRecord(f"{kind}: {'; '.join(problems)}") from error


@cache
def _plain_checks(model: type[models.Model]) -> list[tuple[str, Check]]:
    """For each column a check that passes only what Django's field would, in a fraction of its time.

    What does not pass is asked again, for the words. Asking every field of every row took a fifth of a load.
    """
    columns = model._meta.concrete_fields  # noqa: SLF001 - documented
    fields = [field for field in columns if field.name not in _LINKS and not _is_made(field)]
    return [(field.attname, _plain_check(field)) for field in fields]


def _is_made(field: "models.Field[Any, Any]") -> bool:
    """Whether the column is filled when the row is saved."""
    return (
        field.generated
        or field.primary_key
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    )


def _plain_check(field: "models.Field[Any, Any]") -> Check:
    is_null_fine = field.null and field.blank
    asked = partial(_passes, field)
    match field:
        case models.ForeignKey() | models.DateTimeField():
            return lambda value: value is None or asked(value)  # known when it is saved
        case models.IntegerField():
            return _number_check(field)
        case models.BooleanField() | models.DateField():
            kind = bool if isinstance(field, models.BooleanField) else datetime.date
            return lambda value: type(value) is kind or (value is None and is_null_fine)
        case models.CharField():
            return _text_check(field)
        case models.JSONField():
            return lambda value: not value and value is not None
    return lambda value: asked(value) if value is not None else is_null_fine


def _number_check(field: "models.IntegerField[Any, Any]") -> Check:
    """The bounds are those of the database's column."""
    lowest = max((rule.limit_value for rule in field.validators if isinstance(rule, MinValueValidator)), default=-inf)
    highest = min((rule.limit_value for rule in field.validators if isinstance(rule, MaxValueValidator)), default=inf)
    is_null_fine = field.null and field.blank
    return lambda value: (type(value) is int and lowest <= value <= highest) or (value is None and is_null_fine)


def _text_check(field: "models.CharField[Any, Any]") -> Check:
    most, is_blank_fine = field.max_length or 0, field.blank
    choices = None if field.choices is None else frozenset(name for name, _ in field.flatchoices)
    has_rules = not all(isinstance(rule, MaxLengthValidator) for rule in field.validators)
    is_plain = _PLAIN_URL.fullmatch if isinstance(field, models.URLField) else None

    def is_fine(value: Any) -> bool:  # noqa: ANN401 - whatever a record holds
        if not isinstance(value, str):
            return False
        if not value:
            return is_blank_fine
        if choices is not None:
            return value in choices
        if len(value) > most:
            return False
        if is_plain is not None and is_plain(value):
            return True
        return is_text(value) and not (has_rules and not _passes(field, value))

    return is_fine


def _passes(field: "models.Field[Any, Any]", value: object) -> bool:
    try:
        field.clean(value, None)
    except ValidationError:
        return False
    return True
