"""Contributions as they look, for the API's description."""

from drf_spectacular.utils import OpenApiExample

from catalog.api.examples import BASE, page_example

_PRICE = {
    "kind": "hammer",
    "outcome": "sold",
    "amount": "1200.00",
    "amount_high": None,
    "currency": "EUR",
    "object_count": 1,
    "date": "2020-10-25",
    "date_precision": "day",
    "house": "An auction house",
    "sale": None,
    "lot": "17",
}
NEW_CONTRIBUTION_EXAMPLES = [
    OpenApiExample(
        "price",
        value={
            "kind": "price",
            "artwork": 7,
            "price": _PRICE,
            "evidence": "The house's printed list of results, page 4.",
            "evidence_url": "https://auctions.example/results/17",
            "public_name": "Ana",
        },
        request_only=True,
        media_type="application/json",
    ),
    OpenApiExample(
        "correction",
        value={
            "kind": "correction",
            "artwork": 7,
            "artwork_changes": {"medium": "oil on panel", "height_mm": 410},
            "evidence": "The label beside the painting.",
        },
        request_only=True,
        media_type="application/json",
    ),
]
CONTRIBUTION = {
    "id": 12,
    "url": f"{BASE}/contributions/12/",
    "kind": "price",
    "state": "accepted",
    "artwork": 7,
    "artist": None,
    "venue": None,
    "artwork_changes": None,
    "artist_changes": None,
    "venue_changes": None,
    "price": _PRICE,
    "place": None,
    "work": None,
    "evidence": "The house's printed list of results, page 4.",
    "evidence_url": "https://auctions.example/results/17",
    "public_name": "Ana",
    "photos_kept": 0,
    "reason": None,
    "created_at": "2026-11-21T09:30:00.120000Z",
    "decided_at": "2026-11-21T11:02:00.500000Z",
    "result_url": f"{BASE}/artworks/7/prices/",
}
CONTRIBUTION_EXAMPLE = OpenApiExample("price", value=CONTRIBUTION, response_only=True)
CONTRIBUTIONS_EXAMPLE = page_example("contributions", CONTRIBUTION)
