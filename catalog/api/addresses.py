"""Addresses without their last slash."""

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class _PermanentRedirect(HttpResponsePermanentRedirect):
    """308, after which clients send the same request again. After a 301 most make a GET of a POST."""

    status_code = 308


class SlashMiddleware(CommonMiddleware):
    """Django's own, but what was to be written is not lost on the way to the right address."""

    response_redirect_class = _PermanentRedirect
