"""The typed records every adapter yields and the loader writes. Unknown is None or empty, never zero.

``source_id`` identifies a record within its ``source``; loading a record again updates it in place.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ArtistRecord:
    """A maker."""

    source_id: str
    name: str
    birth_year: int | None = None
    death_year: int | None = None
    nationality: str = ""
    qualifier: str = "by"


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """A picture file of the artwork; the loader checks, copies and measures it."""

    path: Path
    is_aspect_true: bool = True
    rights: str = ""
    credit: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One statement about a price (fields as ``catalog.models.PriceRecord``)."""

    source_id: str
    kind: str
    outcome: str = ""
    amount: Decimal | None = None
    amount_high: Decimal | None = None
    currency: str = ""
    date: datetime.date | None = None
    date_precision: str = ""
    house: str = ""
    sale: str = ""
    lot: str = ""
    stated_by: str = ""
    is_inferred: bool = False


@dataclass(frozen=True, slots=True)
class VenueRecord:
    """A museum, gallery or auction house."""

    source_id: str
    name: str
    kind: str
    address: str = ""
    city: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class DisplayRecord:
    """Where the artwork is held, and whether it hangs there, as of a day."""

    venue: VenueRecord
    as_of: datetime.date
    is_on_display: bool | None = None
    room: str = ""
    from_date: datetime.date | None = None
    to_date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class ArtworkRecord:
    """An artwork with all that its source says about it."""

    source: str
    source_id: str
    title: str
    artists: tuple[ArtistRecord, ...] = ()
    date_text: str = ""
    year_from: int | None = None
    year_to: int | None = None
    style: str = ""
    genre: str = ""
    medium: str = ""
    dimensions_text: str = ""
    height_mm: int | None = None
    width_mm: int | None = None
    rights: str = ""
    images: tuple[ImageRecord, ...] = ()
    prices: tuple[OfferRecord, ...] = ()
    displays: tuple[DisplayRecord, ...] = field(default=())
