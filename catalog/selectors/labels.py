"""What reference images are called, and the labels that look-alikes lend to an unknown picture."""

from collections.abc import Collection

from django.db.models import Prefetch

from catalog.models import Attribution, ReferenceImage
from catalog.selectors.images import published_reference_images


def labels_of(reference_image_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Style, artist, period and medium of published reference images; unknown ones are absent. Two queries."""
    images = published_reference_images().filter(pk__in=reference_image_ids).select_related("artwork")
    by_image = {image.pk: image for image in images}
    makers = Attribution.objects.filter(
        artwork_id__in={image.artwork_id for image in by_image.values()}, qualifier=Attribution.Qualifier.BY
    )
    # Last first, so that of several makers the first is kept.
    artists = dict(makers.order_by("-position").values_list("artwork_id", "artist__name"))
    return {pk: _labels(image, artists.get(image.artwork_id, "")) for pk, image in by_image.items()}


def names_of(reference_image_ids: Collection[int]) -> dict[int, str]:
    """Title and makers of reference images, for the staff: whether they are published or not. Three queries."""
    images = ReferenceImage.objects.filter(pk__in=reference_image_ids).select_related("artwork")
    artists = Prefetch("artwork__attributions", Attribution.objects.select_related("artist"))
    return {
        image.pk: ", ".join(map(str, (image.artwork, *image.artwork.attributions.all())))
        for image in images.prefetch_related(artists)
    }


def _labels(image: ReferenceImage, artist: str) -> dict[str, str]:
    work = image.artwork
    year = work.year_from if work.year_from is not None else work.year_to
    period = "" if year is None or year < 1 else f"{year // 50 * 50}–{year // 50 * 50 + 49}"
    labels = {"style": work.style, "artist": artist, "period": period, "medium": work.medium}
    return {attribute: label for attribute, label in labels.items() if label}
