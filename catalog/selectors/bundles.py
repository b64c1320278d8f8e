"""What belongs into a venue's offline pack, whether one may still be handed out, and what must leave phones."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from catalog.models import Artwork, Bundle, BundledImage, Display, IndexChange, ReferenceImage, Venue
from catalog.selectors.artworks import RELATIONS, hanging_on, published_artworks
from catalog.selectors.displays import displays_at
from catalog.selectors.images import published_reference_images
from catalog.selectors.index import last_sequence
from catalog.selectors.joins import joined_ids


@dataclass(frozen=True, slots=True)
class Revocations:
    """What is in some bundle of a venue and is not published any more: by id, and up to which change."""

    sequence: int
    artwork_ids: list[int]
    reference_image_ids: list[int]


def images_to_bundle(venue_id: int, *, of_work: int) -> QuerySet[ReferenceImage]:
    """Published pictures of the works that hang at the venue today: first all first ones, then all second ones.

    Args:
        venue_id: the venue.
        of_work: how many pictures of one work, at most.
    """
    here = Display.objects.filter(hanging_on(timezone.now().date()), venue__in=joined_ids(Venue, venue_id))
    images = published_reference_images().filter(artwork__in=here.values("artwork"))
    place = Window(RowNumber(), partition_by="artwork_id", order_by=("position", "pk"))
    return images.annotate(place=place).filter(place__lte=of_work).order_by("place", "artwork_id")


def artworks_to_bundle(artwork_ids: Iterable[int]) -> QuerySet[Artwork]:
    """Published ones with all that a bundle tells of them, by id."""
    return published_artworks(RELATIONS - {"displays"}).filter(pk__in=list(artwork_ids)).order_by("pk")


def displays_to_bundle(venue_id: int) -> dict[int, Display]:
    """The newest word on each work that hangs at the venue today, by the artwork's id."""
    found = displays_at(venue_id, "true").prefetch_related(None).order_by("as_of", "-pk")
    return {display.artwork_id: display for display in found}


def can_be_handed_out(bundle: Bundle) -> bool:
    """Whether all that is in it is still published; one query."""
    published = published_reference_images().filter(pk=OuterRef("reference_image_id"))
    current = BundledImage.objects.filter(venue=bundle.venue_id, is_current=True)
    return not current.filter(~Exists(published)).exists()


def is_to_be_checked(bundle: Bundle, *, every_s: float) -> bool:
    """Whether something may have changed that is in it: pictures are logged, facts are looked at now and then."""
    age_s = (timezone.now() - bundle.checked_at).total_seconds()
    return age_s > every_s or bundle.checked_sequence != last_sequence()


def revocations(venue_id: int, since: int) -> Revocations:
    """What has left the venue's bundles since the index's change number ``since``, which a bundle's manifest tells.

    Where the log does not reach back so far, all that ever left: to drop what one does not have is harmless.
    """
    sequence = last_sequence()  # read first: what leaves meanwhile is told now, and once more next time
    published = published_reference_images().filter(pk=OuterRef("reference_image_id"))
    gone = BundledImage.objects.filter(~Exists(published), venue=venue_id)
    rows = dict(gone.order_by("reference_image_id").values_list("reference_image_id", "artwork_id"))
    if _is_logged_since(since, sequence):
        changed = IndexChange.objects.filter(sequence__gt=since, reference_image_id__in=list(rows))
        rows = {
            image_id: rows[image_id] for image_id in sorted(set(changed.values_list("reference_image_id", flat=True)))
        }
    artworks = set(rows.values())
    there = Artwork.objects.filter(pk__in=artworks, status=Artwork.Status.PUBLISHED).values_list("pk", flat=True)
    return Revocations(sequence, sorted(artworks - set(there)), list(rows))


def _is_logged_since(since: int, last: int) -> bool:
    oldest = IndexChange.objects.order_by("sequence").values_list("sequence", flat=True).first() or last + 1
    return oldest <= since + 1 and since <= last
