"""Fictional museums and galleries in the middle of real cities, and which works they hold."""

import datetime
import random

from catalog.ingest.records import DisplayRecord, VenueRecord

AS_OF = datetime.date(2026, 11, 1)
"""The day up to which the sample knows anything."""

# City, country, latitude, longitude, IANA time zone, and what the sample puts there.
_MUSEUMS = (
    ("Lisbon", "Portugal", 38.7223, -9.1393, "Europe/Lisbon", "Sample Museum of Generative Art"),
    ("Kyoto", "Japan", 35.0116, 135.7681, "Asia/Tokyo", "Sample Museum of Paper and Ink"),
    ("Oslo", "Norway", 59.9139, 10.7522, "Europe/Oslo", "Sample Textile Museum"),
    ("Mexico City", "Mexico", 19.4326, -99.1332, "America/Mexico_City", "Museo de Muestra (sample)"),
    ("Edinburgh", "United Kingdom", 55.9533, -3.1883, "Europe/London", "Sample National Collection"),
    ("Chicago", "United States", 41.8781, -87.6298, "America/Chicago", "Sample Institute of Colour"),
    ("Cape Town", "South Africa", -33.9249, 18.4241, "Africa/Johannesburg", "Sample Museum of Pattern"),
    ("Melbourne", "Australia", -37.8136, 144.9631, "Australia/Melbourne", "Sample Gallery of the State"),
    ("São Paulo", "Brazil", -23.5505, -46.6333, "America/Sao_Paulo", "Museu da Amostra (sample)"),
    ("Istanbul", "Türkiye", 41.0082, 28.9784, "Europe/Istanbul", "Sample Museum of Marbling"),
)
_GALLERIES = (
    ("Berlin", "Germany", 52.5200, 13.4050, "Europe/Berlin", "Galerie Muster (sample)"),
    ("Paris", "France", 48.8566, 2.3522, "Europe/Paris", "Galerie Échantillon (sample)"),
    ("London", "United Kingdom", 51.5074, -0.1278, "Europe/London", "Specimen & Sons (sample gallery)"),
    ("New York", "United States", 40.7128, -74.0060, "America/New_York", "Placeholder Projects (sample gallery)"),
    ("Hong Kong", "Hong Kong", 22.3193, 114.1694, "Asia/Hong_Kong", "Sample Gallery Harbour"),
    ("Zürich", "Switzerland", 47.3769, 8.5417, "Europe/Zurich", "Sample Gallery Limmat"),
    ("Seoul", "South Korea", 37.5665, 126.9780, "Asia/Seoul", "Sample Gallery Han"),
    ("Lagos", "Nigeria", 6.5244, 3.3792, "Africa/Lagos", "Sample Gallery Lagoon"),
    ("Buenos Aires", "Argentina", -34.6037, -58.3816, "America/Argentina/Buenos_Aires", "Galería Modelo (sample)"),
    ("Vancouver", "Canada", 49.2827, -123.1207, "America/Vancouver", "Sample Gallery Inlet"),
)
_SHOWS = ("Slow Machines", "Rules and Weather", "The Patient Line", "Made to Order", "Seeds", "After the Algorithm")


def _venue(kind: str, facts: tuple[str, str, float, float, str, str]) -> VenueRecord:
    city, country, latitude, longitude, time_zone, name = facts
    return VenueRecord(
        source_id=f"{kind}/{city}",
        name=name,
        kind=kind,
        address="Fictional; shown in the centre of the city",
        city=city,
        country=country,
        latitude=latitude,
        longitude=longitude,
        time_zone=time_zone,
    )


MUSEUMS = tuple(_venue("museum", facts) for facts in _MUSEUMS)
GALLERIES = tuple(_venue("gallery", facts) for facts in _GALLERIES)


def displays(rng: random.Random) -> tuple[DisplayRecord, ...]:
    """Where a work is: in a museum (hanging, in store, or not said), in a gallery's show, or in private hands."""
    where = rng.choices(("museum", "show", "private"), (55, 25, 20))[0]
    if where == "private":
        return ()
    if where == "museum":
        held = _in_museum(rng)
        lent = rng.random() < 0.15
        return (held, _past_show(rng)) if lent else (held,)
    return (_current_show(rng),)


def _in_museum(rng: random.Random) -> DisplayRecord:
    is_on_display = rng.choices((True, False, None), (60, 25, 15))[0]
    return DisplayRecord(
        venue=rng.choice(MUSEUMS),
        as_of=AS_OF - datetime.timedelta(days=rng.randrange(500)),
        is_on_display=is_on_display,
        room=f"Room {rng.randint(1, 24)}" if is_on_display else "",
    )


def _current_show(rng: random.Random) -> DisplayRecord:
    as_of = AS_OF - datetime.timedelta(days=rng.randrange(30))
    return DisplayRecord(
        venue=rng.choice(GALLERIES),
        as_of=as_of,
        is_on_display=True,
        room=f"“{rng.choice(_SHOWS)}”, ground floor",
        from_date=as_of - datetime.timedelta(days=rng.randrange(10, 60)),
        to_date=AS_OF + datetime.timedelta(days=rng.randrange(20, 120)),
    )


def _past_show(rng: random.Random) -> DisplayRecord:
    closed = AS_OF - datetime.timedelta(days=rng.randrange(700, 3000))
    return DisplayRecord(
        venue=rng.choice(GALLERIES),
        as_of=closed,
        is_on_display=False,
        room=f"“{rng.choice(_SHOWS)}”",
        from_date=closed - datetime.timedelta(days=rng.randrange(30, 110)),
        to_date=closed,
    )
