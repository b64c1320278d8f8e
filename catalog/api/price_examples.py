"""Prices as they look, for the API's description. A test holds them to the serializers."""

from drf_spectacular.utils import OpenApiExample

from catalog.api.examples import BASE, SOLD

_SALE = {
    **SOLD,
    "id": 9121,
    "artwork": {"id": 512, "title": "Ridge at Low Tide", "url": f"{BASE}/artworks/512/"},
    "converted": {
        "amount": "15378.30",
        "amount_high": None,
        "currency": "USD",
        "rate": "1.2205",
        "rate_from": "2021-05-18",
        "rate_to": "2021-05-18",
        "method": "daily",
    },
    "not_converted": None,
}
_BOUGHT_IN = {
    **_SALE,
    "id": 8790,
    "kind": "hammer",
    "outcome": "bought_in",
    "amount": None,
    "currency": None,
    "date": "2014-11-04",
    "converted": None,
    "not_converted": "amount_unknown",
}
PAGE = {"next": None, "previous": None, "results": [_SALE, _BOUGHT_IN]}
SUMMARY = {
    "record_count": 2,
    "last_sale": _SALE,
    "medians": [{"year": 2021, "kind": "with_premium", "currency": "USD", "median": "15378.30", "sales": 1}],
    "left_out": {},
    "lots": {"sold": 1, "bought_in": 1, "withdrawn": 0, "outcome_unknown": 0, "sell_through": 0.5},
}
PAGE_EXAMPLE = OpenApiExample("in US dollars", value=PAGE, response_only=True)
SUMMARY_EXAMPLE = OpenApiExample("in US dollars", value=SUMMARY, response_only=True)
COMPARABLES = {
    "indication": "An indication from past sales of other works. Not a valuation.",
    "kind": "with_premium",
    "currency": "USD",
    "range": {
        "low": "9800.00",
        "median": "13250.00",
        "high": "17400.00",
        "sales": 6,
        "year_from": 2019,
        "year_to": 2025,
        "agree_on": ["size", "medium"],
    },
    "results": [
        {
            "price": _SALE,
            "agrees": {"size": True, "medium": True, "date": None},
            "area_ratio": 0.92,
            "years_apart": None,
            "similarity": 0.71,
        }
    ],
    "left_out": {"other_kind": 2},
}
COMPARABLES_EXAMPLE = OpenApiExample("in US dollars", value=COMPARABLES, response_only=True)
