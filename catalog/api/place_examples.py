"""Venues and what is there, as they look, for the API's description. Tests hold them to the serializers."""

from drf_spectacular.utils import OpenApiExample

from catalog.api.examples import ARTWORK, BASE, SEEN_AT, VENUE

_LISTED_VENUE = {**VENUE, "open_now": True, "distance_m": 412.7}
_PAGE = {"next": f"{BASE}/venues/?cursor=WzAsMy44ZS0wOSwzXQ%3A1t&near=38.71%2C-9.14", "previous": None}
VENUES = {**_PAGE, "results": [_LISTED_VENUE]}
VENUE_FEATURES = {
    "type": "FeatureCollection",
    **_PAGE,
    "features": [
        {
            "type": "Feature",
            "id": 3,
            "geometry": {"type": "Point", "coordinates": [-9.1394, 38.7139]},
            "properties": {
                name: value for name, value in _LISTED_VENUE.items() if name not in {"id", "latitude", "longitude"}
            },
        }
    ],
}
VENUES_EXAMPLE = OpenApiExample("near a point", value=VENUES, response_only=True)
VENUE_FEATURES_EXAMPLE = OpenApiExample(
    "near a point, as GeoJSON", value=VENUE_FEATURES, response_only=True, media_type="application/geo+json"
)

VENUE_ARTWORKS = {
    "next": None,
    "previous": None,
    "results": [{**{name: value for name, value in SEEN_AT[0].items() if name != "venue"}, "artwork": ARTWORK}],
}
VENUE_ARTWORKS_EXAMPLE = OpenApiExample("on display", value=VENUE_ARTWORKS, response_only=True)

_AUCTION = {
    "house": "Sample Auctions",
    "sale": "Modern Landscapes",
    "date": "2026-12-03",
    "date_precision": "day",
    "venue": None,
}
AUCTIONS = {
    "next": None,
    "previous": None,
    "results": [
        {
            **_AUCTION,
            "lot_count": 212,
            "lots_url": f"{BASE}/lots/?house=Sample+Auctions&sale=Modern+Landscapes&date=2026-12-03",
        }
    ],
}
AUCTIONS_EXAMPLE = OpenApiExample("auctions", value=AUCTIONS, response_only=True)
_LOT = {
    **_AUCTION,
    "artwork": ARTWORK,
    "lot": "48",
    "estimate_low": "8000.00",
    "estimate_high": "12000.00",
    "currency": "EUR",
    "source": "artrec-sample",
}
LOTS = {"next": None, "previous": None, "results": [_LOT]}
LOTS_EXAMPLE = OpenApiExample("lots", value=LOTS, response_only=True)

GUIDE = {
    "id": 41,
    "venue": VENUE,
    "artwork": {"id": 512, "title": "Ridge at Low Tide", "url": f"{BASE}/artworks/512/"},
    "language": "pt-PT",
    "title": "Maré baixa",
    "text": "O estúdio pintou esta serra do cais, ao longo de uma manhã.",
    "audio": {"url": f"{BASE}/guides/41/audio", "media_type": "audio/mpeg", "size_bytes": 812_455},
    "author": "Educational service of the museum",
    "source": "artrec-sample",
    "updated_at": "2026-11-02T10:15:00Z",
    "url": f"{BASE}/guides/41/",
}
GUIDES = {"next": None, "previous": None, "results": [GUIDE]}
GUIDE_EXAMPLE = OpenApiExample("guide", value=GUIDE, response_only=True)
GUIDES_EXAMPLE = OpenApiExample("guides", value=GUIDES, response_only=True)

_WORK = {"artwork": GUIDE["artwork"], "scans": 85}
STATISTICS = {
    "from": "2026-10-19",
    "to": "2026-11-15",
    "time_zone": "Europe/Lisbon",
    "step": 5,
    "scans": 640,
    "unknown": 35,
    "most_scanned": [_WORK],
    "least_scanned": [{**_WORK, "scans": None}],
    "hours": [*[None] * 10, 60, 110, 90, 45, 80, 120, 75, 40, 10, *[None] * 5],
}
STATISTICS_EXAMPLE = OpenApiExample("four weeks", value=STATISTICS, response_only=True)
