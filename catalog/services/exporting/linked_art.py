"""Records as Linked Art (https://linked.art/api/1.0/): JSON-LD that others can read.

What Linked Art has words for is said in them: names, identifiers, production, materials, dimensions, holders, pictures,
rights, credit line, page, exhibitions, purchases with a known price. What it has none for (estimates, asking prices,
lots bought in, inferred or shared amounts, precision of dates, as of which day a work hung, our ids) is carried by one
more member, ``artrec:record``: the whole record as JSON, of the JSON-LD type ``@json``, which other readers pass over.
Reading an export back takes that member, so nothing is lost or read into it.
"""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from catalog.ingest.exported.documents import to_document
from catalog.ingest.exported.feed import EXTENSION
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

CONTEXT = [
    "https://linked.art/ns/v1/linked-art.json",
    {"artrec": "urn:artrec:terms:", EXTENSION: {"@id": EXTENSION, "@type": "@json"}},
]
_AAT = "http://vocab.getty.edu/aat/"
_Object = dict[str, Any]
_QUALIFIERS = {
    "attributed_to": ("300404269", "attributed to"),
    "workshop_of": ("300404274", "workshop of"),
    "circle_of": ("300404283", "circle of"),
    "follower_of": ("300404282", "follower of"),
    "after": ("300404286", "after"),
}
_SOLD_AT = ("hammer", "with_premium", "private")


def linked_art(record: Record) -> _Object:
    """The record as a Linked Art object, with what reading it back needs."""
    match record:
        case ArtworkRecord():
            said = _artwork(record)
        case ArtistRecord():
            said = _artist(record)
        case VenueRecord():
            said = _venue(record)
        case ExhibitionRecord():
            said = _exhibition(record)
    return {"@context": CONTEXT, **said, EXTENSION: to_document(record)}


def _artwork(record: ArtworkRecord) -> _Object:
    return _known(
        id=_id("artwork", record.source, record.source_id),
        type="HumanMadeObject",
        _label=record.title or "Untitled",
        identified_by=[
            *_maybe(record.title, _name(record.title)),
            *_maybe(record.accession_number, _content("Identifier", record.accession_number, "300312355")),
        ],
        equivalent=_same_as(record.wikidata_id, "HumanMadeObject"),
        classified_as=[
            *_maybe(record.style, _type("", record.style) | {"classified_as": [_type("300015646", "Style")]}),
            *_maybe(record.genre, _type("", record.genre) | {"classified_as": [_type("300056462", "Genre")]}),
        ],
        produced_by=_production(record),
        referred_to_by=[
            *_maybe(record.medium, _content("LinguisticObject", record.medium, "300435429")),
            *_maybe(record.dimensions_text, _content("LinguisticObject", record.dimensions_text, "300435430")),
            *_maybe(record.credit_line, _content("LinguisticObject", record.credit_line, "300435418")),
        ],
        dimension=[
            {
                "type": "Dimension",
                "classified_as": [_type(number, label)],
                "value": value,
                "unit": {"id": f"{_AAT}300379097", "type": "MeasurementUnit", "_label": "millimeters"},
            }
            for number, label, value in (
                ("300055644", "Height", record.height_mm),
                ("300055647", "Width", record.width_mm),
            )
            if value is not None
        ],
        subject_to=_rights(record.rights),
        subject_of=_page(record.url),
        representation=[_picture(image) for image in record.images],
        current_keeper=_keepers(record.displays),
        used_for=_shows(record.displays),
        changed_ownership_through=[_sale(offer) for offer in record.prices if _is_sale(offer)],
    )


def _production(record: ArtworkRecord) -> _Object:
    years = _known(
        type="TimeSpan",
        identified_by=_maybe(record.date_text, {"type": "Name", "content": record.date_text}),
        begin_of_the_begin=_instant(record.year_from, "01-01T00:00:00Z"),
        end_of_the_end=_instant(record.year_to, "12-31T23:59:59Z"),
    )
    by = [_reference(artist) for artist in record.artists if artist.qualifier == "by"]
    parts = [
        {
            "type": "AttributeAssignment",
            "classified_as": [_type(*_QUALIFIERS[artist.qualifier])],
            "assigned_property": "carried_out_by",
            "assigned": [_reference(artist)],
        }
        for artist in record.artists
        if artist.qualifier in _QUALIFIERS
    ]
    made = _known(timespan=years if len(years) > 1 else {}, carried_out_by=by, attributed_by=parts)
    return {"type": "Production", **made} if made else {}


def _artist(record: ArtistRecord) -> _Object:
    return _known(
        **_reference(record),
        identified_by=[
            _name(record.name),
            *({"type": "Name", "content": alias} for alias in record.aliases),
        ],
        equivalent=[
            *_maybe(record.ulan_id, {"id": f"http://vocab.getty.edu/ulan/{record.ulan_id}", "type": "Person"}),
            *_same_as(record.wikidata_id, "Person"),
        ],
        born=_life(record.birth_year, "Birth"),
        died=_life(record.death_year, "Death"),
        classified_as=_maybe(
            record.nationality,
            _type("", record.nationality) | {"classified_as": [_type("300379842", "Nationality")]},
        ),
    )


def _reference(record: ArtistRecord) -> _Object:
    return {"id": _id("artist", record.source, record.source_id), "type": "Person", "_label": record.name}


def _life(year: int | None, kind: str) -> _Object:
    if year is None:
        return {}
    span = {
        "type": "TimeSpan",
        "begin_of_the_begin": _instant(year, "01-01T00:00:00Z"),
        "end_of_the_end": _instant(year, "12-31T23:59:59Z"),
    }
    return {"type": kind, "timespan": span}


def _venue(record: VenueRecord) -> _Object:
    place = ", ".join(part for part in (record.address, record.city, record.country) if part)
    return _known(
        id=_id("venue", record.source, record.source_id),
        type="Group",
        _label=record.name,
        identified_by=[_name(record.name)],
        equivalent=_same_as(record.wikidata_id, "Group"),
        contact_point=_maybe(place, _content("Identifier", place, "300386983")),
        residence=_place(record),
        subject_of=_page(record.url),
    )


def _place(record: VenueRecord) -> list[_Object]:
    if record.latitude is None or record.longitude is None:
        return []
    return [
        {"type": "Place", "_label": record.name, "defined_by": f"POINT({record.longitude} {record.latitude})"},
    ]


def _exhibition(record: ExhibitionRecord) -> _Object:
    return _known(
        id=_id("exhibition", record.source, record.source_id),
        type="Activity",
        _label=record.title,
        classified_as=[_type("300054766", "Exhibiting")],
        identified_by=_maybe(record.title, _name(record.title)),
        carried_out_by=[
            {
                "id": _id("venue", record.venue.source, record.venue.source_id),
                "type": "Group",
                "_label": record.venue.name,
            }
        ],
        timespan=_days(record.starts_on, record.ends_on),
        subject_of=_page(record.url),
    )


def _keepers(displays: Iterable[DisplayRecord]) -> list[_Object]:
    venues = {_id("venue", each.venue.source, each.venue.source_id): each.venue.name for each in displays}
    return [{"id": address, "type": "Group", "_label": name} for address, name in venues.items()]


def _shows(displays: Iterable[DisplayRecord]) -> list[_Object]:
    shows = (each.exhibition for each in displays if each.exhibition is not None)
    said = {_id("exhibition", show.source, show.source_id): show.title for show in shows}
    return [{"id": address, "type": "Activity", "_label": title} for address, title in said.items()]


def _is_sale(offer: OfferRecord) -> bool:
    return offer.outcome == "sold" and offer.kind in _SOLD_AT and offer.amount is not None and offer.object_count == 1


def _sale(offer: OfferRecord) -> _Object:
    payment = {
        "type": "Payment",
        "paid_amount": {
            "type": "MonetaryAmount",
            "value": float(offer.amount or 0),
            "currency": {"id": f"urn:iso:std:iso:4217:{offer.currency}", "type": "Currency", "_label": offer.currency},
        },
    }
    return _known(
        type="Acquisition",
        _label=offer.sale or offer.house or "Sale",
        part_of=[_known(type="Activity", classified_as=[_type("300077989", "Purchase")], part=[payment])],
        timespan=_days(offer.date, None),
    )


def _picture(image: ImageRecord) -> _Object:
    file = _known(
        type="DigitalObject",
        classified_as=[_type("300215302", "Digital Image")],
        access_point=[{"id": quote(str(image.origin)), "type": "DigitalObject"}],
        referred_to_by=_maybe(image.credit, _content("LinguisticObject", image.credit, "300435418")),
        subject_to=_rights(image.rights),
    )
    return {"type": "VisualItem", "digitally_shown_by": [file]}


def _rights(rights: str) -> list[_Object]:
    if not rights:
        return []
    is_address = rights.startswith(("http://", "https://"))
    return [{"type": "Right", "classified_as": [{"id": rights, "type": "Type"} if is_address else _type("", rights)]}]


def _page(url: str) -> list[_Object]:
    if not url:
        return []
    page = {"type": "DigitalObject", "access_point": [{"id": url, "type": "DigitalObject"}]}
    return [{"type": "LinguisticObject", "digitally_carried_by": [page]}]


def _same_as(wikidata_id: str, kind: str) -> list[_Object]:
    return _maybe(wikidata_id, {"id": f"http://www.wikidata.org/entity/{wikidata_id}", "type": kind})


def _days(first: datetime.date | None, last: datetime.date | None) -> _Object:
    span = _known(
        begin_of_the_begin=f"{first.isoformat()}T00:00:00Z" if first else "",
        end_of_the_end=f"{last.isoformat()}T23:59:59Z" if last else "",
    )
    return {"type": "TimeSpan", **span} if span else {}


def _instant(year: int | None, rest: str) -> str:
    """A year as xsd:dateTime; before our era with a minus, and never with fewer than four digits."""
    if year is None:
        return ""
    return f"{'-' if year < 0 else ''}{abs(year):04}-{rest}"


def _id(kind: str, source: str, source_id: str) -> str:
    return f"urn:artrec:{kind}:{quote(source, safe='')}:{quote(source_id, safe='')}"


def _name(text: str) -> _Object:
    return _content("Name", text, "300404670")


def _content(kind: str, text: str, number: str) -> _Object:
    return {"type": kind, "content": text, "classified_as": [_type(number, "")]}


def _type(number: str, label: str) -> _Object:
    return _known(id=f"{_AAT}{number}" if number else "", type="Type", _label=label)


def _maybe(text: str, said: _Object) -> list[_Object]:
    return [said] if text else []


def _known(**members: Any) -> _Object:  # noqa: ANN401 - JSON
    """The members without those that say nothing."""
    return {name: value for name, value in members.items() if value not in ("", [], {}, None)}
