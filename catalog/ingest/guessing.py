"""What anyone's table means, as its headers and first rows suggest: a mapping to be confirmed, with its reasons."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from catalog.folding import fold
from catalog.ingest.attributions import Commas
from catalog.ingest.currencies import CODES
from catalog.ingest.days import Order
from catalog.ingest.field_words import FIELDS
from catalog.ingest.headers import Meaning, meaning, plain
from catalog.ingest.mapping import ColumnMapping
from catalog.ingest.money import currency_code, parse_money
from catalog.ingest.museums.holders import museum
from catalog.ingest.opening import UTF_8

Rows = Sequence[Mapping[str, str]]
"""The first rows, by column."""
_Named = dict[str, tuple[str, Meaning]]
"""A column, and what its header says, by field."""

_OF_WORKS = frozenset(("artist", "medium", "dimensions", "image", "image_url", "iiif", "accession_number"))
_NAMES_OF_ANYTHING = ("name", "label")
_MAYBE_VENUES = (
    *("collection", "sammlung", "location", "owner", "ownedby", "currentlocation", "collectionlabel", "locationlabel"),
)
_LIKE_IDS = ("accession_number", "lot", "url", "image", "image_url")
_AMOUNTS = ("price", "estimate_low", "estimate_high")
_KIND_WORDS = {
    "hammer": "hammer|zuschlag|adjudication|martillo|martello",
    "asking": "asking|list price|retail",
    "with_premium": "realis|realiz|premium|aufgeld",
}
_PIECE = re.compile(r"[;|\n]")
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_TURNED = re.compile(r"([^,\d]+), [^,\d]+")
_PARTICLES = frozenset(
    ("van", "von", "de", "der", "den", "di", "da", "del", "della", "du", "la", "le", "dos", "ter", "ten", "zu")
)
_DAY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2\d{2}(?:\d\d)?\b.*")


def guess_mapping(
    columns: Sequence[str], rows: Rows = (), *, encoding: str = UTF_8, is_picture: Callable[[str], bool] = bool
) -> ColumnMapping:
    """The mapping that headers and first rows suggest: each field from the column that names it most surely.

    ``is_picture`` tells whether what a cell names is there.
    """
    named = _named(columns, rows)
    _drop_doubtful(named, rows)
    reasons = {name: f"the header “{column}” is a name for {name}" for name, (column, _) in named.items()}
    chosen = {name: column for name, (column, _) in named.items()}
    _take_number(columns, chosen, reasons)
    if "source_id" not in chosen and (column := _like_an_id(chosen, rows)):
        chosen["source_id"] = column
        reasons["source_id"] = f"no header names an id, but “{column}” differs in each of the first {len(rows)} rows"
    names = _names(_values(rows, chosen.get("artist")))
    if names != "keep":
        form = "“Blake, William”" if names == "invert" else "“Ada Ink, Bo Oil”"
        reasons["names"] = f"the artists look like {form}: names: {names}"
    if encoding != UTF_8:
        reasons["encoding"] = f"the file is no UTF-8, but perhaps {encoding}"
    if not any(map(is_picture, pictures := _values(rows, chosen.get("image")))) and pictures:
        reasons["image"] = f"“{chosen['image']}” names pictures that are not there: say where they lie, or drop it"
    constants = _constants(named, reasons)
    _ask_for_missing(chosen, constants, rows, reasons)
    return ColumnMapping(
        columns={name: chosen[name] for name in FIELDS if name in chosen},
        constants=constants,
        names=names,
        size_unit=_unit(named, reasons),
        date_order=_order(_values(rows, chosen.get("sale_date")), reasons),
        encoding=encoding,
        reasons=reasons,
    )


def _named(columns: Sequence[str], rows: Rows) -> _Named:
    """For each field the column that names it most surely, one with something in it before one without."""
    found = [(column, said) for column in columns if (said := meaning(column))]
    found.sort(key=lambda one: (not _values(rows, one[0]), one[1].rank))
    named: _Named = {}
    for column, said in found:
        named.setdefault(said.field, (column, said))
    return {name: named[name] for name in FIELDS if name in named}


def _drop_doubtful(named: _Named, rows: Rows) -> None:
    """Drops what is likely something else: names of people in place of titles, departments in place of museums."""
    if "title" in named and plain(named["title"][0]) in _NAMES_OF_ANYTHING and not _OF_WORKS & named.keys():
        del named["title"]
    if "venue" in named and plain(named["venue"][0]) in _MAYBE_VENUES:
        said = _values(rows, named["venue"][0])
        if 2 * sum(museum(name) is not None for name in said) <= len(said):
            del named["venue"]


def _take_number(columns: Sequence[str], chosen: dict[str, str], reasons: dict[str, str]) -> None:
    """A second column that names an id, and a number of the inventory, is the accession number."""
    for column in columns:
        said = meaning(column)
        is_number = (
            said is not None and said.field == "source_id" and re.search(r"inv|numb|numm|\bnr\b|\bno\b", fold(column))
        )
        if is_number and column not in chosen.values() and "accession_number" not in chosen:
            chosen["accession_number"] = column
            reasons["accession_number"] = f"the header “{column}” is that of a number beside the id"


def _like_an_id(chosen: Mapping[str, str], rows: Rows) -> str:
    """The column that could tell the works apart, going by the first rows; empty where none does."""
    for name in _LIKE_IDS:
        said = _values(rows, chosen.get(name))
        if said and len(set(said)) == len(said) == len(rows):
            return chosen[name]
    return ""


def _values(rows: Rows, column: str | None) -> list[str]:
    """What the column says in the first rows, empty cells left out."""
    return [text for row in rows if column is not None and (text := row.get(column, "").strip())]


def _names(cells: Sequence[str]) -> Commas:
    """What a comma in the names of artists does."""
    people = [_BRACKET.sub("", piece).strip() for cell in cells for piece in _PIECE.split(cell) if piece.strip()]
    families = [found[1] for person in people if (found := _TURNED.fullmatch(person))]
    short = [name for name in families if len([word for word in name.split() if fold(word) not in _PARTICLES]) == 1]
    if families and 2 * len(families) >= len(people) and 2 * len(short) >= len(families):
        return "invert"
    listed = [name for person in people if "," in person for name in person.split(",")]
    is_list = all(len(name.split()) > 1 and not re.search(r"\d", name) for name in listed)
    return "separate" if listed and is_list else "keep"


def _constants(named: _Named, reasons: dict[str, str]) -> dict[str, str]:
    """The currency and the kind of the prices, as far as their headers say them."""
    constants = {}
    codes = {code for name in _AMOUNTS if name in named for code in _codes(named[name][1].aside)}
    if len(codes) == 1 and "currency" not in named:
        constants["currency"] = codes.pop()
        reasons["currency"] = f"the prices' header says {constants['currency']}"
    if "price" in named and "price_kind" not in named:
        said = fold(named["price"][0])
        kind = next((kind for kind, words in _KIND_WORDS.items() if re.search(words, said)), "")
        if kind:
            constants["price_kind"] = kind
            reasons["price_kind"] = f"“{named['price'][0]}” is a price of the kind {kind}"
    return constants


def _ask_for_missing(
    chosen: Mapping[str, str], constants: Mapping[str, str], rows: Rows, reasons: dict[str, str]
) -> None:
    """Says what prices still need, without which their rows would be rejected."""
    amounts = [text for name in _AMOUNTS for text in _values(rows, chosen.get(name))]
    stated = {*chosen, *constants}
    if "price" in chosen and "price_kind" not in stated:
        reasons["price_kind"] = "nothing says what the prices are: add price_kind (hammer, asking, …) as a constant"
    if "currency" not in stated and any(not parse_money(text).currency for text in amounts if text[:1].isdigit()):
        reasons["currency"] = "nothing says in which currency the prices are: add currency as a constant"


def _codes(aside: str) -> Iterator[str]:
    return (code for word in aside.split() if (code := currency_code(word)) and code in CODES)


def _unit(named: _Named, reasons: dict[str, str]) -> str:
    """The unit of sizes that their header states: "Dimensions (cm)"."""
    unit = named["dimensions"][1].aside.casefold() if "dimensions" in named else ""
    if unit not in ("mm", "cm", "m", "in"):
        return ""
    reasons["size_unit"] = f"“{named['dimensions'][0]}” says {unit}"
    return unit


def _order(days: Sequence[str], reasons: dict[str, str]) -> Order | None:
    """What comes first in days in digits, where one of them leaves no doubt."""
    found = [match for text in days if (match := _DAY.fullmatch(text))]
    is_dmy = any(int(match[1]) > 12 for match in found) or any(match[2] == "." for match in found)
    is_mdy = any(int(match[3]) > 12 for match in found)
    if is_dmy == is_mdy:
        return None
    order: Order = "dmy" if is_dmy else "mdy"
    reasons["date_order"] = f"days such as {found[0][0]} are read as {order}"
    return order
