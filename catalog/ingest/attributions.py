"""Attributions as written: names, each with what ties it to the work. "Attributed to Philip Galle after Bruegel".

"School of", "manner of" and "style of" count as a follower's, "pupil of" as the circle's, "studio of" as that of the
workshop, "possibly by" and "(?)" as attributed. A name that was only formerly attributed is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from catalog.folding import fold
from catalog.ingest.attribution_words import ALONE, ANONYMOUS, BEFORE_NAMES, PEOPLES, REJECTED, ROLES
from catalog.ingest.lives import Life, parse_life, states_life
from catalog.ingest.names import is_suffix, is_title, natural_name, plain_name

_UNSTATED = Life()


@dataclass(frozen=True, slots=True)
class Attributed:
    """A name within an attribution."""

    name: str
    """In natural order, without the words of the attribution."""
    qualifier: str = "by"
    """A value of ``catalog.models.Attribution.Qualifier``."""
    role: str = ""
    """What they did, where the text says "published by" or the like: such a name may be no maker."""
    alias: str = ""
    """Another name, from brackets."""
    life: Life = _UNSTATED
    is_anonymous: bool = False
    """Whether the name stands for nobody in particular: "Unknown photographer", "Italian 16th Century"."""


Commas = Literal["keep", "separate", "invert"]
"""What a comma means in a source's names: nothing, another artist, or that the surname comes first."""

_LONGEST = 20_000
_CUT = re.compile(r"(?P<open>[(\[])|(?P<close>[)\]])|(?P<stop>[;|\n]|\s/\s)|(?P<comma>,)|(?P<and>\s(?:and|und|et|y)\s)")
_FIRM = re.compile(
    r"\b(?:co|company|compagnie|ltd|inc|sons|brothers?|bros|studios?|press|museum|works|associates|firm)\b"
)
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ROLE = re.compile(rf"(?:^|(?<=\s))(?:and\s+)?({'|'.join(ROLES)})\s+by\s+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:artist|maker|painter|photographer|sculptor|creator|author|künstler(?:in)?|maler(?:in)?|artiste|peintre|artista|autor"
    r"|auteur|schilder|tekenaar|prentmaker|fotograaf|(?:print )?made by|painted by|drawn by):\s+",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?<=\S)\s+(?=after\s)", re.IGNORECASE)
_NOBODY = re.compile(
    rf"(?:{'|'.join(ANONYMOUS)})\b.*|.*\b(?:anonymous|unknown|century|centuries|secolo|jahrhundert)\b.*"
    rf"|(?:.*\s)?(?:school|schule|scuola)(?:\s\d.*)?|(?:{'|'.join(PEOPLES)})|nan|none|n/a|-"
)


def _alternatives(*tables: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """One pattern a qualifier, longer words first."""
    joined = {
        qualifier: sorted((words for table in tables for words in table.get(qualifier, ())), key=len, reverse=True)
        for table in tables
        for qualifier in table
    }
    return {qualifier: re.compile("|".join(f"(?:{words})" for words in found)) for qualifier, found in joined.items()}


_BEFORE = _alternatives(BEFORE_NAMES)
_BEHIND = _alternatives(BEFORE_NAMES, ALONE)


@lru_cache(maxsize=16_384)
def parse_attributions(text: str, *, commas: Commas = "keep") -> tuple[Attributed, ...]:
    """The names in an attribution, in order; none for an empty text.

    Semicolons, bars, slashes with spaces and lines separate artists; "and" does between two whole names.
    """
    if len(text) > _LONGEST:
        return (Attributed(name=text),)
    read: list[Attributed] = []
    for is_continued, piece in _pieces(text, commas):
        reading = _read(piece, commas)
        if is_continued and read:  # after Raphael and Giulio Romano
            reading.role = reading.role or read[-1].role
            reading.qualify(read[-1].qualifier)
        if (attributed := reading.attributed(commas)) is not None:
            read.append(attributed)
    return tuple(read)


def parse_qualifier(text: str) -> str | None:
    """The qualifier in a column of its own: "by" for an empty one, None where it states none or takes it back."""
    plain = fold(text.partition(";")[0]).strip(" .:()[]")
    if not plain:
        return "by"
    for qualifier, pattern in _BEHIND.items():
        if pattern.fullmatch(plain):
            return None if qualifier == REJECTED else qualifier
    return None


@dataclass(slots=True)
class _Reading:
    """A name as it is being read."""

    text: str
    qualifier: str = "by"
    role: str = ""
    alias: str = ""
    is_bracketed: bool = False
    """The whole name is supplied: "[ANONYMOUS]", "[FRENCH - 19TH C.]"."""
    suffixes: list[str] = field(default_factory=list)
    life: Life = _UNSTATED

    def qualify(self, qualifier: str) -> None:
        """Keeps what says more: "attributed to the workshop of" is the workshop's."""
        if self.qualifier == "by" or (self.qualifier == "attributed_to" and qualifier != "by"):
            self.qualifier = qualifier

    def attributed(self, commas: Commas) -> Attributed | None:
        """What was read; None where there is no name, or it is taken back."""
        if not self.text or self.qualifier == REJECTED:
            return None
        full = natural_name(self.text) if commas == "invert" else plain_name(self.text)
        is_anonymous = self.is_bracketed or _NOBODY.fullmatch(fold(self.text)) is not None
        return Attributed(
            name=" ".join((full, *self.suffixes)),
            qualifier=self.qualifier,
            role=self.role,
            alias="" if is_anonymous else self.alias,
            life=parse_life(self.alias) if is_anonymous and self.alias else self.life,
            is_anonymous=is_anonymous,
        )


def _pieces(text: str, commas: Commas) -> Iterator[tuple[bool, str]]:
    """(whether "and" ties it to the one before, text) of single names."""
    for before, piece in _joined(_cut(text, commas), commas):
        is_continued, rest = _is_and(before), piece
        for pattern in (_AFTER, _ROLE):
            found = pattern.search(rest, 1)
            if found and rest.count("(", 0, found.start()) == rest.count(")", 0, found.start()):
                yield is_continued, rest[: found.start()]
                is_continued, rest = False, rest[found.start() :]
        yield is_continued, rest


def _cut(text: str, commas: Commas) -> Iterator[tuple[str, str]]:
    """(what stands before it, text) of what separators outside brackets keep apart."""
    depth = begin = 0
    before = ""
    for found in _CUT.finditer(text):
        kind = found.lastgroup
        depth = max(0, depth + (kind == "open") - (kind == "close"))
        if depth == 0 and (kind in ("stop", "and") or (kind == "comma" and commas == "separate")):
            yield before, text[begin : found.start()]
            begin, before = found.end(), found[0]
    yield before, text[begin:]


def _joined(cut: Iterable[tuple[str, str]], commas: Commas) -> list[tuple[str, str]]:
    """The pieces, with those put together again that are one name: "Maull and Polyblank", "Hart, Jr."."""
    pieces: list[tuple[str, str]] = []
    for before, piece in cut:
        if not piece.strip():
            continue
        if not pieces:
            pieces.append((before, piece))
            continue
        last_before, last = pieces[-1]
        if before == "\n" and states_life(piece):
            pieces[-1] = last_before, f"{last} ({piece.strip()})"
        elif (before == "," and is_suffix(piece)) or (
            _is_and(before) and not (_is_whole(piece, commas) and _is_whole(last, commas))
        ):
            pieces[-1] = last_before, f"{last}{before}{piece}"
        else:
            pieces.append((before, piece))
    return pieces


def _is_and(before: str) -> bool:
    return before.strip().isalpha()


def _is_whole(piece: str, commas: Commas) -> bool:
    plain = fold(_BRACKET.sub(" ", piece))
    return ("," in plain if commas == "invert" else len(plain.split()) > 1) and not _FIRM.search(plain)


def _read(piece: str, commas: Commas) -> _Reading:
    """The name in a piece, and what stands around it."""
    reading = _Reading(_LABEL.sub("", " ".join(piece.split()).strip(" ,;:")))
    if found := _ROLE.match(reading.text):
        reading.role, reading.text = found[1].casefold(), reading.text[found.end() :]
    _take_words_before(reading)
    if found := _BRACKET.fullmatch(reading.text):
        reading.text, reading.is_bracketed = found[1].strip(), True
    for content in _BRACKET.findall(reading.text):
        _take_bracket(reading, content.strip(), commas)
    reading.text = " ".join(_BRACKET.sub(" ", reading.text).split()) or reading.alias
    _take_words_behind(reading)
    _take_life(reading, commas)
    if reading.text.endswith("?"):
        reading.qualify("attributed_to")
    reading.text = reading.text.strip(" ,;:?")
    return reading


def _take_words_before(reading: _Reading) -> None:
    for _ in range(2):  # attributed to the workshop of
        plain = fold(reading.text)
        for qualifier, pattern in _BEFORE.items():
            found = pattern.match(plain)
            if found and (found[0].endswith("'") or plain[found.end() : found.end() + 1] in (" ", ":")):
                words = reading.text.split(" ")[found[0].count(" ") :]
                words[0] = words[0][2:] if found[0].endswith("'") else ""
                reading.text = " ".join(words).strip(" :").removeprefix("the ")
                reading.qualify(qualifier)
                break
        else:
            return


def _take_words_behind(reading: _Reading) -> None:
    """Takes "Cimabue, Follower of" and "Rubens and workshop" apart."""
    for separator in (",", " and "):
        name, found, words = reading.text.rpartition(separator)
        qualifier = parse_qualifier(words) if found and words.strip() else None
        if name and qualifier and qualifier != "by":
            reading.text = name
            reading.qualify(qualifier)
            return


def _take_life(reading: _Reading, commas: Commas) -> None:
    """Takes years behind a dash or a comma away from the name: "ALFREDO LUZ - NASC. 1951", "Goya, F. de, 1746-1828"."""
    name, separator, rest = re.sub(r"(?<!\d)\s[-–—]\s", "\n", reading.text, count=1).partition("\n")
    if not separator and commas != "separate":
        name, separator, rest = reading.text.rpartition(",") if commas == "invert" else reading.text.partition(",")
    if separator and name and states_life(rest):
        reading.text, reading.life = name, parse_life(rest)


def _take_bracket(reading: _Reading, content: str, commas: Commas) -> None:
    plain = fold(content)
    qualifier = parse_qualifier(content) if plain else None
    if qualifier and qualifier != "by":
        reading.qualify(qualifier)
    elif is_suffix(content):
        reading.suffixes.append(plain_name(content))
    elif any(character.isdigit() for character in content):
        # In lists of names, a year alone tells people of one name apart: that of their birth.
        stated = f"born {content}" if commas == "invert" and re.fullmatch(r"\d{4}", content) else content
        if states_life(stated):
            reading.life = parse_life(stated)
        reading.suffixes += [plain_name(part.strip()) for part in content.split(",") if is_suffix(part)]
    elif plain and not is_title(content):
        reading.alias = reading.alias or plain_name(content)
