"""Venues and artworks of different sources: when two rows are one.

Venues, for certain: the same Wikidata; the same name in the same city, of one kind, with no two Wikidata ids or
countries. Without a city, the same name is only suspicious. Artworks are never joined: the same Wikidata is a question.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.folding import fold
from catalog.models import Artwork, JoinCandidate, Venue
from catalog.services.joining.grouping import Rule

_Reason = JoinCandidate.Reason
_COUNTRIES = {
    **dict.fromkeys(("us", "usa", "u.s.a.", "united states of america"), "united states"),
    **dict.fromkeys(("uk", "great britain", "england", "scotland", "wales"), "united kingdom"),
    **dict.fromkeys(("the netherlands", "holland"), "netherlands"),
}


@dataclass(frozen=True, slots=True)
class VenueStatement:
    """What a source says about a venue, as far as it tells it from others."""

    pk: int
    source: str
    name: str
    city: str
    country: str
    kind: str
    wikidata_id: str
    rank: tuple[bool, bool, bool, str, str]
    """The one with coordinates, opening hours and an identifier goes first; then by source and its id."""


@dataclass(frozen=True, slots=True)
class ArtworkStatement:
    """An artwork with a Wikidata identifier."""

    pk: int
    source: str
    wikidata_id: str
    rank: tuple[str, str]


def venue_statements() -> Iterator[VenueStatement]:
    """All venues, streamed."""
    fields = ("source", "source_id", "name", "city", "country", "kind", "wikidata_id", "latitude", "opening_hours")
    for pk, source, source_id, name, city, country, kind, wikidata, latitude, hours in Venue.objects.values_list(
        "pk", *fields
    ).iterator(chunk_size=5000):
        nation = fold(country)
        yield VenueStatement(
            pk=pk,
            source=source,
            name=fold(name).removeprefix("the "),
            city=fold(city),
            country=_COUNTRIES.get(nation, nation),
            kind=kind,
            wikidata_id=wikidata,
            rank=(latitude is None, not hours, not wikidata, source, source_id),
        )


def artwork_statements() -> Iterator[ArtworkStatement]:
    """The artworks with a Wikidata identifier, streamed."""
    identified = Artwork.objects.exclude(wikidata_id="").values_list("pk", "source", "source_id", "wikidata_id")
    for pk, source, source_id, wikidata in identified.iterator(chunk_size=5000):
        yield ArtworkStatement(pk, source, wikidata, (source, source_id))


def _wikidata(one: VenueStatement | ArtworkStatement) -> tuple[str, ...]:
    return (one.wikidata_id,) if one.wikidata_id else ()


def _name_and_city(one: VenueStatement) -> Iterator[tuple[str, ...]]:
    if one.name and one.city:
        yield one.name, one.city, one.kind


def _name(one: VenueStatement) -> Iterator[str]:
    if " " in one.name:
        yield one.name


VENUE_RULES: tuple[Rule[VenueStatement], ...] = (
    Rule(_Reason.SAME_WIKIDATA, _wikidata),
    Rule(_Reason.SAME_NAME_AND_CITY, _name_and_city, minds=("wikidata_id", "country")),
    Rule(_Reason.SAME_NAME, _name, minds=("wikidata_id", "city", "country"), is_certain=False),
)
ARTWORK_RULES: tuple[Rule[ArtworkStatement], ...] = (Rule(_Reason.SAME_WIKIDATA, _wikidata, is_certain=False),)
