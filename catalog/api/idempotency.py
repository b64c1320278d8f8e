"""The ``Idempotency-Key`` header (IETF draft-ietf-httpapi-idempotency-key-header)."""

import re

from rest_framework.request import Request

from catalog.api.problems import Problem
from catalog.api.throttles import ClientThrottle
from catalog.services.idempotency import Attempt, KeyReused, StillBeingMade, attempt_without_key, begin_attempt

HEADER = "Idempotency-Key"
TRY_AGAIN_S = 1
# The draft wants a quoted string (RFC 9651); most clients leave the quotes out.
_KEY = r'"[ !#-\[\]-~]{1,255}"|[!#-~]{1,255}'
KEY_SCHEMA = {"type": "string", "pattern": f"^({_KEY})$", "maxLength": 257}
"""Of the header, for the API's description."""


def attempt_of(request: Request, content: bytes) -> Attempt:
    """The attempt that a request makes with ``content``, all that matters of its body.

    Keys are a person's own where the request has a token, and otherwise those of the network address it comes from.

    Raises:
        Problem: the key is not one, or came with other content before.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return attempt_without_key()
    if not re.fullmatch(_KEY, key):
        raise Problem(
            "invalid-request",
            "See “errors” for each field.",
            errors={HEADER: ["Give 1 to 255 visible ASCII characters, best a random UUID, in quotes or without."]},
        )
    caller = f"user {request.user.pk}" if request.user.is_authenticated else ClientThrottle().address(request)
    try:
        return begin_attempt(caller=caller, key=key.strip('"'), content=content)
    except KeyReused as reused:
        raise Problem("idempotency-key-reused", "Make a new key for a new photo, or other fields.") from reused
    except StillBeingMade as early:
        raise being_made() from early


def being_made() -> Problem:
    """A retry that overtakes the first request."""
    detail = "The first request with this key is being taken at this moment. Try again in a second."
    return Problem("conflict", detail, retry_after_s=TRY_AGAIN_S)
