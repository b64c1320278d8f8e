"""How often anybody may ask, by policy (``ARTREC["RATES"]``), and how the answer tells it.

A view that says nothing counts by who asks: an address, a device's guest, an account, staff. One with a
``throttle_scope`` counts in the policy of that name instead.
"""

import ipaddress
import logging
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views import View
from redis.exceptions import RedisError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from catalog.api.problems import Problem
from catalog.selectors.accounts import is_guest
from catalog.services.rate_limits import Usage, count_request

logger = logging.getLogger(__name__)

ANONYMOUS = "anonymous"
RETRY_AFTER_S = 5
_COUNTED = "artrec.counted"
"""The key of a request's META under which its ``Usage`` are; it is there, if empty, once a throttle has looked."""


class ClientThrottle(BaseThrottle):
    """Counts by person; by address whoever is not signed in."""

    usage: Usage | None = None

    def policy(self, request: Request, view: View) -> str:
        """The view's own, or the one of the role."""
        return getattr(view, "throttle_scope", None) or _role(request)

    def client(self, request: Request) -> str | None:
        """Names who asks; None is not counted."""
        return f"user {request.user.pk}" if request.user.is_authenticated else self.address(request)

    def address(self, request: HttpRequest | Request) -> str:
        """The client's address, as far as the configured proxies vouch for it."""
        return _network(self.get_ident(cast("Request", request)) or "")  # a Unix socket has no peer to name

    def allow_request(self, request: Request, view: View) -> bool:
        """Counts, and remembers the count for the answer's headers."""
        client = self.client(request)
        if client is not None:
            self.usage = _counted(request, self.policy(request, view), client)
        return self.usage is None or not self.usage.is_exceeded

    def wait(self) -> float | None:
        """Seconds until the window ends."""
        return None if self.usage is None else self.usage.reset_s


class AddressThrottle(ClientThrottle):
    """Counts by address whoever is signed in: another guest is registered in no time."""

    def client(self, request: Request) -> str:
        """One count an address."""
        return self.address(request)


class RegistrationThrottle(AddressThrottle):
    """Counts registrations of devices."""

    def policy(self, request: Request, view: View) -> str:  # noqa: ARG002 - the signature
        """Of its own: the same address has other methods."""
        return "devices"


class EmailThrottle(ClientThrottle):
    """Counts attempts on one account, wherever they come from."""

    def policy(self, request: Request, view: View) -> str:  # noqa: ARG002
        """Beside that of the address."""
        return "sign-in-email"

    def client(self, request: Request) -> str | None:
        """One count an address of e-mail; what has none is refused anyway."""
        email = request.data.get("email") if isinstance(request.data, dict) else None
        return email.lower() if isinstance(email, str) else None


class Unlimited(BaseThrottle):
    """For what must answer whatever happens: whether the service is up."""

    def allow_request(self, request: Request, view: View) -> bool:  # noqa: ARG002
        """Always, and without headers."""
        request.META.setdefault(_COUNTED, [])
        return True


class RateLimitMiddleware:
    """Tells on every answer of the API how often one may ask (draft-ietf-httpapi-ratelimit-headers-10).

    What no throttle has seen (a wrong token, a wrong address) is counted here, by address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers."""
        response = self.get_response(request)
        if not request.path.startswith("/api/"):
            return response
        if _COUNTED not in request.META:
            response = _late(request) or response
        usages: list[Usage] = request.META[_COUNTED]
        if usages:
            response["RateLimit-Policy"] = ", ".join(
                f'"{each.policy}";q={each.quota};w={each.window_s}' for each in usages
            )
            response["RateLimit"] = ", ".join(f'"{each.policy}";r={each.left};t={each.reset_s}' for each in usages)
        return response


def _late(request: HttpRequest) -> HttpResponse | None:
    """What to answer instead of the refusal that was on its way, if anything."""
    try:
        usage = _counted(request, ANONYMOUS, ClientThrottle().address(request))
    except Problem as problem:
        return problem.response()
    return throttled(usage.reset_s).response() if usage is not None and usage.is_exceeded else None


def throttled(wait_s: float) -> Problem:
    """What somebody is told who asks too often."""
    return Problem("throttled", f"Try again in {wait_s:.0f} seconds.", retry_after_s=wait_s)


def _counted(request: HttpRequest | Request, policy: str, client: str) -> Usage | None:
    """Counts; without Redis a read goes on uncounted (None).

    The catalogue can be read without Redis, and its readers are not to suffer for a counter. Whoever writes, or guesses
    passwords, waits: raises a ``Problem``.
    """
    counted: list[Usage] = request.META.setdefault(_COUNTED, [])
    try:
        usage = count_request(policy, client)
    except RedisError as error:
        logger.warning("A request in the policy “%s” could not be counted: %s", policy, error)
        if request.method in SAFE_METHODS:
            return None
        detail = "Requests cannot be counted at the moment. Try again in a few seconds."
        raise Problem("limits-unavailable", detail, retry_after_s=RETRY_AFTER_S) from error
    counted.append(usage)
    return usage


def _role(request: Request) -> str:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    if user.is_staff:
        return "staff"
    return "device" if is_guest(user) else "account"


def _network(ident: str) -> str:
    """What one client can have: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        address = ipaddress.ip_address(ident.strip())
    except ValueError:
        return "somewhere"  # together, so that what cannot be read is no way out
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))
