"""Records as unsaved, validated rows: what the database would refuse late is refused here, with words."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.db import models

from catalog.ingest.records import ArtistRecord, ArtworkRecord, DisplayRecord, ImageRecord, OfferRecord, VenueRecord
from catalog.models import Artist, Artwork, Attribution, Display, PriceRecord, ReferenceImage, Venue
from catalog.services.images import StoredPicture

# No text holds them, and PostgreSQL cannot store some: controls, and halves of surrogate pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class InvalidRecord(ValueError):
    """A record with a value that the catalogue does not take."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An artwork record as rows without keys; the pairs say which artist and which venue a row is about."""

    record: ArtworkRecord
    pictures: tuple[StoredPicture, ...]
    artwork: Artwork
    attributions: list[tuple[Artist, Attribution]] = field(default_factory=list)
    prices: list[PriceRecord] = field(default_factory=list)
    displays: list[tuple[Venue, Display]] = field(default_factory=list)
    images: list[ReferenceImage] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """(source, source id) of the artwork."""
        return self.artwork.source, self.artwork.source_id

    def owned_rows(self) -> Iterator[Attribution | PriceRecord | Display | ReferenceImage]:
        """The rows that belong to the artwork."""
        yield from (attribution for _, attribution in self.attributions)
        yield from self.prices
        yield from (display for _, display in self.displays)
        yield from self.images

    def rows(self) -> Iterator[models.Model]:
        """Every row of the draft."""
        yield self.artwork
        yield from (artist for artist, _ in self.attributions)
        yield from (venue for venue, _ in self.displays)
        yield from self.owned_rows()


def draft_artwork(record: ArtworkRecord, pictures: tuple[StoredPicture, ...]) -> Draft:
    """The rows of a record, whose images are stored as ``pictures``.

    Raises:
        InvalidRecord: A value is too long, out of range, not of its kind, or no text.
    """
    draft = Draft(
        record,
        pictures,
        _draft_artwork(record),
        attributions=[_draft_attribution(record, place, artist) for place, artist in enumerate(record.artists)],
        prices=[_draft_price(record, offer) for offer in record.prices],
        displays=[_draft_display(record, display) for display in record.displays],
        images=_draft_images(record.images, pictures),
    )
    for row in draft.rows():
        _validate(row)
    return draft


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
    )


def _draft_attribution(record: ArtworkRecord, position: int, artist: ArtistRecord) -> tuple[Artist, Attribution]:
    facts = asdict(artist)
    qualifier = facts.pop("qualifier")
    return Artist(source=record.source, **facts), Attribution(qualifier=qualifier, position=position)


def _draft_price(record: ArtworkRecord, offer: OfferRecord) -> PriceRecord:
    return PriceRecord(source=record.source, **asdict(offer))


def _draft_display(record: ArtworkRecord, display: DisplayRecord) -> tuple[Venue, Display]:
    venue: VenueRecord = display.venue
    return Venue(source=record.source, **asdict(venue)), Display(
        source=record.source,
        source_id=f"{record.source_id}|{venue.source_id}|{display.from_date or ''}",
        is_on_display=display.is_on_display,
        room=display.room,
        from_date=display.from_date,
        to_date=display.to_date,
        as_of=display.as_of,
    )


def _draft_images(images: tuple[ImageRecord, ...], pictures: tuple[StoredPicture, ...]) -> list[ReferenceImage]:
    """One row per distinct picture, in order."""
    rows: dict[str, ReferenceImage] = {}
    for position, (image, picture) in enumerate(zip(images, pictures, strict=True)):
        row = ReferenceImage(
            position=position,
            is_aspect_true=image.is_aspect_true,
            rights=image.rights,
            credit=image.credit,
            source_url=image.source_url,
            **asdict(picture),
        )
        rows.setdefault(picture.sha256, row)
    return list(rows.values())


def _validate(row: models.Model) -> None:
    kind = row._meta.verbose_name  # noqa: SLF001 - _meta is Django's documented door to a model's fields
    for name, value in vars(row).items():
        if isinstance(value, str) and _UNPRINTABLE.search(value):
            raise InvalidRecord(f"{kind}: {name} has a character that no text holds: {value!r}")
    try:
        row.clean_fields(exclude={"artwork", "artist", "venue"})
    except ValidationError as error:
        problems = (f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise InvalidRecord(f"{kind}: {'; '.join(problems)}") from error
