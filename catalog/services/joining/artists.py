"""Artists of different sources: when two rows are one artist.

Certain, in this order: the same ULAN; the same Wikidata, with no two ULANs; the same name with the same years of birth
and death, with no two ULANs or Wikidata ids; the same name with the same year of birth, where only one of them or
neither knows a death. Names are compared by ``name_key``: without accents, case, titles, particles and the order of
words. An identifier joins nobody whose lives lie apart by more than fifteen years: feeds have wrong ones (that of
another artist of the same print).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.ingest.names import name_key
from catalog.models import Artist, JoinCandidate
from catalog.services.joining.grouping import Rule

_Reason = JoinCandidate.Reason
_IDS = ("ulan_id", "wikidata_id")
_YEARS = ("birth_year", "death_year")
_ERROR_YEARS = 15


@dataclass(frozen=True, slots=True)
class ArtistStatement:
    """What a source says about an artist, as far as it tells them from others."""

    pk: int
    source: str
    key: str
    birth_year: int | None
    death_year: int | None
    ulan_id: str
    wikidata_id: str
    rank: tuple[bool, bool, int, bool, str, str]
    """The one with identifiers, years and a nation goes first; then by source and its id."""


def artist_statements() -> Iterator[ArtistStatement]:
    """All artists, streamed."""
    fields = ("pk", "source", "source_id", "name", *_YEARS, *_IDS, "nationality")
    for pk, source, source_id, name, birth, death, ulan, wikidata, nationality in Artist.objects.values_list(
        *fields
    ).iterator(chunk_size=5000):
        unknown = (birth is None) + (death is None)
        rank = (not ulan, not wikidata, unknown, not nationality, source, source_id)
        yield ArtistStatement(pk, source, name_key(name), birth, death, ulan, wikidata, rank)


def _live_apart(one: ArtistStatement, other: ArtistStatement) -> bool:
    """Whether all the years that both know differ by more than an error would."""
    apart = [
        abs(mine - theirs) > _ERROR_YEARS
        for name in _YEARS
        if (mine := getattr(one, name)) is not None and (theirs := getattr(other, name)) is not None
    ]
    return bool(apart) and all(apart)


def _name_and_years(one: ArtistStatement) -> Iterator[tuple[object, ...]]:
    if one.key and one.birth_year is not None and one.death_year is not None:
        yield one.key, one.birth_year, one.death_year


def _name_and_birth(one: ArtistStatement) -> Iterator[tuple[object, ...]]:
    if " " in one.key and one.birth_year is not None:
        yield one.key, one.birth_year


def _name_and_a_year(one: ArtistStatement) -> Iterator[tuple[object, ...]]:
    if one.key:
        yield from ((one.key, name, year) for name in _YEARS if (year := getattr(one, name)) is not None)


def _name(one: ArtistStatement) -> Iterator[str]:
    if " " in one.key:
        yield one.key


ARTIST_RULES: tuple[Rule[ArtistStatement], ...] = (
    Rule(_Reason.SAME_ULAN, lambda one: (one.ulan_id,) if one.ulan_id else (), doubts=_live_apart),
    Rule(
        _Reason.SAME_WIKIDATA,
        lambda one: (one.wikidata_id,) if one.wikidata_id else (),
        minds=("ulan_id",),
        doubts=_live_apart,
    ),
    Rule(_Reason.SAME_NAME_AND_YEARS, _name_and_years, minds=_IDS),
    Rule(_Reason.SAME_NAME_AND_A_YEAR, _name_and_birth, minds=(*_IDS, *_YEARS)),
    Rule(_Reason.SAME_NAME_AND_A_YEAR, _name_and_a_year, minds=(*_IDS, *_YEARS), is_certain=False),
    Rule(_Reason.SAME_NAME, _name, minds=(*_IDS, *_YEARS), is_certain=False),
)
