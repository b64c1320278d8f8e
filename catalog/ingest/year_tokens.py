"""The text of a date as clauses of tokens: numbers, ordinals, decades, and words with their meaning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from catalog.ingest.year_words import MEANINGS, ORDINAL_SUFFIXES, ORDINALS, Word


class Mark(Enum):
    """What a token is that is no known word."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    DECADE = "decade"
    DASH = "dash"
    DOUBT = "doubt"
    STOP = "stop"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A token; ``text`` has the digits of a number, an ordinal ("19") or a decade ("1860", or "70" after "1960-")."""

    kind: Word | Mark
    text: str

    @property
    def is_numeric(self) -> bool:
        """Whether it has digits."""
        return self.kind in (Mark.NUMBER, Mark.ORDINAL, Mark.DECADE)


_NORMAL_FORMS = (
    (re.compile(r"\bb\. ?c\b\.?(?: ?e\b\.?)?|\b(?:v|a)\. ?chr\.?|\ba\. ?c\.|\bav\. ?j\.? ?-? ?c\.?"), " bc "),
    (re.compile(r"\ba\. ?d\.|\bc\. ?e\.|\bn\. ?chr\.?|\bd\. ?c\.|\bapr?\. ?j\.? ?-? ?c\.?"), " ad "),
    (re.compile(r"[\[(]\?[\])]"), "?"),
    (re.compile(r"(?<=\d)\[(\d+)"), r"\1"),  # 192[3]
    (re.compile(r"\b\d{1,2}([./-])\d{1,2}\1(\d{4})\b"), r"\2"),  # 12/31/2007
    (re.compile(r"\b(\d{4})([.-])\d{1,2}\2\d{1,2}\b(?!\2)"), r"\1"),  # 2007-12-31
    (re.compile(r"\b(\d{4})-(?:0[1-9]|1[0-2])/(\d{4})-(?:0[1-9]|1[0-2])\b"), r"\1/\2"),  # EDTF: 2004-06/2006-08
    (re.compile(r"^(?:0?[1-9]|1[0-2])[./](\d{4})$|^(\d{4})\.(?:0?[1-9]|1[0-2])$"), r"\1\2"),  # 11.2001
    (re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?(?:-\d{1,2}(?:st|nd|rd|th)?)? dynast(?:y|ies)\b|\bdynasty \d{1,2}\b"), " "),
    (re.compile(r"\bfirst (?=[a-z]+ed\b)"), " "),  # first published
    (re.compile(r"\b(?:annees|anni|anos|decada de|jaren) (\d{3}0)\b"), r"\1s"),
    (re.compile(r"\b(\d{3,4})\.0+$"), r"\1"),  # a year that a spreadsheet or pandas took for a decimal
    # A minus sign is one where a number begins: at the start, after another joint, after circa. 1870-75 has a dash.
    (re.compile(r"^-(\d{1,5}) ?- ?-(\d{1,5})$"), r"\1 bc - \2 bc"),
    (re.compile(r"(^|[/~(\[]|(?<!\w)(?:to|c|ca|circa)\.? |(?<=\d) - )-(\d{1,5})\b(?:\s*bc\b)?"), r"\1\2 bc "),
    (re.compile(r"\b(\d{3}0)-?(?:luku|luvulla|luvulta|luvun|tallet|talet|tal)\b"), r"\1s"),
)
_TOKEN = re.compile(
    r"""(?P<decade>(?:1\d|20)\d)[x?_-](?![\w-])
    |(?P<century>1\d|20)(?:xx|\?\?|\.\.|__|--)(?!\w)
    |(?P<number>\d+)(?:'?(?P<suffix>[^\W\d_]+))?
    |(?P<word>[^\W\d_]+|&)
    |(?P<doubt>[?~%])
    |(?P<dash>[-/])
    |(?P<stop>[,;:()|])
    |(?P<blank>[\s.'"\[\]]+)
    |(?P<other>.)""",
    re.VERBOSE,
)
_ROMAN = re.compile(r"(?=[xvi])(x{0,2})(ix|iv|v?i{0,3})(?:e|eme|o|a)?")
_VERBS = (Word.MADE, Word.LATER_MADE)


def clauses(plain: str) -> Iterator[list[Token]]:
    """The clauses of a folded text: what stands between commas, in brackets, or after a verb of making."""
    for pattern, normal in _NORMAL_FORMS:
        plain = pattern.sub(normal, plain)
    clause: list[Token] = []
    for token in _tokens(plain):
        is_next = token.kind in _VERBS and any(before.is_numeric for before in clause)
        if token.kind is Mark.STOP or is_next:
            yield _settled(clause)
            clause = []
        if token.kind is not Mark.STOP:
            clause.append(token)
    yield _settled(clause)


def _tokens(plain: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(plain):
        if found["number"]:
            yield from _number(found["number"], found["suffix"] or "")
        elif found["word"]:
            yield _word(found["word"])
        elif found["decade"]:
            yield Token(Mark.DECADE, f"{found['decade']}0")
        elif found["century"]:
            yield Token(Mark.DECADE, f"{found['century']}00")
        elif found["doubt"]:
            yield Token(Mark.DOUBT if found["doubt"] == "?" else Word.CIRCA, found["doubt"])
        elif found["dash"]:
            yield Token(Mark.DASH, found["dash"])
        elif found["stop"]:
            yield Token(Mark.STOP, found["stop"])
        elif found["other"]:
            yield Token(Mark.UNKNOWN, found["other"])


def _number(digits: str, suffix: str) -> Iterator[Token]:
    if suffix == "s" or (suffix == "er" and len(digits) > 2):
        yield Token(Mark.DECADE, digits)
    elif suffix in ORDINAL_SUFFIXES and len(digits) <= 2:
        yield Token(Mark.ORDINAL, digits)
    else:
        yield Token(Mark.NUMBER, digits)
        if suffix:
            yield _word(suffix)


def _word(word: str) -> Token:
    if word in ORDINALS:
        return Token(Mark.ORDINAL, str(ORDINALS[word]))
    return Token(MEANINGS.get(word, Mark.UNKNOWN), word)


def _settled(clause: list[Token]) -> list[Token]:
    """The clause with Roman numerals read and without days, months and seasons."""
    kinds = {token.kind for token in clause}
    if Word.CENTURY in kinds:
        clause = [_roman(token) for token in clause]
    if Word.MONTH in kinds or Word.SEASON in kinds:
        clause = _without_days(clause)
    return clause


def _roman(token: Token) -> Token:
    found = _ROMAN.fullmatch(token.text) if token.kind is Mark.UNKNOWN or token.text in ("i", "xx") else None
    if not found:
        return token
    units = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
    return Token(Mark.ORDINAL, str(10 * len(found[1]) + units[found[2]]))


def _without_days(clause: list[Token]) -> list[Token]:
    """A number of one or two digits is a day, unless it ends a range of years: "Winter 1887/88"."""
    kept: list[Token] = []
    for place, token in enumerate(clause):
        is_small = token.is_numeric and len(token.text) <= 2
        ends_years = (
            place > 1
            and clause[place - 1].kind is Mark.DASH
            and len(clause[place - 2].text) == 4
            and clause[place - 2].is_numeric
        )
        if token.kind in (Word.MONTH, Word.SEASON) or (is_small and not ends_years):
            continue
        if token.kind is Mark.DASH and (not kept or kept[-1].kind is Mark.DASH):
            continue
        kept.append(token)
    while kept and kept[-1].kind in (Mark.DASH, Word.TO):
        kept.pop()
    return kept
