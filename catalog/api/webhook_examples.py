"""Examples of webhooks: their entries here, and what they are sent."""

from drf_spectacular.utils import OpenApiExample

from catalog.api.examples import BASE

WEBHOOK = {
    "id": 3,
    "url": f"{BASE}/webhooks/3/",
    "target_url": "https://partner.example/artrec",
    "event_types": ["work.published", "work.updated", "work.taken_down"],
    "source": "moma",
    "note": "The museum's web shop",
    "owner": "keeper",
    "is_active": True,
    "disabled_reason": None,
    "last_sequence": 118,
    "failures": 0,
    "failing_since": None,
    "former_secret_until": None,
    "created_at": "2026-11-21T09:30:00.120000Z",
}
WEBHOOK_EXAMPLE = OpenApiExample("webhook", value=WEBHOOK, response_only=True)
WEBHOOK_WITH_SECRET_EXAMPLE = OpenApiExample(
    "with its secret", value={**WEBHOOK, "secret": "whsec_" + "QXJ0cmVj" * 5}, response_only=True
)
DELIVERY = {
    "id": 977,
    "event_id": "evt_5120",
    "event_type": "work.updated",
    "artwork_id": 41,
    "occurred_at": "2026-11-21T09:30:00.120000Z",
    "sequence": 118,
    "state": "waiting",
    "attempts": 1,
    "attempted_at": "2026-11-21T09:30:00.310000Z",
    "next_attempt_at": "2026-11-21T09:30:05.420000Z",
    "status_code": 500,
    "duration_ms": 84,
    "response_excerpt": "Oh no",
    "problem": "The server answered with status 500.",
}
DELIVERY_EXAMPLE = OpenApiExample("failed once", value=DELIVERY, response_only=True)

_HIDDEN: dict[str, object] = {"sequence": 118, "artwork_id": 41, "source": "moma", "source_id": "79802"}
_TOLD = {**_HIDDEN, "url": f"{BASE}/artworks/41/"}
_PRICED = {**_TOLD, "price_ids": [902, 903], "prices_url": f"{BASE}/artworks/41/prices/"}
MESSAGES = {
    kind: {"type": kind, "timestamp": "2026-11-21T09:30:00.120000+00:00", "data": data}
    for kind, data in (
        ("ping", {"sequence": 118}),
        ("work.published", _TOLD),
        ("work.updated", _TOLD),
        ("work.taken_down", _HIDDEN),
        ("price.added", _PRICED),
    )
}
"""What is sent, by type."""
