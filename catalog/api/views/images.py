"""The catalogue's picture files. Every use is asked for again, so that a takedown counts at once."""

import logging
from pathlib import PurePath
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api.negotiation import AnyAccept
from catalog.api.schema import problems
from catalog.models import ReferenceImage
from catalog.selectors.accounts import staff_may
from catalog.selectors.images import published_reference_images

logger = logging.getLogger(__name__)

MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
_RESPONSES: dict[int | tuple[int, str], Any] = {
    **{(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()},
    304: None,
    **problems("not-found", "database-unavailable"),
}


class ImageFileView(APIView):
    """A picture in full size."""

    content_negotiation_class = AnyAccept
    throttle_scope = "pictures"

    @extend_schema(operation_id="image_file", summary="Download a picture", tags=["images"], responses=_RESPONSES)
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file as it is stored."""
        image = _visible_image(request, pk)
        return _serve(request, image, image.file, etag=f'"{image.sha256}"')


class ImageThumbnailView(APIView):
    """A picture in small."""

    content_negotiation_class = AnyAccept
    throttle_scope = "pictures"

    @extend_schema(
        operation_id="image_thumbnail", summary="Download a thumbnail", tags=["images"], responses=_RESPONSES
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """At most 400 pixels a side."""
        image = _visible_image(request, pk)
        return _serve(request, image, image.thumbnail, etag=f'"{image.sha256}-thumbnail"')


def _visible_image(request: Request, pk: int) -> ReferenceImage:
    """A published picture; for those of the staff who may see all, any."""
    image = published_reference_images().filter(pk=pk).first()
    if image is None and staff_may(request.user, "view_referenceimage"):
        image = ReferenceImage.objects.filter(pk=pk).first()
    if image is None:
        raise Http404
    return image


def _serve(request: Request, image: ReferenceImage, file: FieldFile, *, etag: str) -> HttpResponseBase:
    headers = {"ETag": etag, "Cache-Control": "private, no-cache" if request.user.is_staff else "no-cache"}
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            content = file.open("rb")
        except FileNotFoundError as error:
            logger.exception("The file of reference image %s is missing: %s", image.pk, file.name)
            raise Http404 from error
        response = FileResponse(content, content_type=MEDIA_TYPES[PurePath(file.name or "").suffix])
    for name, value in headers.items():
        response[name] = value
    return response
