"""Records as JSON documents and as flat rows of text, and back, without loss.

A document says in ``record`` what it is about and has the record's fields by name, nested records nested; what has its
default is left out. A row has one cell for each field, nested ones with their path ("exhibition.venue.name"); an empty
cell is an empty text or an unknown value, whichever the field takes. A nested record is there if its ``source_id`` is.
"""

import datetime
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from catalog.ingest import records
from catalog.ingest.image_paths import image_path
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    ImageRecord,
    OfferRecord,
    Record,
    VenueRecord,
)
from catalog.ingest.rows import UnusableRow

KINDS: dict[str, type[Record]] = {
    "artist": ArtistRecord,
    "venue": VenueRecord,
    "exhibition": ExhibitionRecord,
    "artwork": ArtworkRecord,
}
"""What a document may be about."""
Row = Mapping[str, str]
_WHAT = "record"
R = TypeVar("R")
_KIND_OF = {cls: kind for kind, cls in KINDS.items()}
_SCALARS = (str, int, float, bool, Decimal, datetime.date, Path)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def to_document(record: Record) -> dict[str, Any]:
    """The record as a JSON object."""
    return {_WHAT: _KIND_OF[type(record)], **_said(record)}


def from_document(document: Mapping[str, Any], images_dir: Path) -> Record:
    """The record of a document; paths of pictures start at ``images_dir``, and none may lead out of it.

    Raises:
        UnusableRow: it is none.
    """
    said = dict(document)
    cls = KINDS.get(str(said.pop(_WHAT, "")))
    if cls is None:
        raise UnusableRow("kind_unknown", f"The “record” is none of {', '.join(KINDS)}.")
    record: Record = _read(cls, said, images_dir)
    return record


def columns_of(cls: type[Any], prefix: str = "", but: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """(column, type) for every field that fits in a cell; of several records ("images") the fields are tables."""
    for name, hint in _HINTS[cls].items():
        if name in but or _member(hint) is not None:
            continue
        nested = _record_type(hint)
        if nested is not None:
            yield from columns_of(nested, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", hint


def to_row(record: Any, prefix: str = "", but: tuple[str, ...] = ()) -> dict[str, Any]:  # noqa: ANN401 - any record
    """The record's own values by column, as Python has them; None for what is not there."""
    row: dict[str, Any] = {}
    for name, hint in _HINTS[type(record)].items():
        if name in but or _member(hint) is not None:
            continue
        value, nested = getattr(record, name), _record_type(hint)
        if nested is None:
            row[f"{prefix}{name}"] = value
        elif value is None:
            row |= dict.fromkeys(column for column, _ in columns_of(nested, f"{prefix}{name}."))
        else:
            row |= to_row(value, f"{prefix}{name}.")
    return row


def from_row(cls: type[R], row: Row, prefix: str = "", **others: Any) -> R:  # noqa: ANN401 - fields of any type
    """The record of a row; ``others`` are the fields that stand elsewhere.

    Raises:
        UnusableRow: a cell is not what its column takes.
    """
    values: dict[str, Any] = dict(others)
    for name, hint in _HINTS[cls].items():
        if name in values or _member(hint) is not None:
            continue
        nested = _record_type(hint)
        if nested is None:
            values[name] = _cell(f"{prefix}{name}", hint, row[f"{prefix}{name}"])
        elif row[f"{prefix}{name}.source_id"] or type(None) not in get_args(hint):
            values[name] = from_row(nested, row, f"{prefix}{name}.")
    return cls(**values)


def _hints_of(cls: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(cls, vars(records))
    if cls is ImageRecord:
        hints["origin"] = Path  # exports name files; addresses that were never fetched are not part of them
    return {each.name: hints[each.name] for each in fields(cls)}


def _default(field: Field[Any]) -> Any:  # noqa: ANN401 - of any type
    return field.default_factory() if field.default_factory is not MISSING else field.default


_TYPES = (*KINDS.values(), DisplayRecord, ImageRecord, OfferRecord)
_HINTS: dict[type[Any], dict[str, Any]] = {cls: _hints_of(cls) for cls in _TYPES}
_DEFAULTS: dict[type[Any], dict[str, Any]] = {
    cls: {each.name: _default(each) for each in fields(cls)} for cls in _TYPES
}


def _plain(hint: Any) -> Any:  # noqa: ANN401 - a type, or what typing makes of several
    """The type without None."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _record_type(hint: Any) -> type[Any] | None:  # noqa: ANN401 - likewise
    plain = _plain(hint)
    return plain if is_dataclass(plain) and isinstance(plain, type) else None


def _member(hint: Any) -> type[Any] | None:  # noqa: ANN401 - likewise
    """The type of the records that a field holds several of."""
    if get_origin(hint) is not tuple:
        return None
    return _record_type(get_args(hint)[0])


def _said(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    defaults = _DEFAULTS[type(record)]
    values = {name: getattr(record, name) for name in defaults}
    return {name: _json(value) for name, value in values.items() if value != defaults[name]}


def _json(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    if is_dataclass(value):
        return _said(value)
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return value.as_posix()
    return str(value) if isinstance(value, Decimal | datetime.date) else value


def _read(cls: type[Any], said: Mapping[str, Any], images_dir: Path) -> Any:  # noqa: ANN401 - a record of that type
    hints = _HINTS[cls]
    if strange := sorted(set(said) - set(hints)):
        raise UnusableRow("field_unknown", f"“{strange[0]}” is no field of {cls.__name__}.")
    missing = [name for name, default in _DEFAULTS[cls].items() if default is MISSING and name not in said]
    if missing:
        raise UnusableRow("field_missing", f"{cls.__name__} lacks {', '.join(missing)}.")
    return cls(**{name: _value(name, hints[name], value, images_dir) for name, value in said.items()})


def _value(name: str, hint: Any, value: Any, images_dir: Path) -> Any:  # noqa: ANN401 - as the hint says
    plain, nested = _plain(hint), _record_type(hint)
    if value is None and plain is not hint:
        return None
    match value:
        case dict() if nested is not None:
            return _read(nested, value, images_dir)
        case dict() if get_origin(plain) is Mapping:
            return value
        case list() if get_origin(plain) is tuple:
            return tuple(_value(name, get_args(plain)[0], each, images_dir) for each in value)
        case _ if plain in _SCALARS:
            return _scalar(name, plain, value, images_dir)
    raise UnusableRow("value_invalid", f"{name}: {value!r} is not what the field takes.")


def _scalar(name: str, plain: type[Any], value: Any, images_dir: Path) -> Any:  # noqa: ANN401 - of that type
    if isinstance(value, str) and plain is Path:
        return image_path(value, images_dir)
    if isinstance(value, str) and plain in (Decimal, datetime.date):
        return _cell(name, plain, value)
    if plain is float and type(value) is int:
        return float(value)
    if type(value) is plain:
        return value
    raise UnusableRow("value_invalid", f"{name}: {value!r} is not what the field takes.")


def _cell(name: str, hint: Any, text: str) -> Any:  # noqa: ANN401 - as the hint says
    plain = _plain(hint)
    if text == "" and plain is not hint:
        return None
    try:
        if plain is str:
            return text
        if plain is bool:
            return _BOOLEANS[text]
        if plain is datetime.date:
            return datetime.date.fromisoformat(text)
        if plain in (int, float, Decimal, Path):
            return plain(text)
        value = json.loads(text or "null")
        return tuple(map(str, value or ())) if get_origin(plain) is tuple else dict(value or {})
    except (ValueError, KeyError, InvalidOperation, TypeError) as error:
        raise UnusableRow("value_invalid", f"{name}: “{text}” is not what the column takes.") from error
