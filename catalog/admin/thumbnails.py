"""Pictures in the admin: taken-down ones too, for staff only, so not through the API."""

from django.urls import reverse
from django.utils.html import format_html

from catalog.models import ReferenceImage


def thumbnail(image: ReferenceImage | None, *, height_px: int = 56) -> str:
    """An <img> of the thumbnail that links to the whole picture; a dash where there is none."""
    if image is None:
        return "–"
    return format_html(
        '<a href="{}"><img src="{}" alt="Whole picture" loading="lazy"'
        ' style="height:{}px;max-width:{}px;object-fit:contain"></a>',
        reverse("admin:catalog_referenceimage_picture", args=(image.pk, "file")),
        reverse("admin:catalog_referenceimage_picture", args=(image.pk, "thumbnail")),
        height_px,
        height_px * 3,
    )
