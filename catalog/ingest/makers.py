"""Makers as one text or as the columns of a table name them, as artist records told apart by their names."""

from collections.abc import Iterable

from catalog.folding import fold
from catalog.ingest.attributions import Attributed, Commas, parse_attributions
from catalog.ingest.names import name_key
from catalog.ingest.records import ArtistRecord

_LONGEST_NAME = 300
_NO_MAKERS = frozenset(("published", "printed", "retailed", "cast", "manufactured"))


def makers(text: str, *, commas: Commas = "keep", nationality: str = "") -> tuple[ArtistRecord, ...]:
    """The artists that an attribution names; none for "Anonymous". ``nationality`` is that of the first."""
    named = [one for one in parse_attributions(text, commas=commas) if not one.is_anonymous]
    chosen = [one for one in named if one.role not in _NO_MAKERS] or named
    return distinct(maker(one, nationality="" if place else nationality) for place, one in enumerate(chosen))


def maker(
    one: Attributed, *, nationality: str = "", ulan_id: str = "", wikidata_id: str = "", aliases: Iterable[str] = ()
) -> ArtistRecord:
    """One name of an attribution as a record; its id is the key of the name."""
    return ArtistRecord(
        source_id=f"ulan:{ulan_id}" if ulan_id else name_key(one.name)[:300] or one.name[:300],
        name=one.name,
        birth_year=one.life.birth_year,
        death_year=one.life.death_year,
        nationality=nationality or one.life.nationality,
        ulan_id=ulan_id,
        wikidata_id=wikidata_id,
        aliases=other_names(one.name, (one.alias, *aliases)),
        qualifier=one.qualifier,
    )


def other_names(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The aliases that say something besides the name, each once."""
    said = {fold(name)}
    return tuple(
        alias[:_LONGEST_NAME] for each in aliases if (alias := " ".join(each.split())) and not _seen(fold(alias), said)
    )


def _seen(name: str, said: set[str]) -> bool:
    is_old = name in said
    said.add(name)
    return is_old


def distinct(artists: Iterable[ArtistRecord]) -> tuple[ArtistRecord, ...]:
    """The artists without those that come again: a work is tied to each once."""
    kept: dict[str, ArtistRecord] = {}
    for artist in artists:
        kept.setdefault(artist.source_id, artist)
    return tuple(kept.values())
