"""Artists and venues that several sources speak of, read as one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.models import Artist, Venue
from catalog.selectors.geography import Box, Circle, inside


@dataclass(frozen=True, slots=True)
class ArtistStatement:
    """What one source says of an artist."""

    name: str
    birth_year: int | None
    death_year: int | None
    nationality: str
    source: str
    source_id: str


def joined_ids(model: type[Artist] | type[Venue], pk: int) -> list[int]:
    """The rows that are one with the row ``pk``, itself included; none where there is no such row."""
    shown = model.objects.filter(pk=pk).values(shown=Coalesce("joined_to_id", "pk"))
    return list(shown_as(model, shown).values_list("pk", flat=True))


def same_artists(artists: QuerySet[Any]) -> QuerySet[Any]:
    """The numbers of the artists whose numbers a query gives, and of all who are one with them."""
    return shown_as(Artist, Artist.objects.filter(pk__in=artists).values(shown=Coalesce("joined_to_id", "pk")))


def shown_as(model: type[Artist] | type[Venue], shown: QuerySet[Any]) -> QuerySet[Any]:
    """The numbers of these rows, which are joined to none, and of those that are joined to them.

    In two halves, as an index finds each of them: PostgreSQL reads all rows to find one half or the other.
    """
    joined = model.objects.filter(joined_to__in=shown).order_by().values("pk")
    return model.objects.filter(pk__in=shown).order_by().values("pk").union(joined)


def venue_inside(area: Box | Circle) -> Q:
    """Rows whose ``venue`` lies within, by its own place or by that of the venue it is joined to."""
    there = Venue.objects.filter(inside(area)).order_by().values("pk")
    return Q(venue__in=there.union(Venue.objects.filter(joined_to__in=there).order_by().values("pk")))


def statements_of(artist: Artist) -> list[ArtistStatement]:
    """What each source says of an artist, first the one they are shown by. Reads ``artist.joined``: prefetch it."""
    joined = sorted(artist.joined.all(), key=lambda row: (row.source, row.source_id))
    return [
        ArtistStatement(
            name=row.name,
            birth_year=row.birth_year,
            death_year=row.death_year,
            nationality=row.nationality,
            source=row.source,
            source_id=row.source_id,
        )
        for row in (artist, *joined)
    ]


def other_names_of(artist: Artist) -> list[str]:
    """All names that the sources give the artist but the one they are shown by. Reads ``artist.joined``."""
    joined = sorted(artist.joined.all(), key=lambda row: (row.source, row.source_id))
    names = [*artist.aliases, *(name for row in joined for name in (row.name, *row.aliases))]
    return [name for name in dict.fromkeys(names) if name != artist.name]
