"""Everything that can go wrong, by a stable name: the ``type`` of an RFC 9457 problem ends in it."""

import math
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem; ``explanation`` is what its page tells a developer."""

    slug: str
    status: int
    title: str
    explanation: str


_PHOTO = "A photo is a JPEG, PNG, WebP, HEIC or AVIF picture of at most 12 MiB and 50 megapixels."

PROBLEM_TYPES = {
    each.slug: each
    for each in (
        ProblemType("empty-photo", 400, "The photo is empty", f"The body, or the part “photo”, has no bytes. {_PHOTO}"),
        ProblemType(
            "missing-photo",
            400,
            "There is no photo",
            "A multipart body needs one part named “photo” with a filename. Or send the photo itself as the body, with"
            " its own media type.",
        ),
        ProblemType(
            "several-photos",
            400,
            "There is more than one photo",
            "Send one photo a request, in one part named “photo”.",
        ),
        ProblemType(
            "malformed-body",
            400,
            "The body cannot be read",
            "The body is shorter than it says, or not the multipart that its Content-Type announces.",
        ),
        ProblemType(
            "invalid-request", 400, "A parameter is not valid", "“errors” names each field and says what it must be."
        ),
        ProblemType(
            "malformed-request", 400, "The request cannot be understood", "“detail” says what could not be read."
        ),
        ProblemType("not-authenticated", 401, "Please sign in", "The request needs credentials, or better ones."),
        ProblemType(
            "wrong-credentials",
            403,
            "Wrong e-mail address or password",
            "Which of the two is not told. A token sent along is as good as before, so this is no 401.",
        ),
        ProblemType("permission-denied", 403, "This is not allowed", "Your credentials do not allow this."),
        ProblemType(
            "not-found", 404, "There is nothing here", "Nothing is published at this address, or not any longer."
        ),
        ProblemType("method-not-allowed", 405, "Not with this method", "The Allow header lists the methods there are."),
        ProblemType("not-acceptable", 406, "Not in this format", "Answers are JSON: accept application/json."),
        ProblemType("conflict", 409, "Not as it stands now", "“detail” says what stands in the way."),
        ProblemType(
            "duplicate-contribution",
            409,
            "You have proposed this already",
            "The same proposal of yours waits for a decision: at the address in the Location header. Withdraw it to"
            " propose it anew.",
        ),
        ProblemType(
            "too-many-contributions",
            409,
            "Too many of your proposals wait",
            "How many may wait grows with those that are accepted. Wait for a decision, or withdraw one.",
        ),
        ProblemType(
            "record-changed",
            409,
            "There is something to know before accepting",
            "“errors” says under “confirmed” what has changed since the proposal, or is there already. Send these texts"
            " as “confirmed” to accept all the same.",
        ),
        ProblemType(
            "expired", 410, "No answer came in time", "No worker answered while the photo was kept. Send it again."
        ),
        ProblemType(
            "precondition-failed",
            412,
            "It is not what you expected",
            "The If-Match or If-Unmodified-Since header names another state than the present one. Read it again.",
        ),
        ProblemType("body-too-large", 413, "The body has too many bytes", "“detail” says how many it may have."),
        ProblemType("photo-too-large", 413, "The photo has too many bytes", _PHOTO),
        ProblemType(
            "unsupported-media-type",
            415,
            "Not with this Content-Type",
            "“detail” lists the media types that are read at this address.",
        ),
        ProblemType(
            "unsupported-photo-type", 415, "Not a picture format that is read here", f"Judged by content. {_PHOTO}"
        ),
        ProblemType(
            "range-not-satisfiable",
            416,
            "The file ends before that",
            "The Content-Range header says how many bytes the file has.",
        ),
        ProblemType("too-many-pixels", 422, "The photo has too many pixels", _PHOTO),
        ProblemType(
            "undecodable-photo",
            422,
            "The photo is broken",
            "The format is known, but the file is incomplete or damaged. Send the original file.",
        ),
        ProblemType(
            "idempotency-key-reused",
            422,
            "This Idempotency-Key came with something else before",
            "A key stands for one photo with its fields, for 24 hours. Make a new one for every photo.",
        ),
        ProblemType("throttled", 429, "Too many requests", "Wait for as many seconds as the Retry-After header says."),
        ProblemType("internal-error", 500, "Our mistake", "It has been logged. The same request may work later."),
        ProblemType(
            "recognition-failed", 500, "The recognition failed", "Our mistake, not your photo's. It has been logged."
        ),
        ProblemType(
            "database-unavailable",
            503,
            "The database does not answer",
            "Nothing was stored. Try again in some seconds.",
        ),
        ProblemType(
            "limits-unavailable",
            503,
            "Nothing can be changed at the moment",
            "The counter of requests does not answer, and what is not counted is not limited. Nothing was stored. Try"
            " again in some seconds; what is only read is told all the same.",
        ),
        ProblemType(
            "mail-unavailable",
            503,
            "This installation sends no mail",
            "Nobody can have a code sent here (ARTREC_EMAIL_URL is empty). Trying again does not help.",
        ),
        ProblemType(
            "similarity-unavailable",
            503,
            "Similar works cannot be looked for at the moment",
            "No worker answered in time. Try again in as many seconds as the Retry-After header says.",
        ),
        ProblemType(
            "photo-store-unavailable",
            503,
            "Photos cannot be taken at the moment",
            "The store for photos does not answer. Nothing was stored. Try again in some seconds.",
        ),
    )
}


class Problem(Exception):
    """Ends a request with a problem. ``errors`` maps a field's name to what is wrong with it."""

    def __init__(
        self, slug: str, detail: str, *, retry_after_s: float | None = None, errors: dict[str, list[str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.type = PROBLEM_TYPES[slug]
        self.detail = detail
        self.errors = errors
        self.headers = {} if retry_after_s is None else {"Retry-After": str(math.ceil(retry_after_s))}

    def body(self) -> dict[str, Any]:
        """The members of RFC 9457, and ``errors`` where fields are to blame."""
        body = {
            "type": reverse("problem", args=[self.type.slug]),
            "title": self.type.title,
            "status": self.type.status,
            "detail": self.detail,
        }
        return body if self.errors is None else {**body, "errors": self.errors}

    def response(self) -> JsonResponse:
        """The whole answer, for where REST framework is not in charge."""
        return JsonResponse(self.body(), status=self.type.status, content_type=MEDIA_TYPE, headers=self.headers)


@csrf_exempt
def problem_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a problem's ``type`` leads to: a page for people."""
    if request.method not in {"GET", "HEAD"}:
        refused = Problem("method-not-allowed", "At this address there are GET, HEAD.").response()
        refused["Allow"] = "GET, HEAD"
        return refused
    if slug not in PROBLEM_TYPES:
        raise Http404(f"No problem is called {slug}.")
    return render(request, "catalog/problem.html", {"problem": PROBLEM_TYPES[slug]})
