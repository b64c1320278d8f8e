"""Catalogues that are alike in all but their size: blocks of a thousand works, as many as are wanted.

A block is a city with its venues, artists with few works and with many, and words that occur nowhere else beside those
that occur everywhere. So what a request for one work, artist or place finds is as much in a large catalogue as in a
small one, and what a request for a style, a price or a common word finds grows with it.
"""

import datetime
import json
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, cycle, islice
from typing import Any

from django.contrib.auth.models import User
from rich.console import Console
from rich.progress import Progress

from catalog.models import (
    Artist,
    Artwork,
    Attribution,
    Display,
    ExchangeRate,
    Exhibition,
    OpeningSpan,
    PriceRecord,
    Recognition,
    ReferenceImage,
    Venue,
)
from tests.benchmarks.bulk import Row, analyze, insert
from tests.evidence import candidate, evidence, finding

BLOCK = 1000
ARTISTS, VENUES, PRICES, EXHIBITIONS = BLOCK // 5, BLOCK // 2, 10 * BLOCK, 20
HISTORY = 200
"""Recognitions of each of the users, of whom there is one a block."""
_UPCOMING = 20
_HANGING_AT, _HELD = 100, 400
_PROLIFIC, _KNOWN = 100, 30
_DAYS_OF_RATES = 25 * 365

_SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstvz" for vowel in "aeiou"]
_SOURCES = ("met", "moma", "tate", "aic", "knoedler")
_RIGHTS = ("CC0-1.0", "In copyright", "")
_MEDIA = ("Oil on canvas", "Oil on panel", "Etching", "Watercolour on paper", "Bronze", "Gelatin silver print")
_CURRENCIES = ("EUR", "USD", "GBP", "CHF")
_KINDS = ("hammer", "with_premium", "estimate", "asking", "private")
_ZONES = ("Europe/Lisbon", "Europe/Paris", "Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Sydney")


@dataclass(frozen=True, slots=True)
class Language:
    """Words that occur in all blocks, some often and most seldom, as in any language (Zipf)."""

    words: list[str]
    weights: list[float]


@dataclass(frozen=True, slots=True)
class Block:
    """One of the blocks, the first of which is number 0."""

    number: int
    language: Language
    words: list[str]
    """Of this block alone."""

    def ids(self, count: int) -> range:
        """Of its rows in a table that has ``count`` of them a block."""
        return range(self.number * count + 1, (self.number + 1) * count + 1)

    def chance(self, purpose: str) -> random.Random:
        """The same whenever it is asked for."""
        return random.Random(f"{purpose} {self.number}")

    def phrase(self, chance: random.Random) -> str:
        """One to five common words and one of the block's own; half of them have "study" among them."""
        words = chance.choices(self.language.words, cum_weights=self.language.weights, k=chance.randint(1, 5))
        return " ".join([*words, chance.choice(self.words), *["study"] * chance.randint(0, 1)]).capitalize()

    @property
    def city(self) -> tuple[float, float]:
        """Its latitude and longitude, some three hundred kilometres from any other."""
        row, column = divmod(self.number, 10)
        return -50.0 + 11 * row, -170.0 + 33 * column


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables))


def blocks(works: int) -> Iterator[Block]:
    """The blocks of a catalogue; a larger one begins with those of a smaller one."""
    chance = random.Random("language")
    words = [_word(chance, 3) for _ in range(2000)]
    language = Language(words, list(accumulate(1 / (rank + 10) for rank in range(len(words)))))
    for number in range(works // BLOCK):
        own = random.Random(f"words {number}")
        yield Block(number, language, [_word(own, 5) for _ in range(100)])


def artists(block: Block) -> Iterator[Row]:
    chance = block.chance("artists")
    for number in block.ids(ARTISTS):
        given, family = chance.choice(block.language.words), chance.choice(block.words)
        born = chance.randint(1400, 1990)
        yield {
            "id": number, "name": f"{given} {family}".title(), "birth_year": born, "death_year": born + 60,
            "source": chance.choice(_SOURCES), "source_id": number,
        }  # fmt: skip


def artworks(block: Block) -> Iterator[Row]:
    chance = block.chance("artworks")
    for number in block.ids(BLOCK):
        year = int(chance.triangular(1400, 2020, 1900))
        yield {
            "id": number, "title": block.phrase(chance), "year_from": year, "year_to": year + chance.choice((0, 0, 5)),
            "style": f"Style {chance.randint(1, 80)}", "genre": f"Genre {chance.randint(1, 40)}",
            "medium": f"{chance.choice(_MEDIA)}, {chance.choice(block.words)}", "rights": chance.choice(_RIGHTS),
            "height_mm": chance.randint(100, 2000), "width_mm": chance.randint(100, 2000),
            "source": chance.choice(_SOURCES), "source_id": number,
        }  # fmt: skip


def attributions(block: Block) -> Iterator[Row]:
    """The first artist of a block made a hundred works, the next nine thirty each, the others three or four."""
    first = block.ids(ARTISTS).start
    known = [first + 1 + place // _KNOWN for place in range(9 * _KNOWN)]
    makers = [*[first] * _PROLIFIC, *known, *islice(cycle(range(first + 10, first + ARTISTS)), BLOCK)][:BLOCK]
    block.chance("attributions").shuffle(makers)
    for number, maker in zip(block.ids(BLOCK), makers, strict=True):
        yield {"id": number, "artwork_id": number, "artist_id": maker}


def images(block: Block) -> Iterator[Row]:
    for number in block.ids(BLOCK):
        digest = f"{number:064x}"
        yield {
            "id": number, "artwork_id": number, "file": f"{digest}.jpg", "thumbnail": f"{digest}.webp",
            "sha256": digest, "source_sha256": digest, "width_px": 800, "height_px": 600, "size_bytes": 100_000,
        }  # fmt: skip


def venues(block: Block) -> Iterator[Row]:
    chance = block.chance("venues")
    latitude, longitude = block.city
    for number in block.ids(VENUES):
        yield {
            "id": number, "name": block.phrase(chance), "kind": chance.choice(("museum", "gallery", "auction_house")),
            "city": block.words[0].title(), "time_zone": _ZONES[block.number % len(_ZONES)],
            "latitude": latitude + chance.uniform(-0.2, 0.2), "longitude": longitude + chance.uniform(-0.2, 0.2),
            "source": "osm", "source_id": number,
        }  # fmt: skip


def opening_spans(block: Block) -> Iterator[Row]:
    for venue in block.ids(VENUES):
        for day in range(7):
            yield {
                "id": 7 * venue + day, "venue_id": venue, "is_open": True,
                "from_minute": day * 1440 + 60, "to_minute": day * 1440 + 1380,
            }  # fmt: skip


def exhibitions(block: Block) -> Iterator[Row]:
    chance, first = block.chance("exhibitions"), block.ids(VENUES).start
    for place, number in enumerate(block.ids(EXHIBITIONS)):
        opens = datetime.date.today() + datetime.timedelta(days=chance.randint(-1000, 100))  # noqa: DTZ011
        yield {
            "id": number, "venue_id": first + place, "title": block.phrase(chance), "starts_on": opens.isoformat(),
            "ends_on": (opens + datetime.timedelta(days=120)).isoformat(), "source": "osm", "source_id": number,
        }  # fmt: skip


def displays(block: Block) -> Iterator[Row]:
    """Four works in ten are held somewhere, a hundred of them by the block's first venue."""
    chance, first = block.chance("displays"), block.ids(VENUES).start
    works = chance.sample(block.ids(BLOCK), _HELD)
    for place, (number, work) in enumerate(zip(block.ids(_HELD), works, strict=True)):
        yield {
            "id": number, "artwork_id": work, "venue_id": first + max(0, place - _HANGING_AT + 1) % VENUES,
            "exhibition_id": None if place % 5 else block.ids(EXHIBITIONS)[place % EXHIBITIONS],
            "is_on_display": chance.choice((True, False, None)), "as_of": "2026-01-01",
            "source": "osm", "source_id": number,
        }  # fmt: skip


def prices(block: Block) -> Iterator[Row]:
    chance, works = block.chance("prices"), block.ids(BLOCK)
    for place, number in enumerate(block.ids(PRICES)):
        kind, is_upcoming = chance.choice(_KINDS), place < _UPCOMING
        amount = 1 + int(chance.lognormvariate(8, 2))
        day = datetime.date(chance.randint(2000, 2025), chance.randint(1, 12), chance.randint(1, 28))
        if is_upcoming:
            kind, day = "estimate", datetime.date.today() + datetime.timedelta(days=5 + block.number)  # noqa: DTZ011
        yield {
            "id": number, "artwork_id": works[place % BLOCK], "kind": kind, "amount": amount,
            "outcome": "" if is_upcoming else chance.choice(("sold", "sold", "bought_in")),
            "amount_high": 2 * amount if kind == "estimate" else None, "date": day.isoformat(),
            "currency": chance.choices(_CURRENCIES, (3, 4, 2, 1))[0], "date_precision": "day",
            "house": f"House {block.number % 20}", "sale": f"Sale {block.number}", "lot": place,
            "source": "sales", "source_id": number,
        }  # fmt: skip


def users(block: Block) -> Iterator[Row]:
    yield {"id": block.number + 1, "username": f"guest-{block.number}", "password": "!"}


def recognitions(block: Block) -> Iterator[Row]:
    chance, seen = block.chance("recognitions"), block.ids(BLOCK)
    for place in range(HISTORY):
        found = finding("match", [candidate(ReferenceImage(pk=chance.choice(seen)))])
        yield {
            "id": uuid.UUID(int=block.number * HISTORY + place + 1).hex, "owner_id": block.number + 1, "state": "done",
            "outcome": "match", "evidence": json.dumps(evidence(found)),
            "created_at": f"2026-01-01 {place // 60:02}:{place % 60:02}:00", "answered_at": "2026-01-02 00:00:00",
        }  # fmt: skip


def exchange_rates() -> Iterator[Row]:
    """The same in every catalogue."""
    chance, first = random.Random("rates"), datetime.date(2000, 1, 1)
    for place in range(_DAYS_OF_RATES):
        day = first + datetime.timedelta(days=place)
        for offset, currency in enumerate(_CURRENCIES[1:]):
            rate = f"{chance.uniform(0.8, 1.6):.4f}"
            yield {"id": 3 * place + offset + 1, "currency": currency, "date": day.isoformat(), "rate": rate}


_TABLES: tuple[tuple[type[Any], Callable[[Block], Iterator[Row]]], ...] = (
    (Artist, artists),
    (Artwork, artworks),
    (Attribution, attributions),
    (ReferenceImage, images),
    (Venue, venues),
    (OpeningSpan, opening_spans),
    (Exhibition, exhibitions),
    (Display, displays),
    (PriceRecord, prices),
    (User, users),
    (Recognition, recognitions),
)


def fill(works: int, console: Console) -> None:
    """Fills an empty, migrated database with a catalogue of ``works``, a multiple of a thousand."""
    insert(ExchangeRate, exchange_rates())
    with Progress(console=console) as progress:
        for model, rows in _TABLES:
            told = f"{works:,} works: {model._meta.verbose_name_plural}"
            each = progress.track(blocks(works), total=works // BLOCK, description=told)
            insert(model, (row for block in each for row in rows(block)))
    analyze()
