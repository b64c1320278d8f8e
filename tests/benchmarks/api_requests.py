"""What apps ask for: addresses that mean the same in a catalogue of any size."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks.catalogues import ARTISTS, BLOCK, VENUES, blocks

# Different ones in turn, lest one odd row decide.
_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked, in words, and addresses of which each asks it."""

    name: str
    addresses: tuple[str, ...]


def operations() -> list[Operation]:
    """All that is measured. The rows and words are those of the first block, which every catalogue has."""
    return [*_artworks(), *_searches(), *_of_a_work(), *_places(), *_people()]


def _list(name: str, path: str, **parameters: str | int) -> Operation:
    return Operation(name, (f"/api/v1/{path}?{urlencode(parameters)}",))


def _each(name: str, address: Callable[[int], str], ids: range) -> Operation:
    step = len(ids) // _OF_EACH
    return Operation(name, tuple(f"/api/v1/{address(number)}" for number in ids[::step][:_OF_EACH]))


def _artworks() -> list[Operation]:
    words, (latitude, longitude) = next(blocks(BLOCK)).words, next(blocks(BLOCK)).city
    here = f"{latitude},{longitude}"
    return [
        _list("artworks", "artworks/"),
        _list("artworks by title", "artworks/", ordering="title"),
        _list("artworks by year, newest", "artworks/", ordering="-year"),
        _list("artworks with prices and places", "artworks/", include="price_history,seen_at"),
        _list("artworks of an artist", "artworks/", artist=2),
        _list("artworks of some years", "artworks/", year_from=1900, year_to=1950),
        _list("artworks of few years", "artworks/", year_from=1400, year_to=1480),
        _list("artworks of very few years", "artworks/", year_from=1401, year_to=1410),
        _list("artworks of a style, by year", "artworks/", style="style 7", ordering="year"),
        _list("artworks in a common medium", "artworks/", medium="oil on canvas"),
        _list("artworks in a rare medium", "artworks/", medium=words[3]),
        _list("artworks at a common price", "artworks/", currency="EUR", price_min=1000, price_max=10000),
        _list("artworks at a rare price", "artworks/", currency="CHF", price_min=60000),
        _list("artworks at a very rare price", "artworks/", currency="CHF", price_min=300000),
        _list("artworks on display", "artworks/", on_display="true"),
        _list("artworks near", "artworks/", near=here, radius_m=2000),
        _list("artworks on display near", "artworks/", near=here, radius_m=20000, on_display="true"),
        _list("artworks of a source, with rights", "artworks/", source="met", rights="cc0-1.0", has_image="true"),
    ]


def _searches() -> list[Operation]:
    from catalog.models import Artist, Artwork  # noqa: PLC0415 - Django is set up only now

    words = next(blocks(BLOCK)).words
    title = Artwork.objects.get(pk=17).title
    misspelt = words[5][:4] + "x" + words[5][5:]
    name = Artist.objects.get(pk=7).name
    found = [
        ("a whole title", title),
        ("a rare word", words[5]),
        ("a rare beginning", words[5][:6]),
        ("a misspelt word", misspelt),
        ("two words", f"study {words[6]}"),
        ("an artist's name", name),
        ("a word of half the works", "study"),
        ("a letter", "b"),
        ("a word that is nowhere", "xylquorzth"),
    ]
    return [
        *(_list(f"search: {what}", "artworks/", search=text) for what, text in found),
        _list("search: a common word, by year", "artworks/", search="study", ordering="year"),
        _list("search of artists: a name", "artists/", search=name),
        _list("search of artists: misspelt", "artists/", search=misspelt),
    ]


def _of_a_work() -> list[Operation]:
    works, artists = range(1, BLOCK + 1), range(1, 11)
    return [
        _each("artwork", lambda pk: f"artworks/{pk}/", works),
        _each("prices", lambda pk: f"artworks/{pk}/prices/", works),
        _each("prices, in dollars", lambda pk: f"artworks/{pk}/prices/?currency=USD", works),
        _each("price summary, in dollars", lambda pk: f"artworks/{pk}/prices/summary/?currency=USD", works),
        _each("price chart, SVG", lambda pk: f"artworks/{pk}/prices/chart.svg", works),
        _each("price chart, PNG", lambda pk: f"artworks/{pk}/prices/chart.png", works),
        _each("comparable sales", lambda pk: f"artworks/{pk}/comparables/", works),
        _each("prices of an artist", lambda pk: f"artists/{pk}/prices/", artists),
        _each("price summary of an artist", lambda pk: f"artists/{pk}/prices/summary/", artists),
        _each("price chart of an artist, SVG", lambda pk: f"artists/{pk}/prices/chart.svg", artists),
    ]


def _places() -> list[Operation]:
    (latitude, longitude), words = next(blocks(BLOCK)).city, next(blocks(BLOCK)).words
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    here, box = f"{latitude},{longitude}", f"{longitude - 0.1},{latitude - 0.1},{longitude + 0.1},{latitude + 0.1}"
    return [
        _list("venues near", "venues/", near=here),
        _list("venues near, open now", "venues/", near=here, open_now="true"),
        _list("venues in a box", "venues/", box=box),
        _list("venues in a box, GeoJSON", "venues.geojson", box=box, page_size=100),
        _list("venues by name", "venues/", search=words[8]),
        _list("venues open now", "venues/", open_now="true"),
        _each("venue", lambda pk: f"venues/{pk}/", range(1, VENUES + 1)),
        _list("what hangs at a venue", "venues/1/artworks/", on_display="true"),
        _list("exhibitions now and soon, near", "exhibitions/", near=here, radius_m=30000, not_over_on=today),
        _list("exhibitions", "exhibitions/"),
        _list("auctions", "auctions/"),
        _list("lots", "lots/"),
    ]


def _people() -> list[Operation]:
    return [
        _list("artists", "artists/"),
        _each("artist", lambda pk: f"artists/{pk}/", range(1, ARTISTS + 1)),
        _list("history", "recognitions/"),
    ]
