"""The typed records every adapter yields and the loader writes. Unknown is None or empty, never zero, never a guess.

``source_id`` identifies a record within its source; loading a record again updates it in place. Artists, venues,
exhibitions, prices and displays belong to the source of the artwork they stand in, or, standing alone, to that of their
feed, unless they name a ``source`` of their own: an export of several sources does.

Texts are as the source writes them, with spaces folded; the length limits are those of ``catalog.models``. Years before
our era are negative. ``catalog.ingest`` has a parser for every text that comes in many forms.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ArtistRecord:
    """A maker; ``name`` in natural order ("Claude Monet"), ``ulan_id`` and ``wikidata_id`` bare (500019484, Q296)."""

    source_id: str
    name: str
    birth_year: int | None = None
    death_year: int | None = None
    nationality: str = ""
    ulan_id: str = ""
    wikidata_id: str = ""
    qualifier: str = "by"
    """How an artwork is tied to the maker (``Attribution.Qualifier``); of no meaning where the artist stands alone."""
    aliases: tuple[str, ...] = ()
    """Other names the source gives, as it writes them."""
    source: str = ""
    position: int | None = None
    """Its place among the artists of the artwork, where that is not the one it stands at."""


@dataclass(frozen=True, slots=True)
class ImageUrl:
    """A picture to be fetched as it is."""

    url: str


@dataclass(frozen=True, slots=True)
class IiifImage:
    """A picture behind a IIIF Image API: the service's base URI, without region, size and format."""

    service: str


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """A picture of the artwork, of one origin: a file, a URL or a IIIF service. The loader checks and measures it."""

    origin: Path | ImageUrl | IiifImage
    is_aspect_true: bool = True
    rights: str = ""
    credit: str = ""
    source_url: str = ""
    """A page about the picture, to be shown with its credit; not where it is fetched from."""
    is_withdrawn: bool = False
    """The source asks that this picture be shown no more."""
    position: int | None = None
    """Its place among the pictures of the artwork, where that is not the one it stands at."""


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One statement about a price (fields as ``catalog.models.PriceRecord``).

    ``amount`` needs its ISO 4217 ``currency``; one in other money, or that is unclear, is only ``amount_text``.
    """

    source_id: str
    kind: str
    outcome: str = ""
    amount: Decimal | None = None
    amount_high: Decimal | None = None
    currency: str = ""
    amount_text: str = ""
    """The amount as the source writes it, with its currency."""
    object_count: int | None = 1
    """How many objects the amount is for together; None for several of unknown number."""
    note: str = ""
    """What the source adds: which lots share the price, who owned which part."""
    date: datetime.date | None = None
    date_precision: str = ""
    house: str = ""
    sale: str = ""
    lot: str = ""
    stated_by: str = ""
    is_inferred: bool = False
    venue: "VenueRecord | None" = None
    source: str = ""


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
    opening_hours: Mapping[str, str] = field(default_factory=dict, hash=False)
    """As the source states them, by its own headings; empty where it does not. No part of the hash: it has none."""
    time_zone: str = ""
    wikidata_id: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitionRecord:
    """Something shown at a venue for a while."""

    source_id: str
    title: str
    venue: VenueRecord
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class DisplayRecord:
    """Where the artwork is held, and whether it hangs there, as of a day."""

    venue: VenueRecord
    as_of: datetime.date
    is_on_display: bool | None = None
    room: str = ""
    from_date: datetime.date | None = None
    to_date: datetime.date | None = None
    exhibition: ExhibitionRecord | None = None
    source: str = ""
    source_id: str = ""
    """Empty: made of the artwork, the place and the first day."""


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
    accession_number: str = ""
    wikidata_id: str = ""
    rights: str = ""
    credit_line: str = ""
    """As the holder wants it shown with the work: "Gift of …"."""
    url: str = ""
    """The source's own page about the work."""
    images: tuple[ImageRecord, ...] = ()
    prices: tuple[OfferRecord, ...] = ()
    displays: tuple[DisplayRecord, ...] = ()
    is_withdrawn: bool = False
    """The source asks that the artwork be shown no more: a takedown."""


Record = ArtworkRecord | ArtistRecord | VenueRecord | ExhibitionRecord
"""What one row of a feed may be about."""
