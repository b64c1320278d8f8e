"""Content negotiation for addresses that give a file."""

from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
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
