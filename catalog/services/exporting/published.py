"""The published catalogue as records, streamed: the same that a feed of it would give."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, QuerySet

from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    ImageRecord,
    OfferRecord,
    Record,
    VenueRecord,
)
from catalog.models import Artist, Artwork, Attribution, Display, Exhibition, PriceRecord, ReferenceImage, Venue

R = TypeVar("R", ArtworkRecord, ArtistRecord, ImageRecord, OfferRecord, DisplayRecord, VenueRecord, ExhibitionRecord)

_CHUNK = 500


def count_published(source: str = "") -> int:
    """How many records ``published_records`` gives."""
    return sum(rows.count() for rows in (*_standing(source), _artworks(source)))


def published_records(source: str = "") -> Iterator[Record]:
    """All artists, venues and exhibitions, and the published artworks with what belongs to them; of one source or all.

    Artworks and pictures that are taken down, and drafts, are left out. Every record names its source.
    """
    artists, venues, exhibitions = _standing(source)
    yield from (_artist(row) for row in artists.iterator(chunk_size=_CHUNK))
    yield from (_venue(row) for row in venues.iterator(chunk_size=_CHUNK))
    yield from (_exhibition(row) for row in exhibitions.iterator(chunk_size=_CHUNK))
    yield from (_artwork(row) for row in _artworks(source).iterator(chunk_size=_CHUNK))


def _of(rows: QuerySet[Any], source: str) -> QuerySet[Any]:
    return (rows.filter(source=source) if source else rows).order_by("pk")


def _standing(source: str) -> tuple[QuerySet[Artist], QuerySet[Venue], QuerySet[Exhibition]]:
    return (
        _of(Artist.objects.all(), source),
        _of(Venue.objects.all(), source),
        _of(Exhibition.objects.select_related("venue"), source),
    )


def _artworks(source: str) -> QuerySet[Artwork]:
    displays = Display.objects.select_related("venue", "exhibition__venue").order_by("pk")
    return _of(
        Artwork.objects.filter(status=Artwork.Status.PUBLISHED).prefetch_related(
            Prefetch("attributions", Attribution.objects.select_related("artist").order_by("position", "pk")),
            Prefetch("price_records", PriceRecord.objects.select_related("venue").order_by("pk")),
            Prefetch("displays", displays),
            Prefetch("reference_images", ReferenceImage.objects.filter(is_taken_down=False).order_by("position", "pk")),
        ),
        source,
    )


def _record(kind: type[R], row: Model, **stated: Any) -> R:  # noqa: ANN401 - of any field
    """The record of a row: its fields by name, save what is stated otherwise or has no field of its own."""
    facts = {each.name: getattr(row, each.name) for each in fields(kind) if each.name not in stated}
    return kind(**facts, **stated)


def _artwork(row: Artwork) -> ArtworkRecord:
    return _record(
        ArtworkRecord,
        row,
        artists=tuple(_artist(each.artist, each.qualifier, each.position) for each in row.attributions.all()),
        images=tuple(_image(each) for each in row.reference_images.all()),
        prices=tuple(_price(each) for each in row.price_records.all()),
        displays=tuple(_display(each) for each in row.displays.all()),
        is_withdrawn=False,
    )


def _artist(row: Artist, qualifier: str = Attribution.Qualifier.BY, position: int | None = None) -> ArtistRecord:
    return _record(ArtistRecord, row, aliases=tuple(row.aliases), qualifier=qualifier, position=position)


def _image(row: ReferenceImage) -> ImageRecord:
    return _record(ImageRecord, row, origin=Path(str(row.file)), is_withdrawn=False)


def _price(row: PriceRecord) -> OfferRecord:
    return _record(OfferRecord, row, venue=row.venue and _venue(row.venue))


def _display(row: Display) -> DisplayRecord:
    exhibition = row.exhibition and _exhibition(row.exhibition)
    return _record(DisplayRecord, row, venue=_venue(row.venue), exhibition=exhibition)


def _venue(row: Venue) -> VenueRecord:
    return _record(VenueRecord, row)


def _exhibition(row: Exhibition) -> ExhibitionRecord:
    return _record(ExhibitionRecord, row, venue=_venue(row.venue))
