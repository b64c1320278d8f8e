"""What reference images are called, and what is known of them, as labels that unknown pictures may be given."""

import re
from collections.abc import Collection

from django.db.models import Prefetch
from django.db.models.functions import Coalesce

from catalog.models import Attribution, ReferenceImage
from catalog.selectors.images import published_reference_images
from catalog.selectors.media import medium_group

_PERIOD_YEARS = 50


def labels_of(reference_image_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The labels of published reference images; unknown ones are absent. Two queries."""
    images = published_reference_images().filter(pk__in=reference_image_ids).select_related("artwork")
    by_image = {image.pk: image for image in images}
    makers = Attribution.objects.filter(
        artwork_id__in={image.artwork_id for image in by_image.values()}, qualifier=Attribution.Qualifier.BY
    )
    # Last first, so that of several makers the first is kept.
    name = Coalesce("artist__joined_to__name", "artist__name")
    artists = dict(makers.order_by("-position").values_list("artwork_id", name))
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
    return known_labels(
        style=work.style,
        artist=artist,
        years=(work.year_from, work.year_to),
        medium=work.medium,
        genre=work.genre,
    )


def known_labels(
    *, style: str, artist: str, years: tuple[int | None, int | None], medium: str, genre: str
) -> dict[str, str]:
    """The labels of a work by what its record says: style, artist, period, medium and genre, as far as known."""
    labels = {
        "style": _plain(style),
        "artist": " ".join(artist.split()),
        "period": _period(*years),
        "medium": medium_group(medium),
        "genre": _plain(genre),
    }
    return {attribute: label for attribute, label in labels.items() if label}


def _plain(text: str) -> str:
    """Without pictograms, marks and spaces around it; "[nan]" and the like are no label."""
    plain = re.sub(r"^[\W_]+|[^\w)]+$", "", " ".join(text.split()))
    return "" if plain.casefold() in {"nan", "none", "null", "unknown"} else plain


def _period(first: int | None, last: int | None) -> str:
    """The half century of our era that a work's years, or the one that is known, lie in the middle of."""
    known = [year for year in (first, last) if year is not None]
    if not known or min(known) < 1 or max(known) - min(known) > _PERIOD_YEARS:
        return ""
    middle = sum(known) // len(known)
    start = middle // _PERIOD_YEARS * _PERIOD_YEARS
    return f"{start}–{start + _PERIOD_YEARS - 1}"
