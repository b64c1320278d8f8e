"""Publishing, taking down and deleting: each change reaches every index through the log of the same transaction.

A deletion leaves the picture files: another artwork may hold the same content, and no file is served without its row.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog import dispatch
from catalog.models import Artwork, ReferenceImage
from catalog.services.index_log import log_index_changes
from catalog.services.webhooks.events import Changes, record_changes, record_updates

_PUBLISHED = Artwork.Status.PUBLISHED


@transaction.atomic
def publish_artworks(ids: Collection[int]) -> int:
    """Publishes the artworks; returns how many were not published before."""
    changed = _set_status(ids, Artwork.Status.PUBLISHED)
    dispatch.index_pending_images()
    return changed


@transaction.atomic
def take_down_artworks(ids: Collection[int]) -> int:
    """Takes the artworks down; returns how many were not taken down before."""
    return _set_status(ids, Artwork.Status.TAKEN_DOWN)


@transaction.atomic
def unpublish_artworks(ids: Collection[int]) -> int:
    """Makes drafts of the artworks, which hides them like a takedown; returns how many were published before."""
    published = Artwork.objects.filter(pk__in=ids, status=Artwork.Status.PUBLISHED)
    return _set_status(list(published.values_list("pk", flat=True)), Artwork.Status.DRAFT)


@transaction.atomic
def delete_artworks(ids: Collection[int]) -> None:
    """Deletes the artworks and all that hangs on them."""
    list(Artwork.objects.filter(pk__in=ids).order_by("pk").select_for_update())  # no image may be added meanwhile
    image_ids = _images_of(ids)
    record_changes(Changes(hidden=_shown(ids)))
    Artwork.objects.filter(pk__in=ids).delete()
    log_index_changes(image_ids)


@transaction.atomic
def take_down_images(ids: Collection[int]) -> int:
    """Takes the reference images down; returns how many were not before."""
    return _set_taken_down(ids, taken_down=True)


@transaction.atomic
def restore_images(ids: Collection[int]) -> int:
    """Shows the reference images again; returns how many were taken down before."""
    restored = _set_taken_down(ids, taken_down=False)
    dispatch.index_pending_images()
    return restored


@transaction.atomic
def delete_images(ids: Collection[int]) -> None:
    """Deletes the reference images with their embeddings."""
    images = ReferenceImage.objects.filter(pk__in=ids)
    artwork_ids = set(images.values_list("artwork_id", flat=True))
    images.delete()
    log_index_changes(ids)
    record_updates(artwork_ids)


@transaction.atomic
def retry_embedding(ids: Collection[int]) -> int:
    """Clears the errors of reference images and asks for their embeddings; returns how many had failed."""
    failed = ReferenceImage.objects.filter(pk__in=ids).exclude(embedding_error="").update(embedding_error="")
    dispatch.index_pending_images()
    return failed


def record_edit(artwork: Artwork, former_status: str | None) -> None:
    """Tells of an artwork that was changed by hand. Call it in the transaction of the change.

    Args:
        artwork: as it is now.
        former_status: what it was before; None of a new one.
    """
    was_shown, is_shown = former_status == _PUBLISHED, artwork.status == _PUBLISHED
    log_artwork_changes([artwork.pk])
    record_changes(
        Changes(
            published={artwork.pk} if is_shown and not was_shown else (),
            updated={artwork.pk},
            hidden={artwork.pk} if was_shown and not is_shown else (),
        )
    )


def log_artwork_changes(ids: Collection[int]) -> None:
    """Tells every index that something about these artworks changed. Call it in the transaction of the change."""
    log_index_changes(_images_of(ids))


def _images_of(artwork_ids: Collection[int]) -> list[int]:
    return list(ReferenceImage.objects.filter(artwork_id__in=artwork_ids).values_list("pk", flat=True))


def _shown(ids: Collection[int]) -> list[int]:
    return list(Artwork.objects.filter(pk__in=ids, status=_PUBLISHED).values_list("pk", flat=True))


def _set_status(ids: Collection[int], status: Artwork.Status) -> int:
    artworks = Artwork.objects.filter(pk__in=ids).exclude(status=status).select_for_update()
    former = dict(artworks.values_list("pk", "status"))
    changed = list(former)
    Artwork.objects.filter(pk__in=changed).update(status=status, updated_at=timezone.now())
    _examine_again(ReferenceImage.objects.filter(artwork_id__in=changed))
    log_artwork_changes(changed)
    if status == _PUBLISHED:
        record_changes(Changes(published=changed))
    else:
        record_changes(Changes(hidden=[pk for pk, was in former.items() if was == _PUBLISHED]))
    return len(changed)


def _examine_again(images: QuerySet[ReferenceImage]) -> None:
    """What came meanwhile was not compared with what was hidden."""
    images.exclude(examined_for="").update(examined_for="")


def _set_taken_down(ids: Collection[int], *, taken_down: bool) -> int:
    images = ReferenceImage.objects.filter(pk__in=ids).exclude(is_taken_down=taken_down).select_for_update()
    artwork_ids = dict(images.values_list("pk", "artwork_id"))
    changed = list(artwork_ids)
    ReferenceImage.objects.filter(pk__in=changed).update(is_taken_down=taken_down)
    _examine_again(ReferenceImage.objects.filter(pk__in=changed))
    log_index_changes(changed)
    record_updates(artwork_ids.values())
    return len(changed)
