"""Every error of the API leaves as an RFC 9457 problem."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from catalog.api.problems import MEDIA_TYPE, Problem
from catalog.api.throttles import throttled
from catalog.services.photo_header import PhotoRefused
from catalog.services.photos import PhotoStoreUnavailable

logger = logging.getLogger(__name__)

RETRY_AFTER_S = 5
NOTHING_HERE = "Nothing is published at this address, or not any longer."

_SLUGS_BY_STATUS = {
    400: "malformed-request",
    401: "not-authenticated",
    403: "permission-denied",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    415: "unsupported-media-type",
}


def problem_response(exception: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler; None leaves what nobody foresaw to Django, which logs it and answers 500."""
    problem = _as_problem(exception, context)
    if problem is None:
        return None
    if problem.type.status >= 500:
        logger.error("%s: %s", type(context["view"]).__name__, problem.type.slug, exc_info=exception)
    headers = dict(problem.headers)
    if isinstance(exception, exceptions.APIException) and (challenge := getattr(exception, "auth_header", None)):
        headers["WWW-Authenticate"] = challenge
    return Response(problem.body(), status=problem.type.status, headers=headers, content_type=MEDIA_TYPE)


def _as_problem(exception: Exception, context: dict[str, Any]) -> Problem | None:
    match exception:
        case Problem():
            return exception
        case PhotoRefused():
            return Problem(exception.problem, str(exception))
        case Http404():
            return Problem("not-found", NOTHING_HERE)
        case exceptions.APIException():
            return _from_rest_framework(exception, context)
    return _unavailable(exception)


def _from_rest_framework(exception: exceptions.APIException, context: dict[str, Any]) -> Problem | None:
    if isinstance(exception, exceptions.Throttled):
        return throttled(getattr(exception, "wait", None) or 1)
    if isinstance(exception, exceptions.ValidationError):
        return Problem("invalid-request", "See “errors” for each field.", errors=_errors_by_field(exception.detail))
    slug = _SLUGS_BY_STATUS.get(exception.status_code)
    return None if slug is None else Problem(slug, _way_out(exception, context) or str(exception.detail))


def _way_out(exception: exceptions.APIException, context: dict[str, Any]) -> str | None:
    """What would do, where REST framework only says what will not."""
    view = context["view"]
    match exception:
        case exceptions.NotAuthenticated():
            return "Send a device's token as “Authorization: Bearer …”. POST /api/v1/devices/ gives one."
        case exceptions.MethodNotAllowed():
            return f"At this address there are {', '.join(view.allowed_methods)}."
        case exceptions.NotAcceptable():
            told = ", ".join(renderer.media_type for renderer in view.renderer_classes)
            return f"The Accept header has none of what is told here: {told}."
        case exceptions.UnsupportedMediaType():
            read = ", ".join(parser.media_type for parser in view.parser_classes)
            return f"The Content-Type is “{context['request'].content_type}”; it must be one of {read}."
    return None


def _unavailable(exception: Exception) -> Problem | None:
    match exception:
        case PhotoStoreUnavailable() | RedisError() | BrokerError():
            detail = "Photos cannot be accepted at the moment. Try again in a few seconds."
            return Problem("photo-store-unavailable", detail, retry_after_s=RETRY_AFTER_S)
        case OperationalError() | InterfaceError():
            detail = "The database does not answer. Try again in a few seconds."
            return Problem("database-unavailable", detail, retry_after_s=RETRY_AFTER_S)
    return None


def _errors_by_field(detail: Any) -> dict[str, list[str]]:  # noqa: ANN401 - REST framework's own nesting
    """By the name of the field; of one within another, by both: "price.amount"."""
    if not isinstance(detail, dict):
        return {"non_field_errors": [str(each) for each in detail]}
    found: dict[str, list[str]] = {}
    for field, messages in detail.items():
        if isinstance(messages, dict):
            found |= {f"{field}.{inner}": told for inner, told in _errors_by_field(messages).items()}
        else:
            found[field] = [str(each) for each in messages]
    return found


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a wrong host name, and what is too much."""
    if not _is_api(request):
        return defaults.bad_request(request, exception)
    match exception:
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
            return Problem("body-too-large", f"A body may have {most} MiB at most.").response()
        case TooManyFieldsSent():
            most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            return Problem("malformed-request", f"There may be {most} parameters or fields at most.").response()
        case DisallowedHost():
            return Problem("malformed-request", "This host name is not served here. Check the address.").response()
    return Problem("malformed-request", "The request cannot be understood. Check its address and headers.").response()


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: no URL fits."""
    if not _is_api(request):
        return defaults.page_not_found(request, exception)
    return Problem("not-found", NOTHING_HERE).response()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: nobody foresaw it, so it is logged with its traceback."""
    if not _is_api(request):
        return defaults.server_error(request)
    return Problem(
        "internal-error", "This is our mistake. It has been logged; the same request may work later."
    ).response()


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
