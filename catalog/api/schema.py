"""Building blocks of the API's description (docs/openapi.yaml)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from catalog.api.problems import MEDIA_TYPE, PROBLEM_TYPES
from catalog.api.serializers.problems import ProblemSerializer
from catalog.api.uploads import FORM, RAW_MEDIA_TYPES

_PHOTO_FIELD = {"type": "string", "format": "binary", "description": "With a filename, whatever it is."}


def photo_body(**fields: dict[str, Any]) -> dict[str, Any]:
    """The request body of a photo, by media type; ``fields`` may come beside it in a form, and then nothing else."""
    form: dict[str, Any] = {"type": "object", "properties": {"photo": _PHOTO_FIELD, **fields}, "required": ["photo"]}
    if fields:
        form["additionalProperties"] = False
    return {FORM: form, **dict.fromkeys(RAW_MEDIA_TYPES, OpenApiTypes.BINARY)}


PHOTO_BODY = photo_body()


PHOTO_PROBLEMS = (
    "empty-photo",
    "missing-photo",
    "several-photos",
    "malformed-body",
    "not-acceptable",
    "photo-too-large",
    "unsupported-media-type",
    "unsupported-photo-type",
    "too-many-pixels",
    "undecodable-photo",
)
"""What may be wrong with the body of a request that sends a photo (see ``uploads``)."""

PERSONAL_PROBLEMS = ("not-authenticated", "permission-denied", "not-acceptable", "database-unavailable")
"""What may be wrong with a request about what is somebody's own."""

BODY_PROBLEMS = ("invalid-request", "malformed-request", "body-too-large", "unsupported-media-type")
"""What may be wrong with a JSON body."""


TOKEN: list[Any] = [{"bearerAuth": []}]
SESSION: list[Any] = [{"cookieAuth": []}]
"""For ``auth`` of an operation that needs a token (or a session), of a view whose others need none."""


def problems(*slugs: str) -> dict[int | tuple[int, str], OpenApiResponse]:
    """The responses for these problems, one a status, with an example of each problem."""
    by_status: dict[int, list[str]] = {}
    for slug in slugs:
        by_status.setdefault(PROBLEM_TYPES[slug].status, []).append(slug)
    return {
        (status, MEDIA_TYPE): OpenApiResponse(
            ProblemSerializer,
            description="; ".join(PROBLEM_TYPES[slug].title for slug in same_status),
            examples=[_example(slug) for slug in same_status],
        )
        for status, same_status in by_status.items()
    }


def _example(slug: str) -> OpenApiExample:
    kind = PROBLEM_TYPES[slug]
    value = {
        "type": f"/api/v1/problems/{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.explanation,
    }
    return OpenApiExample(slug, value=value, media_type=MEDIA_TYPE, response_only=True)


def response_header(name: str, description: str, statuses: list[int]) -> OpenApiParameter:
    """A header of the responses with these statuses."""
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description, response=statuses)
