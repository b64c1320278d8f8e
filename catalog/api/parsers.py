"""JSON as clients may send it."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 16
"""So far may objects and arrays lie within each other; no body that is described here comes near it."""


class StrictJSONParser(JSONParser):
    """Takes UTF-8 (RFC 8259), and only what can be told without loss: no name twice, no NaN, nothing bottomless."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,  # noqa: ARG002 - REST framework's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:  # noqa: ANN401
        """Raises ``ParseError`` that says what is wrong."""
        try:
            return read_json(stream.read().decode("utf-8-sig"))
        except ValueError as error:
            raise ParseError(f"The body cannot be read as JSON in UTF-8: {error}") from error


def read_json(text: str) -> Any:  # noqa: ANN401
    """The value. Raises ``ValueError`` for what is no JSON, has a name twice, or is nested too deeply."""
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
    layer = [value]
    for _ in range(DEEPEST):
        layer = [inner for each in layer for inner in _inside(each)]
    if layer:
        raise ValueError(_TOO_DEEP)
    return value


_TOO_DEEP = f"objects and arrays lie more than {DEEPEST} deep within each other."


def _inside(value: object) -> list[Any]:
    return [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name “{twice}” occurs twice in one object.")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON.")
