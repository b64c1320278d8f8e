"""The artists of a museum's record. Nobody in particular ("Unknown photographer") is left out, and so are publishers.

Where a source numbers its artists, that is their ``source_id``; elsewhere it is the name with the years of life, so
that two artists of one name stay two.
"""

from collections.abc import Iterable, Sequence

from catalog.folding import fold
from catalog.ingest.attributions import Attributed, Commas, parse_attributions, parse_qualifier
from catalog.ingest.lives import Life, parse_life
from catalog.ingest.makers import other_names
from catalog.ingest.museums.facts import NAME, NATIONALITY, clipped
from catalog.ingest.records import ArtistRecord

_NOT_MAKERS = frozenset(
    (
        *("published", "printed", "issued", "distributed", "retailed", "commissioned", "edited", "compiled", "framed"),
        *("publisher", "publishers", "printer", "printers", "retailer", "distributor", "editor", "issuing body"),
        *("patron", "owner", "former owner", "sitter", "subject", "depicted", "dealer", "framemaker", "commissioner"),
    )
)
"""Roles of those who made a work possible; an attribution says who made it."""


def is_maker(role: str) -> bool:
    """Whether somebody of the role made the work, or a part of it."""
    return fold(role) not in _NOT_MAKERS


def is_nobody(name: str) -> bool:
    """Whether a name stands for nobody in particular."""
    read = parse_attributions(name)
    return not read or read[0].is_anonymous


def qualifier_of(role: str) -> str:
    """The qualifier in a source's word: "pupil of", "attributed to"; "by" for what is none, such as "painter"."""
    return parse_qualifier(role) or "by"


def artist(  # noqa: PLR0913 - what sources state of an artist
    source_id: str, name: str, life: Life, *, qualifier: str = "by", nationality: str = "", aliases: Iterable[str] = ()
) -> ArtistRecord:
    """A maker with what a life states; without a ``source_id``, name and years are it."""
    birth, death = ordered(life.birth_year, life.death_year)
    return ArtistRecord(
        source_id=source_id or name_id(name, birth, death),
        name=clipped(name, NAME),
        birth_year=birth,
        death_year=death,
        nationality=clipped(nationality or life.nationality, NATIONALITY),
        aliases=other_names(name, aliases),
        qualifier=qualifier,
    )


def ordered(birth: int | None, death: int | None) -> tuple[int | None, int | None]:
    """Both years, or neither where they contradict each other."""
    return (None, None) if birth is not None and death is not None and birth > death else (birth, death)


def name_id(name: str, birth: int | None, death: int | None) -> str:
    """An artist's id in a source that has none."""
    years = f" {birth or ''}-{death or ''}" if birth or death else ""
    return f"{fold(name)[: NAME - 20]}{years}"


def artists_in(attribution: str, *, commas: Commas = "keep", life: str = "") -> tuple[ArtistRecord, ...]:
    """The makers that an attribution names; ``life`` is that of its single one."""
    read = parse_attributions(attribution, commas=commas)
    stated = parse_life(life)
    return artists_of(read, [stated] if len(read) == 1 and stated != Life() else ())


def artists_of(attributed: Sequence[Attributed], lives: Sequence[Life] = ()) -> tuple[ArtistRecord, ...]:
    """The makers among names; ``lives`` stand in the same order, or there are none."""
    known = lives if len(lives) == len(attributed) else [each.life for each in attributed]
    return one_of_each(
        artist("", each.name, life, qualifier=each.qualifier, aliases=(each.alias,))
        for each, life in zip(attributed, known, strict=True)
        if not each.is_anonymous and is_maker(each.role)
    )


def one_of_each(artists: Iterable[ArtistRecord]) -> tuple[ArtistRecord, ...]:
    """The artists in order, each once, as first said."""
    found: dict[str, ArtistRecord] = {}
    for each in artists:
        if each.name:
            found.setdefault(each.source_id, each)
    return tuple(found.values())
