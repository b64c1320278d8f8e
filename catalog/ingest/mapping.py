"""Which column of anyone's table says what: given as YAML, or guessed (``guessing.py``) and shown with reasons.

A mapping::

    columns:              # field: column, as the header writes it
      source_id: Inv.-Nr.
      title: Titel
      artist: Künstler
    constants:            # field: what all rows share
      currency: EUR
      price_kind: hammer
    names: invert         # keep (default), separate (a comma begins another artist) or invert (Monet, Claude)
    size_unit: cm         # of sizes without one
    date_order: dmy       # of sale dates in digits: dmy or mdy
    encoding: cp1252      # of a CSV file that is not UTF-8
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast, get_args

import yaml

from catalog.ingest.attributions import Commas
from catalog.ingest.days import Order
from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.field_words import FIELDS

REQUIRED = ("source_id", "title")
_KEYS = ("columns", "constants", "names", "size_unit", "date_order", "encoding")
_TABLES = ("columns", "constants")
_LONGEST_LIST = 1000
_UNITS = ("mm", "cm", "m", "in")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a table's columns say, and what all its rows share."""

    columns: Mapping[str, str]
    """Columns by field, as the header writes them."""
    constants: Mapping[str, str] = field(default_factory=dict)
    names: Commas = "keep"
    size_unit: str = ""
    date_order: Order | None = None
    encoding: str = "utf-8-sig"
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why each thing was guessed, by its name; empty for a mapping that was given."""

    def in_spelling_of(self, columns: Sequence[str]) -> "ColumnMapping":
        """The mapping with the names of columns as the table has them, where they differ in case only."""
        spelled = {column.casefold(): column for column in reversed(columns)}
        exact = set(columns)
        chosen = {
            name: column if column in exact else spelled.get(column.strip().casefold(), column)
            for name, column in self.columns.items()
        }
        return replace(self, columns=chosen)

    def as_proposal(self, ignored: Iterable[str]) -> str:
        """The mapping as YAML to confirm or correct, with its reasons and what it ignores as comments."""
        missing = (f"no header names the {name}: add it below" for name in REQUIRED if name not in self.columns)
        notes = [*missing, *self.reasons.values(), *(f"the column “{column}” is not read" for column in ignored)]
        return "".join(f"# {' '.join(note.split())}\n" for note in notes) + self.as_yaml()

    def as_yaml(self) -> str:
        """The mapping as ``read_mapping`` reads it."""
        usual = ColumnMapping({})
        said = {key: dict(value) if key in _TABLES else value for key in _KEYS if (value := getattr(self, key))}
        changed = {key: value for key, value in said.items() if value != getattr(usual, key)}
        return yaml.safe_dump(changed, allow_unicode=True, sort_keys=False)


def read_mapping(text: str) -> ColumnMapping:
    """The mapping in YAML.

    Raises:
        UnreadableFeed: it is no mapping; the text says where.
    """
    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableFeed(f"The mapping is no YAML: {error}") from error
    if not isinstance(said, dict):
        raise UnreadableFeed("The mapping is none; it begins with “columns:”.")
    _check_known("", said, _KEYS)
    columns, constants = (_texts(key, said.get(key)) for key in ("columns", "constants"))
    return ColumnMapping(
        columns=columns,
        constants=constants,
        names=cast("Commas", _one_of(said, "names", get_args(Commas)) or "keep"),
        size_unit=_one_of(said, "size_unit", _UNITS),
        date_order=cast("Order | None", _one_of(said, "date_order", get_args(Order)) or None),
        encoding=str(said.get("encoding") or "utf-8-sig"),
    )


def check_mapping(path: Path, mapping: ColumnMapping, columns: Sequence[str]) -> None:
    """Raises ``UnreadableFeed`` where the mapping and the columns of the table do not fit."""
    there = _shortened(", ".join(column for column in columns if column))
    for name, column in mapping.columns.items():
        if column not in columns:
            raise UnreadableFeed(f"{path}: the mapping takes {name} from “{column}”, but the columns are: {there}.")
        if columns.count(column) > 1:
            raise UnreadableFeed(
                f"{path}: the mapping takes {name} from “{column}”, but the header has that more than once. Rename one."
            )
    missing = [name for name in REQUIRED if name not in mapping.columns]
    if missing:
        raise UnreadableFeed(
            f"{path}: no column is known to be the {' and the '.join(missing)}. The columns are: {there}. "
            "The first line must name them. "
            "Say in a mapping which is which: without one you are shown what the headers suggest. Where no column tells"
            " the rows apart, add one with a number for each."
        )


def _shortened(names: str) -> str:
    return names if len(names) <= _LONGEST_LIST else f"{names[:_LONGEST_LIST]}…"


def _texts(key: str, value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(item, str | int) for item in value.values()):
        raise UnreadableFeed(f"The mapping: {key} must be lines of “field: text”.")
    _check_known(f"{key}: ", value, FIELDS)
    return {str(name): str(item) for name, item in value.items()}


def _check_known(where: str, said: Iterable[object], known: Iterable[str]) -> None:
    names = list(known)
    strange = [str(key) for key in said if key not in names]
    if strange:
        raise UnreadableFeed(f"The mapping: {where}“{strange[0]}” is not one of {', '.join(names)}.")


def _one_of(said: Mapping[str, object], key: str, choices: Sequence[str]) -> str:
    value = said.get(key)
    if value is not None and value not in choices:
        raise UnreadableFeed(f"The mapping: {key}: “{value}” is not one of {', '.join(choices)}.")
    return str(value or "")
