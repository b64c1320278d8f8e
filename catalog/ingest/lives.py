"""Life dates as written behind names: "French, 1840–1926", "(American, born Germany. 1886–1969)", "active c. 1500".

A year is that of birth or death only where the text states it outright; what is approximate ("c.1776", "1767 or 8",
"before 1730") stays a range in ``birth`` and ``death``.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog.folding import fold
from catalog.ingest.years import Years, parse_years

_UNSTATED = Years()


@dataclass(frozen=True, slots=True)
class Life:
    """What a text says about a life. For a firm or group, birth is its founding."""

    nationality: str = ""
    """As written; empty where unknown."""
    birth: Years = _UNSTATED
    death: Years = _UNSTATED
    active: Years = _UNSTATED
    is_understood: bool = True
    """False where the dates could not be read; the nationality may be known all the same."""

    @property
    def birth_year(self) -> int | None:
        """The year of birth, where it is certain."""
        return _certain(self.birth)

    @property
    def death_year(self) -> int | None:
        """The year of death, where it is certain."""
        return _certain(self.death)


_LONGEST = 300
_BRACKETS = re.compile(r"\([^()]*\)")
_PERIOD = re.compile(r"centur|\d0'?s|\bs[eé]?c?\.|siglo|jahrh|si[eè]cle", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    (
        *(
            "nationality unknown",
            "unknown",
            "various",
            "various artists",
            "not found",
            "dates unknown",
            "nan",
            "anonymous",
        ),
        *("nationality not known", "date unknown", "unknown dates", "no dates", "unknown nationality", "he", "she"),
    )
)
_KINDS = {
    "born": "born|b|nasc|nascido|nascida|nat|nato|nata|nacido|nacida|né|née|geb|geboren|født|född|est|established"
    "|founded|formed",
    "died": "died|d|closed|dissolved|gest|gestorben|mort|morte|morto|muerto|død|död",
    "active": "active|act|fl|flourished|tätig|actif|attivo|attiva|activo|activa|ativo|werkzaam|virksom|exhibited",
}
_KIND = re.compile(
    "|".join(rf"(?P<{kind}>(?<![^\W\d_])(?:{words})(?![^\W\d_]|['’])\.?)" for kind, words in _KINDS.items())
    + r"|(?P<star>\*)|(?P<dagger>†)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\d|\?|\b(?:c|ca|circa|before|after|late|early|mid|first|second|third|last|s[eé]c|s[eé]culo|siglo|secolo)\b[.\s-]|\bs\.\s?[xvi]+\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s*[^\W\d_][^\d?]*?(?=\s*(?:\b(?:c|ca|circa|before|after|about)\b[.\s]*)?[\d?]|$)", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SHORTEST_LIFE = 16  # "b. 1722-1724" is a doubtful birth, "born 1722-1789" a life


@lru_cache(maxsize=16_384)
def parse_life(text: str) -> Life:
    """The life a text states, in brackets or without; of several lives in brackets, the first."""
    excerpt = _excerpt(_INVISIBLE.sub("", text[:_LONGEST]).translate(_DASHES))
    if not excerpt or fold(excerpt) in _SAYS_NOTHING:
        return Life()
    begins = [found.start() for pattern in (_KIND, _WHEN) if (found := pattern.search(excerpt))]
    begin = min(begins, default=len(excerpt))
    nationality = excerpt[:begin].strip(" ,.;:-")
    if fold(nationality) in _SAYS_NOTHING or re.search("[,;]", nationality):  # a place: "Paris, France, est. 1931"
        nationality = ""
    try:
        dates = _dates(excerpt[begin:])
    except _NotALife:
        return Life(nationality, is_understood=False)
    birth, death, active = (dates.get(kind, _UNSTATED) for kind in ("birth", "death", "active"))
    return Life(nationality, birth, death, active)


def parse_lives(text: str) -> tuple[Life, ...]:
    """The lives of several artists, each in brackets: "(American, born 1931) (German, 1924–2006)"."""
    lives: list[Life] = []
    depth = begin = 0
    for place, character in enumerate(text):
        if character == "(" and depth == 0:
            begin = place
        depth = max(0, depth + (character == "(") - (character == ")"))
        if character == ")" and depth == 0:
            lives.append(parse_life(text[begin : place + 1]))
            begin = place + 1
    return tuple(lives) if lives and not text[begin:].strip() else (parse_life(text),)


def _excerpt(text: str) -> str:
    """The first life of the text, without brackets around it or in it."""
    text = text.strip()
    is_bracketed = text.startswith("(")
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth < 0 or (is_bracketed and depth == 0):
            text = text[:place]
            break
    return " ".join(_BRACKETS.sub(" ", text[is_bracketed:]).replace("(", " ").split()).replace(" ,", ",")


def states_life(text: str) -> bool:
    """Whether the text is years of a life, alone or behind a nationality and a comma; "Robert 1850-1929" is not."""
    life = parse_life(text)
    years = text.rpartition(",")[2].strip().translate(_DASHES)
    is_dated = (life.birth, life.death, life.active) != (_UNSTATED,) * 3
    return life.is_understood and is_dated and any(pattern.match(years) for pattern in (_KIND, _WHEN))


class _NotALife(ValueError):
    """A part of the text is not understood."""


def _certain(years: Years) -> int | None:
    return years.first if years.first == years.last and not years.is_approximate else None


def _dates(text: str) -> dict[str, Years]:
    """Birth, death and activity, as far as stated."""
    dates: dict[str, Years] = {}
    kinds = list(_KIND.finditer(text))
    first = text[: kinds[0].start()] if kinds else text
    statements = [("", first)] if first.strip(" -,;") else []
    ends = [*(found.start() for found in kinds[1:]), len(text)]
    for found, end in zip(kinds, ends, strict=False):
        kind = {"star": "born", "dagger": "died"}.get(found.lastgroup or "", found.lastgroup or "")
        statements.append((kind, text[found.end() : end]))
    for kind, statement in statements:
        for name, years in _read(kind, statement).items():
            before = dates.get(name)
            if before and name != "active":  # two births are two people
                raise _NotALife
            # active 1587 - active 1597
            dates[name] = replace(years, first=before.first) if before else years
    return dates


def _read(kind: str, statement: str) -> dict[str, Years]:
    said = statement.strip(" ,;:.-")
    if kind:  # born in Paris 1850
        place = _PLACE.match(said) if not _WHEN.match(said) else None
        said = said[place.end() :].strip(" ,;:.-") if place else said
    if not said or said.casefold() == "present":
        return {}
    if kind == "active":
        return {"active": _years(said)}
    if kind == "died":
        return {"death": _years(said)}
    life = _span(statement if not kind else said)
    if kind == "born" and (life is None or _is_doubtful_birth(*life)):
        return {"birth": _years(said)}
    if life is not None:
        birth, death = life
        if _is_doubtful_birth(birth, death):
            raise _NotALife  # too short for an artist: years of work, or of a group
        return {name: years for name, years in (("birth", birth), ("death", death)) if years != _UNSTATED}
    if not _PERIOD.search(said):
        raise _NotALife  # a year of what?
    return {"active": _years(said)}


def _span(statement: str) -> tuple[Years, Years] | None:
    """The ends of "1840-1926", "1840-" or "-1926"; None where it is no span."""
    ends = statement.strip(" ,;:.").split("-")
    if len(ends) != 2 or not any(character.isdigit() for character in statement):
        return None
    begin, end = (part.strip() for part in ends)
    if "century" in end:  # 18th-19th century
        return None
    if re.fullmatch(r"\d{1,2}", end) and (year := re.search(r"\d{3,4}$", begin)):
        end = year[0][: -len(end)] + end
    birth, death = _years(begin), _UNSTATED if end.casefold() == "present" else _years(end)
    if birth.first is not None and death.last is not None and birth.first > death.last:
        raise _NotALife
    return birth, death


def _is_doubtful_birth(birth: Years, death: Years) -> bool:
    return birth.first is not None and death.last is not None and death.last - birth.first < _SHORTEST_LIFE


def _years(text: str) -> Years:
    years = parse_years(text.strip(" ,;:"))
    if not years.is_understood:
        raise _NotALife
    return years
