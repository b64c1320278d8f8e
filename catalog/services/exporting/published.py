"""The published catalogue as records, streamed: the same that a feed of it would give."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, QuerySet

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


def _artwork(row: Artwork) -> ArtworkRecord:
    return ArtworkRecord(
        source=row.source,
        source_id=row.source_id,
        title=row.title,
        artists=tuple(_attributed(each) for each in row.attributions.all()),
        date_text=row.date_text,
        year_from=row.year_from,
        year_to=row.year_to,
        style=row.style,
        genre=row.genre,
        medium=row.medium,
        dimensions_text=row.dimensions_text,
        height_mm=row.height_mm,
        width_mm=row.width_mm,
        accession_number=row.accession_number,
        wikidata_id=row.wikidata_id,
        rights=row.rights,
        credit_line=row.credit_line,
        url=row.url,
        images=tuple(_image(each) for each in row.reference_images.all()),
        prices=tuple(_price(each) for each in row.price_records.all()),
        displays=tuple(_display(each) for each in row.displays.all()),
    )


def _artist(row: Artist, **tie: Any) -> ArtistRecord:  # noqa: ANN401 - qualifier and position
    return ArtistRecord(
        source=row.source,
        source_id=row.source_id,
        name=row.name,
        birth_year=row.birth_year,
        death_year=row.death_year,
        nationality=row.nationality,
        ulan_id=row.ulan_id,
        wikidata_id=row.wikidata_id,
        aliases=tuple(row.aliases),
        **tie,
    )


def _attributed(row: Attribution) -> ArtistRecord:
    return _artist(row.artist, qualifier=row.qualifier, position=row.position)


def _image(row: ReferenceImage) -> ImageRecord:
    return ImageRecord(
        origin=Path(str(row.file)),
        is_aspect_true=row.is_aspect_true,
        rights=row.rights,
        credit=row.credit,
        source_url=row.source_url,
        position=row.position,
    )


def _price(row: PriceRecord) -> OfferRecord:
    return OfferRecord(
        source=row.source,
        source_id=row.source_id,
        kind=row.kind,
        outcome=row.outcome,
        amount=row.amount,
        amount_high=row.amount_high,
        currency=row.currency,
        amount_text=row.amount_text,
        object_count=row.object_count,
        note=row.note,
        date=row.date,
        date_precision=row.date_precision,
        house=row.house,
        sale=row.sale,
        lot=row.lot,
        stated_by=row.stated_by,
        is_inferred=row.is_inferred,
        venue=None if row.venue is None else _venue(row.venue),
    )


def _display(row: Display) -> DisplayRecord:
    return DisplayRecord(
        source=row.source,
        source_id=row.source_id,
        venue=_venue(row.venue),
        as_of=row.as_of,
        is_on_display=row.is_on_display,
        room=row.room,
        from_date=row.from_date,
        to_date=row.to_date,
        exhibition=None if row.exhibition is None else _exhibition(row.exhibition),
    )


def _venue(row: Venue) -> VenueRecord:
    return VenueRecord(
        source=row.source,
        source_id=row.source_id,
        name=row.name,
        kind=row.kind,
        address=row.address,
        city=row.city,
        country=row.country,
        latitude=row.latitude,
        longitude=row.longitude,
        url=row.url,
        opening_hours=row.opening_hours,
        time_zone=row.time_zone,
        wikidata_id=row.wikidata_id,
    )


def _exhibition(row: Exhibition) -> ExhibitionRecord:
    return ExhibitionRecord(
        source=row.source,
        source_id=row.source_id,
        title=row.title,
        venue=_venue(row.venue),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        url=row.url,
    )
