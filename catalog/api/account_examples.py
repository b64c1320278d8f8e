"""Devices, accounts and what people keep as they look, for the API's description."""

from drf_spectacular.utils import OpenApiExample

from catalog.api.examples import ARTWORK, BASE, page_example

DEVICE = {
    "id": 77,
    "url": f"{BASE}/devices/77/",
    "name": "Ana's phone",
    "created_at": "2026-11-21T09:30:00.120000Z",
    "last_used_on": "2026-11-21",
    "is_current": True,
}
DEVICE_EXAMPLE = OpenApiExample("device", value=DEVICE, response_only=True)
TOKEN_EXAMPLE = OpenApiExample(
    "issued",
    value={"device": DEVICE, "token": "artrec_nv3cWw0kVf0Zb2yS8QmV4T1rKpLx7dEhJ6uAqGsYiOc"},
    response_only=True,
)
ME_EXAMPLE = OpenApiExample(
    "account",
    value={"kind": "account", "email": "ana@art.example", "joined_at": "2026-11-21T09:30:00.120000Z"},
    response_only=True,
)
FAVORITES_EXAMPLE = page_example("favourites", {"artwork": ARTWORK, "added_at": "2026-11-21T09:30:00.120000Z"})
COLLECTION = {
    "id": 5,
    "url": f"{BASE}/collections/5/",
    "name": "At home",
    "note": None,
    "item_count": 1,
    "created_at": "2026-11-21T09:30:00.120000Z",
    "changed_at": "2026-11-21T09:30:00.120000Z",
}
COLLECTION_EXAMPLE = OpenApiExample("collection", value=COLLECTION, response_only=True)
ITEM = {
    "id": 41,
    "url": f"{BASE}/collections/5/items/41/",
    "artwork": ARTWORK,
    "title": "The ridge over the sofa",
    "note": "Framed in 2020.",
    "purchase_price": "1200.00",
    "purchase_currency": "EUR",
    "purchased_on": "2020-02-29",
    "added_at": "2026-11-21T09:30:00.120000Z",
    "changed_at": "2026-11-21T09:30:00.120000Z",
}
ITEM_EXAMPLE = OpenApiExample("bought", value=ITEM, response_only=True)
