"""Parts of records that every museum states: dates, sizes, pictures, and the museum that holds the work."""

import datetime
from typing import TypedDict

from catalog.ingest.days import parse_day
from catalog.ingest.museums.values import text, web_address
from catalog.ingest.records import DisplayRecord, IiifImage, ImageRecord, ImageUrl, VenueRecord
from catalog.ingest.sizes import parse_size
from catalog.ingest.years import parse_years

# Longest texts, as in ``catalog.models``; longer ones end in "…", and stay whole in the raw row.
TITLE, DATE, MEDIUM, DIMENSIONS, RIGHTS, CREDIT, NAME, NATIONALITY, ROOM = 500, 300, 2000, 500, 100, 300, 300, 100, 100
STYLE, GENRE, CREDIT_LINE = 100, 200, 1000
_INCH_MM = 25.4
_LARGEST_MM = 100_000


class Dates(TypedDict):
    """What an ``ArtworkRecord`` says about time."""

    date_text: str
    year_from: int | None
    year_to: int | None


class Dimensions(TypedDict):
    """What an ``ArtworkRecord`` says about size."""

    dimensions_text: str
    height_mm: int | None
    width_mm: int | None


def clipped(value: object, longest: int) -> str:
    """The text; one that is too long is cut and ends in an ellipsis."""
    said = text(value)
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"


def dates(value: object, first: int | None = None, last: int | None = None) -> Dates:
    """The date as written and its years; those that the source states apart count where the text is not understood.

    Not for works without a date: there, sources put the artist's life, or what they search by.
    """
    said = text(value)
    years = parse_years(said)
    begin, end = years.first, years.last
    if not years.is_understood:
        begin, end = first, last
    if begin is not None and end is not None and begin > end:
        begin = end = None
    return Dates(date_text=clipped(said, DATE), year_from=begin, year_to=end)


def dimensions(value: object, *, height_mm: int | None = None, width_mm: int | None = None) -> Dimensions:
    """The size as written, in millimetres; sides that the source states apart count where the text gives none."""
    said = text(value)
    size = parse_size(said)
    height, width = size.height_mm, size.width_mm
    if height is None and width is None:
        height, width = height_mm, width_mm
    return Dimensions(dimensions_text=clipped(said, DIMENSIONS), height_mm=height, width_mm=width)


def millimetres(length: float | None, *, of_mm: float = 1) -> int | None:
    """A length in units of so many millimetres, rounded; None for one that is no length of a work."""
    mm = round(length * of_mm) if length else 0
    return mm if 0 < mm <= _LARGEST_MM else None


def inches_mm(length: float | None) -> int | None:
    """Inches as millimetres."""
    return millimetres(length, of_mm=_INCH_MM)


class Presentation(TypedDict):
    """What an ``ArtworkRecord`` says about the work's page and the words to show it with."""

    credit_line: str
    url: str


def presentation(credit_line: object = "", page: object = "") -> Presentation:
    """The words that the holder wants shown with the work, and its page; no page for what is no address."""
    return Presentation(credit_line=clipped(credit_line, CREDIT_LINE), url=web_address(page))


def picture(url: object, *, rights: str = "", credit: str = "", page: object = "") -> tuple[ImageRecord, ...]:
    """The picture at an address; none for what is no address."""
    address = web_address(url)
    return (_image(ImageUrl(address), rights, credit, page),) if address else ()


def iiif_picture(service: object, *, rights: str = "", credit: str = "", page: object = "") -> tuple[ImageRecord, ...]:
    """The picture behind a IIIF service; none for what is no address."""
    address = web_address(service).rstrip("/").removesuffix("/info.json")
    return (_image(IiifImage(address), rights, credit, page),) if address else ()


def _image(origin: ImageUrl | IiifImage, rights: str, credit: str, page: object) -> ImageRecord:
    return ImageRecord(
        origin=origin, rights=clipped(rights, RIGHTS), credit=clipped(credit, CREDIT), source_url=web_address(page)
    )


def day(value: object) -> datetime.date | None:
    """A day that is stated to the day."""
    read = parse_day(text(value))
    return read.date if read is not None and read.precision == "day" else None


def shown_at(venue: VenueRecord, place: str, as_of: datetime.date, *, not_on_view: str) -> DisplayRecord:
    """What a museum says in one text: the room, or in the words ``not_on_view`` (lower case) that it hangs in none."""
    is_on_display = None if not place else place.casefold() != not_on_view
    return DisplayRecord(
        venue=venue,
        as_of=as_of,
        is_on_display=is_on_display,
        room=clipped(place, ROOM) if is_on_display else "",
    )
