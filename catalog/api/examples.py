"""A recognition as it looks, for the API's description. A test holds it to the serializer."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

BASE = "https://art.example/api/v1"


def page_example(name: str, row: dict[str, Any]) -> OpenApiExample:
    """A page of a list that has this one row."""
    return OpenApiExample(name, value={"next": None, "previous": None, "results": [row]}, response_only=True)


_QUAD = [[412.0, 301.5], [1630.2, 322.0], [1611.8, 1240.7], [398.4, 1211.9]]
_EVIDENCE = {"reference_image_id": 731, "similarity": 0.83, "inliers": 141, "coverage": 0.72}

ARTWORK: dict[str, Any] = {
    "id": 512,
    "title": "Ridge at Low Tide",
    "artists": [
        {
            "id": 9,
            "name": "Ridgeline Studio",
            "qualifier": "by",
            "birth_year": 1961,
            "death_year": None,
            "nationality": "Portuguese",
            "url": f"{BASE}/artists/9/",
        }
    ],
    "date_text": "c. 1994",
    "year_from": 1993,
    "year_to": 1995,
    "style": "Ridged landscapes",
    "genre": "landscape",
    "medium": "ink on paper",
    "dimensions_text": "62 × 81 cm",
    "height_mm": 620,
    "width_mm": 810,
    "accession_number": None,
    "wikidata_id": None,
    "rights": "CC0-1.0",
    "credit_line": None,
    "source_url": None,
    "source": "artrec-sample",
    "image": {
        "id": 731,
        "url": f"{BASE}/images/731/file",
        "thumbnail_url": f"{BASE}/images/731/thumbnail",
        "width_px": 1200,
        "height_px": 918,
        "rights": "CC0-1.0",
        "credit": "Artrec sample catalogue",
        "source_url": None,
    },
    "url": f"{BASE}/artworks/512/",
}
ARTIST = {
    **{name: ARTWORK["artists"][0][name] for name in ("id", "name", "birth_year", "death_year", "nationality", "url")},
    "ulan_id": None,
    "wikidata_id": None,
    "aliases": ["Studio Ridgeline"],
    "statements": [
        {
            "name": "Ridgeline Studio",
            "birth_year": 1961,
            "death_year": None,
            "nationality": "Portuguese",
            "source": "artrec-sample",
            "source_id": "ridgeline",
        }
    ],
    "source": "artrec-sample",
}
SOLD = {
    "kind": "with_premium",
    "outcome": "sold",
    "amount": "12600.00",
    "amount_high": None,
    "currency": "EUR",
    "amount_text": None,
    "object_count": 1,
    "note": None,
    "date": "2021-05-18",
    "date_precision": "day",
    "house": "Sample Auctions",
    "sale": "Modern Landscapes",
    "lot": "48",
    "stated_by": "Sample Auctions",
    "is_inferred": False,
    "source": "artrec-sample",
}
_BOUGHT_IN = {**SOLD, "kind": "hammer", "outcome": "bought_in", "amount": None, "currency": None, "date": "2014-11-04"}
_PRICES = {"records": [SOLD, _BOUGHT_IN], "latest_known": SOLD}
VENUE = {
    "id": 3,
    "name": "Museum on the Quay",
    "kind": "museum",
    "address": "Cais 4",
    "city": "Lisbon",
    "country": "Portugal",
    "latitude": 38.7139,
    "longitude": -9.1394,
    "time_zone": "Europe/Lisbon",
    "website": None,
    "url": f"{BASE}/venues/3/",
}
EXHIBITION = {
    "id": 6,
    "title": "Ridges and Tides",
    "starts_on": "2026-09-01",
    "ends_on": None,
    "website": None,
    "url": f"{BASE}/exhibitions/6/",
    "venue": VENUE,
    "source": "artrec-sample",
    "as_of": "2026-11-01",
}
SEEN_AT = [
    {
        "venue": VENUE,
        "is_on_display": True,
        "room": "2",
        "from": "2026-09-01",
        "to": None,
        "as_of": "2026-11-01",
        "exhibition": None,
        "source": "artrec-sample",
    }
]
_FACTS = {"artwork": ARTWORK, "price_history": _PRICES, "seen_at": SEEN_AT}
_NEAREST = {**_FACTS, "artwork": {**ARTWORK, "id": 498, "title": "Ridge at Noon"}, "similarity": 0.71}

ANSWER = {
    "id": "6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11",
    "url": f"{BASE}/recognitions/6f1c9f0e-58a5-4c9b-9d0c-2f6f0f3c7a11/",
    "state": "done",
    "outcome": "match",
    "created_at": "2026-11-21T09:30:00.120000Z",
    "answered_at": "2026-11-21T09:30:00.610000Z",
    "photo": {"width_px": 2048, "height_px": 1536},
    "regions": [
        {
            "outcome": "match",
            "quad": _QUAD,
            "confidence": 0.997,
            **_FACTS,
            "evidence": _EVIDENCE,
            "candidates": [],
            "nearest": [_NEAREST],
            "attributes": {"style": [{"label": "Ridged landscapes", "probability": 0.91}]},
        }
    ],
    "index": {"generation": 4, "sequence": 1287},
    "embedder": "mobilenetv2_100-224-1f0c",
    "timings_ms": {"decode": 31.0, "embed": 58.2, "search": 0.9, "total": 412.5},
}
PENDING = {
    **dict.fromkeys(ANSWER),
    "id": ANSWER["id"],
    "url": ANSWER["url"],
    "state": "pending",
    "created_at": ANSWER["created_at"],
    "regions": [],
}

ANSWER_EXAMPLE = OpenApiExample("answered", value=ANSWER, response_only=True)
PENDING_EXAMPLE = OpenApiExample("pending", value=PENDING, response_only=True)
HISTORY_EXAMPLE = OpenApiExample(
    "history",
    value={
        "next": f"{BASE}/recognitions/?cursor=WyIyMDI2LTExLTIxVDA5",
        "previous": None,
        "results": [
            {name: ANSWER[name] for name in ("id", "url", "state", "outcome", "created_at", "answered_at")}
            | {"artworks": [ARTWORK]}
        ],
    },
    response_only=True,
)
FEEDBACK_EXAMPLE = OpenApiExample(
    "feedback",
    value={
        "verdict": "is_work",
        "artwork": 498,
        "note": "The label next to it says so.",
        "created_at": "2026-11-21T09:31:00.120000Z",
        "changed_at": "2026-11-21T09:31:00.120000Z",
    },
    response_only=True,
)

_EXPLANATION = f"{BASE}/explanations/0b9d3c52-7a0e-4f3e-8f55-f0a4a1f2d9c7/"
EXPLANATION = {
    "id": "0b9d3c52-7a0e-4f3e-8f55-f0a4a1f2d9c7",
    "url": _EXPLANATION,
    "state": "done",
    "requested_at": "2026-11-21T09:30:00.120000Z",
    "kept_until": "2026-11-21T09:45:01.940000Z",
    "outcome": "match",
    "headline": "Match: #731 (confidence 0.9970).",
    "photo": ANSWER["photo"],
    "stages": [
        {
            "name": "regions",
            "title": "Where to look",
            "told": "Recognition looks at 6 regions of it: 1 photo, 5 windows.",
            "pictures": [
                {
                    "url": f"{_EXPLANATION}pictures/regions.jpg",
                    "shows": "The photo with the outlines of its regions, numbered.",
                    "media_type": "image/jpeg",
                    "width_px": 1460,
                    "height_px": 792,
                }
            ],
        }
    ],
    "decision": {
        "match_above": 0.97,
        "candidate_above": 0.0061,
        "intercept": -6.63,
        "candidates": [
            {
                "reference_image_id": 731,
                "is_match": True,
                "confidence": 0.997,
                "logit": 5.81,
                "similarity": 0.67,
                "picture_similarity": 0.83,
                "votes": 66.1,
                "inliers": 32,
                "coverage": 0.72,
                "quad": _QUAD,
                "terms": [{"feature": "log_inliers", "value": 3.5, "weight": 3.56, "contribution": 12.44}],
            }
        ],
    },
    "reference_images": [{"id": 731, "name": "Ridge at Low Tide, by Ridgeline Studio"}],
    "index": ANSWER["index"],
    "embedder": ANSWER["embedder"],
    "timings_ms": ANSWER["timings_ms"],
}
PENDING_EXPLANATION = {
    **dict.fromkeys(EXPLANATION),
    **{name: EXPLANATION[name] for name in ("id", "url", "requested_at", "kept_until")},
    "state": "pending",
    "stages": [],
    "reference_images": [],
}

EXPLANATION_EXAMPLE = OpenApiExample("explained", value=EXPLANATION, response_only=True)
PENDING_EXPLANATION_EXAMPLE = OpenApiExample("pending", value=PENDING_EXPLANATION, response_only=True)

_JOB = f"{BASE}/ingestion-jobs/12/"
JOB = {
    "id": 12,
    "url": _JOB,
    "state": "running",
    "problem": None,
    "format": "artworks-csv",
    "source": "quay",
    "file_name": "quay.csv",
    "retry_of": None,
    "is_dry_run": False,
    "started_by": "keeper",
    "rows_total": 12000,
    "rows_read": 4500,
    "created": 4410,
    "updated": 52,
    "unchanged": 31,
    "rejected": 6,
    "skipped": 1,
    "pictures_named": 40,
    "pictures": {"waiting": 25, "fetched": 12, "failed": 1, "gone": 2},
    "feed_url": None,
    "bytes_read": 0,
    "bytes_total": None,
    "rows_per_s": 512.4,
    "left_s": 14.6,
    "report": {"unreadable_rows": 2},
    "rejects_url": f"{_JOB}rejects.csv",
    "created_at": "2026-11-21T09:30:00.120000Z",
    "started_at": "2026-11-21T09:30:00.610000Z",
    "finished_at": None,
}
JOB_EXAMPLE = OpenApiExample("running", value=JOB, response_only=True)
