"""What a header or a label names: the field, in any of the languages, and what it says besides, such as a currency."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.folding import fold
from catalog.ingest.currencies import CODES
from catalog.ingest.field_words import FIELDS

_WORDS = {name: [word.replace(" ", "") for word in words] for name, words in FIELDS.items()}
_FIELD_OF = {word: name for name, words in reversed(_WORDS.items()) for word in words}
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_PARTS = re.compile(r"[/&|]|\band\b|\bund\b|\bet\b")
_ENDS = frozenset(
    (
        *("en", "de", "fr", "es", "it", "nl", "pt", "none", "eng", "default", "def", "value", "text", "label"),
        *("display", "content", "name", "s", "cm", "mm", "in"),
    )
)
_LINK = re.compile(r"[\s_.-]+(?:in|en)$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header says."""

    field: str
    rank: int
    """The less, the more surely: among the names of the field, and among the ways to read the header."""
    aside: str = ""
    """What was left out to understand it: "USD" of "Price (USD)"."""


def meaning(label: str) -> Meaning | None:
    """What a header says; None where it names no field."""
    for way, (text, aside) in enumerate(_readings(label)):
        if name := _FIELD_OF.get(plain(text)):
            return Meaning(name, way * 1000 + _WORDS[name].index(plain(text)), aside)
    return None


def field_named(label: str) -> str:
    """The field that a header or label speaks of; empty where none is known."""
    said = meaning(label)
    return said.field if said else ""


def plain(label: str) -> str:
    """The letters and digits of a header: "Inv.-Nr." and "inv nr" are one."""
    return "".join(re.findall(r"[a-z0-9]+", fold(label)))


def _readings(label: str) -> Iterator[tuple[str, str]]:
    """The header, then less and less of it, and what was left out: brackets, an end such as "_en", all but one part."""
    aside = " ".join(_ASIDE.findall(label))
    yield label, aside
    bare = _ASIDE.sub("", label)
    yield bare, aside
    head, _, end = re.sub(r"[\s_.-]+", " ", bare).rpartition(" ")
    if fold(end) in _ENDS or end.upper() in CODES:
        yield _LINK.sub("", head), end
    yield _PARTS.split(bare)[0], aside
