"""Formats other than plain JSON: files as they are, and GeoJSON."""

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request


class AnyAccept(BaseContentNegotiation):
    """Takes no notice of the Accept header: a picture has the format it has, and a problem is JSON."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002 - REST framework's signature
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The first, which is JSON's."""
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class GeoJsonRenderer(JSONRenderer):
    """Renders what the view has put into the shape of RFC 7946."""

    media_type = "application/geo+json"
    format = "geojson"
