"""What a worker's answer looks like to the catalogue, for tests that have no worker."""

from typing import Any

from catalog.models import ReferenceImage

QUAD = [[10.0, 12.0], [90.0, 11.0], [92.5, 60.0], [8.0, 58.0]]


def candidate(image: ReferenceImage, *, confidence: float = 0.97) -> dict[str, Any]:
    return {
        "reference_image_id": image.pk,
        "confidence": confidence,
        "similarity": 0.81,
        "inliers": 64,
        "coverage": 0.5,
        "quad": QUAD,
    }


def neighbour(image: ReferenceImage, *, similarity: float = 0.6) -> dict[str, Any]:
    return {"reference_image_id": image.pk, "similarity": similarity}


def finding(
    outcome: str, candidates: list[dict[str, Any]] | None = None, nearest: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "quad": QUAD,
        "candidates": candidates or [],
        "nearest": nearest or [],
        "attributes": [
            {"attribute": "style", "label": "Flow fields", "probability": 0.8},
            {"attribute": "style", "label": "Marbling", "probability": 0.1},
            {"attribute": "period", "label": "1990s", "probability": 0.4},
        ],
    }


def evidence(*findings: dict[str, Any]) -> dict[str, Any]:
    return {
        "outcome": findings[0]["outcome"],
        "findings": list(findings),
        "photo_size_wh": [96, 64],
        "fingerprint": "test-embedder",
        "index_generation": 3,
        "index_sequence": 17,
        "timings_ms": {"decode": 1.5, "total": 40.25},
    }
