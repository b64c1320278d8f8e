"""Limits that REST framework's own throttles do not draw."""

from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle, SimpleRateThrottle
from rest_framework.views import APIView


class AddressThrottle(ScopedRateThrottle):
    """Counts by address whoever is signed in: another guest is registered in no time."""

    def get_cache_key(self, request: Request, view: APIView) -> str:  # noqa: ARG002 - REST framework's signature
        """One count an address."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class EmailThrottle(SimpleRateThrottle):
    """Counts attempts on one account, wherever they come from."""

    scope = "sign-in-email"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:  # noqa: ARG002
        """One count an address of e-mail; what has none is refused anyway."""
        email = request.data.get("email") if isinstance(request.data, dict) else None
        return self.cache_format % {"scope": self.scope, "ident": email.lower()} if isinstance(email, str) else None
