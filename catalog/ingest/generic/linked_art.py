"""Linked Art: JSON-LD of HumanMadeObjects (https://linked.art/api/1.0/), one a file, in a folder, or as JSON Lines.

What is taken: names, identifiers, production (makers and time), materials and dimensions as statements and as values,
type, the place or owner that holds the object, its pictures (files and IIIF image services), and rights. Types are told
by their AAT identifiers. ULAN and Wikidata identifiers come from ``id`` and ``equivalent``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from catalog.ingest.attributions import Attributed, parse_attributions, parse_qualifier
from catalog.ingest.feeds import ONE_FILE_EACH, Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.generic.json_values import Json, identifier, member, members, text
from catalog.ingest.generic.linked import UNFETCHED, Grammar, first_object, parts, require_fetched, rows_of
from catalog.ingest.json_file import COLUMNS, JsonFile, json_object
from catalog.ingest.makers import distinct, maker
from catalog.ingest.markup import plain_text
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    IiifImage,
    ImageRecord,
    ImageUrl,
    VenueRecord,
)
from catalog.ingest.rows import RawRow, UnusableRow
from catalog.ingest.sizes import parse_size
from catalog.ingest.years import parse_years

_PRIMARY_NAME = ("300404670", "300417193", "300417200")  # preferred terms, titles
_ACCESSION_NUMBER = ("300312355",)
_MATERIALS_STATEMENT = ("300435429",)
_DIMENSIONS_STATEMENT = ("300435430",)
_CREDIT_LINE = ("300026687", "300435418")
_STYLE = ("300015646",)
_HEIGHT, _WIDTH = "300055644", "300055647"
_MM = {"300379097": Decimal(1), "300379098": Decimal(10), "300379099": Decimal(1000), "300379100": Decimal("25.4")}
_AAT = re.compile(r"(?:aat[/:])?(300\d{6})$")
_ULAN = re.compile(r"ulan[/:](500\d{6})$")
_WIKIDATA = re.compile(r"wikidata\.org/(?:entity|wiki)/(Q\d+)$")
_YEAR = re.compile(r"(-?\d{4,6})-\d\d-\d\d")
_IIIF = "iiif.io/api/image"
_NAMES = {"@context", "id", "@id", "type", "@type", "_label", "label"}
"""All that is said of an object that lies elsewhere."""
_GRAMMAR = Grammar(
    frozenset(("Set", "Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage")),
    ("member", "items", "orderedItems"),
    lambda thing: bool(set(thing) - _NAMES),
)
_KINDS = _GRAMMAR.collections | {"HumanMadeObject"}


class LinkedArtFeed:
    """A file or folder of Linked Art; a raw row is the JSON of one object."""

    columns = COLUMNS
    row_count: int | None = None

    def __init__(self, path: Path, options: FeedOptions) -> None:
        """Looks at the first object.

        Raises:
            UnreadableFeed: it is no Linked Art.
            OSError: it cannot be read.
        """
        self.source = options.source
        self._options = options
        self._file = JsonFile(path)
        first = first_object(path, self._file)
        if not ("linked.art" in str(first.get("@context", "")) or first.get("type") in _KINDS or UNFETCHED in first):
            raise UnreadableFeed(f"{path}: no Linked Art: neither its @context nor its type (HumanMadeObject) says so.")

    def raw_rows(self) -> Iterator[RawRow]:
        """Every object, those within sets too."""
        return rows_of(self._file, _GRAMMAR)

    def record(self, cells: Sequence[str]) -> ArtworkRecord:
        """The artwork.

        Raises:
            UnusableRow: it is something else, or lacks an id.
        """
        thing = json_object(cells)
        require_fetched(thing)
        if thing.get("type") != "HumanMadeObject":
            raise UnusableRow("not_an_object", f"Its type is “{text(thing.get('type'))}”, not HumanMadeObject.")
        source_id = identifier(thing)
        if not source_id:
            raise UnusableRow("id_missing", "The object has no id.")
        made = _Production.of(thing)
        dimensions = _statement(thing, _DIMENSIONS_STATEMENT)
        size = parse_size(dimensions)
        rights = _rights(thing)
        return ArtworkRecord(
            source=self.source,
            source_id=source_id,
            title=_name(thing)[:500],
            artists=made.artists,
            date_text=made.date_text[:300],
            year_from=made.year_from,
            year_to=made.year_to,
            style=_classification(thing, _STYLE),
            medium=(_statement(thing, _MATERIALS_STATEMENT) or _labels(thing.get("made_of")))[:2000],
            dimensions_text=dimensions[:500],
            height_mm=_side_mm(thing, _HEIGHT) or size.height_mm,
            width_mm=_side_mm(thing, _WIDTH) or size.width_mm,
            accession_number=_identifier_of(thing, _ACCESSION_NUMBER)[:100],
            wikidata_id=_external(thing, _WIKIDATA),
            rights=rights,
            credit_line=_statement(thing, _CREDIT_LINE)[:1000],
            url=_page(thing),
            images=tuple(_images(thing, rights, _statement(thing, _CREDIT_LINE)[:300])),
            displays=_displays(thing, self._options),
        )


@dataclass(frozen=True, slots=True)
class _Production:
    """Who made the object, and when."""

    artists: tuple[ArtistRecord, ...] = ()
    date_text: str = ""
    year_from: int | None = None
    year_to: int | None = None

    @classmethod
    def of(cls, thing: Json) -> "_Production":
        made = member(thing, "produced_by")
        parts = [made, *members(made.get("part"))]
        people = (
            artist
            for part in parts
            for person in members(part.get("carried_out_by"))
            if (artist := _artist(person, part)) is not None
        )
        when = next((span for part in parts if (span := member(part, "timespan"))), {})
        said = _name(when)
        years = parse_years(said)
        first, last = (_year(when.get(key)) for key in ("begin_of_the_begin", "end_of_the_end"))
        return cls(distinct(people), said, *((first, last) if first or last else (years.first, years.last)))


def _artist(person: Json, part: Json) -> ArtistRecord | None:
    """A maker; a qualifier may stand in the name, or as the type of how the work is attributed."""
    name = _name(person)
    named = parse_attributions(name)
    if not named or named[0].is_anonymous:
        return None
    qualifier = parse_qualifier(_labels(part.get("classified_as"))) or "by"
    one = named[0]
    if one.qualifier == "by":
        one = Attributed(one.name, qualifier, one.role, one.alias, one.life)
    said = (plain_text(text(each.get("content"))) for each in _contents(person, "Name"))
    return maker(
        one,
        ulan_id=_external(person, _ULAN),
        wikidata_id=_external(person, _WIKIDATA),
        aliases=(other for other in said if other != name),
    )


def _is_a(value: Json, types: Sequence[str]) -> bool:
    return any(_aat(one) in types for one in members(value.get("classified_as")))


def _aat(value: Json) -> str:
    found = _AAT.search(identifier(value))
    return found[1] if found else ""


def _contents(value: Json, kind: str) -> Iterator[Json]:
    return (one for one in members(value.get("identified_by")) if text(one.get("type")) == kind)


def _name(value: Json) -> str:
    """The preferred name, or the first, or the label."""
    names = [one for one in _contents(value, "Name") if text(one.get("content"))]
    names.sort(key=lambda one: not _is_a(one, _PRIMARY_NAME))
    return plain_text(text(names[0].get("content"))) if names else text(value.get("_label"))


def _identifier_of(thing: Json, types: Sequence[str]) -> str:
    return next((text(one.get("content")) for one in _contents(thing, "Identifier") if _is_a(one, types)), "")


def _statement(thing: Json, types: Sequence[str]) -> str:
    said = (one for one in members(thing.get("referred_to_by")) if _is_a(one, types))
    return next((plain_text(text(one.get("content"))) for one in said if text(one.get("content"))), "")


def _labels(value: object) -> str:
    return ", ".join(label for one in members(value) if (label := text(one.get("_label"))))


def _classification(thing: Json, meta: Sequence[str]) -> str:
    """The label of the type that is itself of a type: "Impressionism", a style."""
    return next((text(one.get("_label"))[:100] for one in members(thing.get("classified_as")) if _is_a(one, meta)), "")


def _external(value: Json, pattern: re.Pattern[str]) -> str:
    addresses = (identifier(value), *(identifier(one) for one in members(value.get("equivalent"))))
    return next((found[1] for address in addresses if (found := pattern.search(address))), "")


def _side_mm(thing: Json, side: str) -> int | None:
    """A side in millimetres; None where it is not stated, in another unit, or more than once."""
    lengths = set()
    for dimension in members(thing.get("dimension")):
        unit = _MM.get(_aat(member(dimension, "unit")))
        if not _is_a(dimension, (side,)) or unit is None:
            continue
        try:
            length = Decimal(text(dimension.get("value"))) * unit
        except InvalidOperation:
            continue
        if length.is_finite() and 0 < length <= 100_000:
            lengths.add(round(length))
    return lengths.pop() if len(lengths) == 1 else None


def _year(value: object) -> int | None:
    found = _YEAR.match(text(value))
    year = int(found[1]) if found else None
    return year if year is None or -32_000 <= year <= 2100 else None


def _rights(thing: Json) -> str:
    for right in members(thing.get("subject_to")):
        for kind in (*members(right.get("classified_as")), right):
            if said := identifier(kind) or text(kind.get("_label")):
                return said[:100]
    return ""


def _page(thing: Json) -> str:
    """The page about the object: a linguistic object that is its subject, carried by a digital one."""
    for about in members(thing.get("subject_of")):
        for page in members(about.get("digitally_carried_by")):
            address = identifier(member(page, "access_point"))
            if address.startswith(("http://", "https://")):
                return address[:1000]
    return ""


def _images(thing: Json, rights: str, credit: str) -> Iterator[ImageRecord]:
    seen: set[IiifImage | ImageUrl] = set()
    for view in members(thing.get("representation")):
        for file in members(view.get("digitally_shown_by")):
            origin = _origin(file)
            if origin is not None and origin not in seen:
                seen.add(origin)
                yield ImageRecord(origin, rights=rights, credit=credit)


def _origin(file: Json) -> IiifImage | ImageUrl | None:
    for service in members(file.get("digitally_available_via")):
        standards = " ".join(identifier(one) for one in members(service.get("conforms_to")))
        address = identifier(member(service, "access_point"))
        if _IIIF in standards and address.startswith(("http://", "https://")):
            return IiifImage(address.removesuffix("/info.json").rstrip("/"))
    address = identifier(member(file, "access_point"))
    return ImageUrl(address) if address.startswith(("http://", "https://")) else None


def _displays(thing: Json, options: FeedOptions) -> tuple[DisplayRecord, ...]:
    """The institution that holds the object; where it stands in the house is its room."""
    holder = member(thing, "current_owner") or member(thing, "current_keeper") or member(thing, "current_custodian")
    name = _name(holder)
    if not name:
        return ()
    room = _name(member(thing, "current_location"))[:100]
    venue = VenueRecord(
        (identifier(holder) or name.casefold())[:300], name[:300], "museum", wikidata_id=_external(holder, _WIKIDATA)
    )
    return (DisplayRecord(venue, options.as_of, room=room),)


ADAPTER = Adapter(
    name="linked-art",
    title="Linked Art (JSON-LD)",
    description="HumanMadeObjects of any museum: files, a folder of them, or JSON Lines.",
    suffixes=(".json", ".json.gz", ".jsonl", ".jsonl.gz"),
    media_types=("application/ld+json", "application/json"),
    source="",
    open=LinkedArtFeed,
    folder=ONE_FILE_EACH,
    parts=partial(parts, grammar=_GRAMMAR),
)
