"""Records as unsaved, validated rows: what the database would refuse late is refused here, with words."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any

from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ExhibitionRecord,
    ImageRecord,
    OfferRecord,
    VenueRecord,
)
from catalog.models import (
    Artist,
    Artwork,
    Attribution,
    Display,
    Exhibition,
    PictureFetch,
    PriceRecord,
    ReferenceImage,
    Venue,
)
from catalog.services.images import StoredPicture
from catalog.services.loading.validation import validate
from catalog.services.loading.wanted_pictures import draft_fetches
from catalog.services.venues import fill_time_zone

EntityRecord = ArtistRecord | VenueRecord | ExhibitionRecord
"""A record of something that many artworks speak of."""

Pictures = tuple[StoredPicture | None, ...]
"""The stored picture of each image of a record; None where there is none to store."""

_REMEMBERED = 8192
"""Artists and venues that many records speak of, in the same words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A display, and what it is about."""

    display: Display
    venue: Venue
    exhibition: Exhibition | None
    exhibition_venue: Venue | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An artwork record as rows without keys; the pairs say which artist and which place a row is about."""

    record: ArtworkRecord
    pictures: Pictures
    artwork: Artwork
    attributions: list[tuple[Artist, Attribution]] = field(default_factory=list)
    prices: list[PriceRecord] = field(default_factory=list)
    price_venues: list[tuple[PriceRecord, Venue]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    images: list[ReferenceImage] = field(default_factory=list)
    fetches: list[PictureFetch] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """(source, source id) of the artwork."""
        return self.artwork.source, self.artwork.source_id

    def owned_rows(self) -> Iterator[Attribution | PriceRecord | Display | ReferenceImage | PictureFetch]:
        """The rows that belong to the artwork."""
        yield from (attribution for _, attribution in self.attributions)
        yield from self.prices
        yield from (shown.display for shown in self.shown)
        yield from self.images
        yield from self.fetches

    def anew(self) -> "Draft":
        """The same, with nothing of an attempt to write it left in it."""
        return draft_artwork(self.record, self.pictures)


@dataclass(frozen=True, slots=True)
class EntityDraft:
    """A record that stands alone, as a row; an exhibition comes with its venue."""

    record: EntityRecord
    source: str
    row: Artist | Venue | Exhibition
    venue: Venue | None = None

    @property
    def key(self) -> tuple[str, str]:
        """(source, source id) of the row."""
        return self.row.source, self.row.source_id

    def anew(self) -> "EntityDraft":
        """The same, with nothing of an attempt to write it left in it."""
        return draft_entity(self.record, self.source)


AnyDraft = Draft | EntityDraft


def draft_artwork(record: ArtworkRecord, pictures: Pictures) -> Draft:
    """The rows of a record, whose images are stored as ``pictures``.

    Raises:
        InvalidRecord: A value is too long, out of range, not of its kind, or no text.
    """
    prices = [_draft_price(record, offer) for offer in record.prices]
    draft = Draft(
        record,
        pictures,
        _draft_artwork(record),
        attributions=[_draft_attribution(record, place, artist) for place, artist in enumerate(record.artists)],
        prices=prices,
        price_venues=[
            (price, _venue(offer.venue, record.source))
            for price, offer in zip(prices, record.prices, strict=True)
            if offer.venue is not None
        ],
        shown=[_draft_display(record, display) for display in record.displays],
        images=_draft_images(record.images, pictures),
        fetches=draft_fetches(record),
    )
    validate(draft.artwork)
    for row in draft.owned_rows():
        validate(row)
    return draft


def draft_entity(record: EntityRecord, source: str) -> EntityDraft:
    """The row of a record of ``source`` that stands alone.

    Raises:
        InvalidRecord: as for artworks.
    """
    venue = None
    row: Artist | Venue | Exhibition
    match record:
        case ArtistRecord():
            row = _artist(record, source)
        case VenueRecord():
            row = _venue(record, source)
        case ExhibitionRecord():
            row, venue = _exhibition(record, source), _venue(record.venue, source)
    return EntityDraft(record, source, row, venue)


def _draft_artwork(record: ArtworkRecord) -> Artwork:
    return Artwork(
        source=record.source,
        source_id=record.source_id,
        title=record.title,
        date_text=record.date_text,
        year_from=record.year_from,
        year_to=record.year_to,
        style=record.style,
        genre=record.genre,
        medium=record.medium,
        dimensions_text=record.dimensions_text,
        height_mm=record.height_mm,
        width_mm=record.width_mm,
        accession_number=record.accession_number,
        wikidata_id=record.wikidata_id,
        rights=record.rights,
        credit_line=record.credit_line,
        url=record.url,
        status=Artwork.Status.TAKEN_DOWN if record.is_withdrawn else Artwork.Status.PUBLISHED,
    )


def _draft_attribution(record: ArtworkRecord, position: int, artist: ArtistRecord) -> tuple[Artist, Attribution]:
    stated = position if artist.position is None else artist.position
    return _artist(artist, record.source), Attribution(qualifier=artist.qualifier, position=stated)


@lru_cache(maxsize=_REMEMBERED)
def _artist(record: ArtistRecord, source: str) -> Artist:
    """One for equal records: it is only read."""
    facts = _facts(record, "qualifier", "position")
    artist = Artist(**facts | {"source": record.source or source, "aliases": list(record.aliases)})
    validate(artist)
    return artist


@lru_cache(maxsize=_REMEMBERED)
def _venue(record: VenueRecord, source: str) -> Venue:
    """One for equal records, likewise."""
    stated = {"source": record.source or source, "opening_hours": dict(record.opening_hours)}
    venue = Venue(**_facts(record) | stated)
    fill_time_zone(venue)
    validate(venue)
    return venue


def _exhibition(record: ExhibitionRecord, source: str) -> Exhibition:
    exhibition = Exhibition(
        source=record.source or source,
        source_id=record.source_id,
        title=record.title,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        url=record.url,
    )
    validate(exhibition)
    return exhibition


def _facts(record: ArtistRecord | VenueRecord | OfferRecord, *but: str) -> dict[str, Any]:
    """The record's fields by name, but some; ``dataclasses.asdict`` would copy every value."""
    return {each.name: getattr(record, each.name) for each in fields(record) if each.name not in but}


def _draft_price(record: ArtworkRecord, offer: OfferRecord) -> PriceRecord:
    return PriceRecord(**_facts(offer, "venue") | {"source": offer.source or record.source})


def _draft_display(record: ArtworkRecord, display: DisplayRecord) -> Shown:
    exhibition = display.exhibition
    place = display.venue.source_id if exhibition is None else f"ex:{exhibition.source_id}"
    row = Display(
        source=display.source or record.source,
        source_id=display.source_id or f"{record.source_id}|{place}|{display.from_date or ''}",
        is_on_display=display.is_on_display,
        room=display.room,
        from_date=display.from_date,
        to_date=display.to_date,
        as_of=display.as_of,
    )
    shown = shown_at = None
    if exhibition is not None:
        shown, shown_at = _exhibition(exhibition, record.source), _venue(exhibition.venue, record.source)
    return Shown(row, _venue(display.venue, record.source), shown, shown_at)


def _draft_images(images: tuple[ImageRecord, ...], pictures: Pictures) -> list[ReferenceImage]:
    """One row per distinct picture, in order."""
    rows: dict[str, ReferenceImage] = {}
    for position, (image, picture) in enumerate(zip(images, pictures, strict=True)):
        if picture is None:
            continue
        row = ReferenceImage(
            position=position if image.position is None else image.position,
            is_aspect_true=image.is_aspect_true,
            rights=image.rights,
            credit=image.credit,
            source_url=image.source_url,
            is_taken_down=image.is_withdrawn,
            **asdict(picture),
        )
        rows.setdefault(picture.sha256, row)
    return list(rows.values())
