"""Valid rows and tiny pictures for tests: every argument has a default, every default is valid."""

import datetime
import itertools
import random
from dataclasses import asdict
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from catalog.models import (
    Artist,
    Artwork,
    Attribution,
    Display,
    ExchangeRate,
    Exhibition,
    Guide,
    PriceRecord,
    ReferenceImage,
    Venue,
    WebhookEndpoint,
    WebhookEvent,
)
from catalog.services.images import store_picture
from catalog.services.webhooks.secrets import new_secret, seal

_numbers = itertools.count(1)


def tiny_picture(seed: int = 0, size_wh: tuple[int, int] = (96, 64), kind: str = "PNG") -> bytes:
    """An encoded picture of 12 × 8 coloured blocks; another seed gives another picture, the same one the same bytes."""
    blocks = Image.frombytes("RGB", (12, 8), random.Random(seed).randbytes(12 * 8 * 3))
    buffer = BytesIO()
    blocks.resize(size_wh, Image.Resampling.NEAREST).save(buffer, kind)
    return buffer.getvalue()


def make_artist(**fields: object) -> Artist:
    number = next(_numbers)
    values: dict[str, Any] = {"name": f"Artist {number}", "source": "test", "source_id": str(number), **fields}
    return Artist.objects.create(**values)


def make_artwork(*, artists: tuple[Artist, ...] = (), **fields: object) -> Artwork:
    """A published artwork, by the given artists in order."""
    number = next(_numbers)
    values: dict[str, Any] = {"title": f"Artwork {number}", "source": "test", "source_id": str(number), **fields}
    artwork = Artwork.objects.create(**values)
    for position, artist in enumerate(artists):
        Attribution.objects.create(artwork=artwork, artist=artist, position=position)
    return artwork


def make_reference_image(
    artwork: Artwork | None = None, picture: bytes | None = None, **fields: object
) -> ReferenceImage:
    """A reference image with its real files under MEDIA_ROOT; without ``picture``, one that no other call made."""
    stored = store_picture(tiny_picture(seed=1_000_000 + next(_numbers)) if picture is None else picture)
    values: dict[str, Any] = {"artwork": artwork or make_artwork(), **asdict(stored), **fields}
    return ReferenceImage.objects.create(**values)


def make_venue(**fields: object) -> Venue:
    """A museum in Lisbon."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"Museum {number}",
        "kind": Venue.Kind.MUSEUM,
        "city": "Lisbon",
        "country": "Portugal",
        "latitude": 38.7139,
        "longitude": -9.1394,
        "time_zone": "Europe/Lisbon",
        "source": "test",
        "source_id": str(number),
        **fields,
    }
    return Venue.objects.create(**values)


def make_price(artwork: Artwork | None = None, **fields: object) -> PriceRecord:
    """A hammer price of EUR 1,200.00, paid on 2020-10-25."""
    values: dict[str, Any] = {
        "artwork": artwork or make_artwork(),
        "kind": PriceRecord.Kind.HAMMER,
        "outcome": PriceRecord.Outcome.SOLD,
        "amount": Decimal("1200.00"),
        "currency": "EUR",
        "date": datetime.date(2020, 10, 25),
        "date_precision": PriceRecord.Precision.DAY,
        "house": "An auction house",
        "source": "test",
        "source_id": str(next(_numbers)),
        **fields,
    }
    return PriceRecord.objects.create(**values)


def make_rates(currency: str, rates: dict[str, str]) -> None:
    """Exchange rates of a currency by day: units for one euro."""
    for day, rate in rates.items():
        ExchangeRate.objects.create(currency=currency, date=datetime.date.fromisoformat(day), rate=Decimal(rate))


def make_exhibition(venue: Venue | None = None, **fields: object) -> Exhibition:
    """Open all of November 2026."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "venue": venue or make_venue(),
        "title": f"Exhibition {number}",
        "starts_on": datetime.date(2026, 11, 1),
        "ends_on": datetime.date(2026, 11, 30),
        "source": "test",
        "source_id": str(number),
        **fields,
    }
    return Exhibition.objects.create(**values)


def make_guide(artwork: Artwork | None = None, venue: Venue | None = None, **fields: object) -> Guide:
    """Published, in English, without sound."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "artwork": artwork or make_artwork(),
        "venue": venue or make_venue(),
        "language": "en",
        "title": f"Guide {number}",
        "text": "A story.",
        "is_published": True,
        "source": "test",
        "source_id": str(number),
        **fields,
    }
    return Guide.objects.create(**values)


def make_endpoint(**fields: object) -> WebhookEndpoint:
    """Wants to hear of everything, from all sources."""
    values: dict[str, Any] = {
        "url": f"https://partner{next(_numbers)}.example/hook",
        "event_types": [kind.value for kind in WebhookEvent.Type if kind != WebhookEvent.Type.PING],
        "sealed_secret": seal(new_secret()),
        **fields,
    }
    return WebhookEndpoint.objects.create(**values)


def make_display(artwork: Artwork | None = None, venue: Venue | None = None, **fields: object) -> Display:
    """On the wall as of 2026-11-01."""
    values: dict[str, Any] = {
        "artwork": artwork or make_artwork(),
        "venue": venue or make_venue(),
        "is_on_display": True,
        "as_of": datetime.date(2026, 11, 1),
        "source": "test",
        "source_id": str(next(_numbers)),
        **fields,
    }
    return Display.objects.create(**values)
