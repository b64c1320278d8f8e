"""Devices and accounts as they look, for the API's description."""

from drf_spectacular.utils import OpenApiExample

DEVICE = {
    "id": 77,
    "url": "https://art.example/api/v1/devices/77/",
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
