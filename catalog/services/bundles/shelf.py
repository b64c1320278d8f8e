"""The bundles that are there: one file a venue, replaced as a whole, and what was ever in it."""

import hashlib
import logging
import time
import uuid
import zipfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from catalog import dispatch
from catalog.models import Bundle, BundledImage, Venue
from catalog.services.bundles.packing import Contents, contents_sha256, pack_manifest, pack_members

logger = logging.getLogger(__name__)

ASKED_AGAIN_AFTER_S = 30
"""However many ask for a bundle, its worker is asked no oftener, unless it is done."""
_ABANDONED_AFTER_S = 3600


def folder() -> Path:
    """Where bundles lie: web servers and workers share it."""
    return Path(settings.MEDIA_ROOT) / "bundles"


def ask_for_bundle(venue_id: int) -> None:
    """Has a worker build or check the bundle of a venue, unless that was asked for just now, and is not done yet."""
    try:
        is_first = cache.add(_asked_key(venue_id), 1, ASKED_AGAIN_AFTER_S)
    except RedisError as error:
        logger.warning("No worker was asked for the bundle of venue %s: Redis does not answer: %s", venue_id, error)
        return
    if is_first:
        dispatch.build_bundle(venue_id)


def note_done(venue_id: int) -> None:
    """Lets the bundle of a venue be asked for again at once: what changed while it was built is not in it."""
    try:
        cache.delete(_asked_key(venue_id))
    except RedisError as error:
        logger.warning("The bundle of venue %s is asked for again in %s s: %s", venue_id, ASKED_AGAIN_AFTER_S, error)


def _asked_key(venue_id: int) -> str:
    return f"bundle-asked:{venue_id}"


def shelve(venue: Venue, contents: Contents, *, fingerprint: str, sequence: int) -> Bundle:
    """Writes the bundle of a venue aside, and puts it in the place of the one before.

    Where its contents are those of the one before, that one stays, date, number and bytes.

    Args:
        venue: whose it is; one builder at a time for each.
        contents: what goes in.
        fingerprint: of the embedder and the describer.
        sequence: the index's number before anything of the contents was read.

    Raises:
        OSError: a thumbnail cannot be read, or the bundle not written.
    """
    before = Bundle.objects.filter(venue=venue).first()
    folder().mkdir(parents=True, exist_ok=True)
    aside = folder() / f".{uuid.uuid4().hex}.part"
    try:
        with zipfile.ZipFile(aside, "w") as archive:
            facts = pack_members(archive, contents)
            contents_digest = contents_sha256(facts)
            is_same = before is not None and before.contents_sha256 == contents_digest
            if before is not None and is_same:
                created_at, number = before.created_at, before.sequence
            else:
                created_at, number = timezone.now().replace(microsecond=0), sequence
            pack_manifest(archive, facts, created_at=created_at, sequence=number)
        bundle = _facts_of(aside, created_at)
        bundle.venue, bundle.fingerprint, bundle.key_id = venue, fingerprint, facts["key_id"]
        bundle.sequence, bundle.checked_sequence = number, sequence
        bundle.contents_sha256, bundle.works = contents_digest, len(contents.works)
        aside.replace(folder() / bundle.file_name)
    finally:
        aside.unlink(missing_ok=True)
    _record(bundle, before, {image.facts["id"]: image.facts["artwork_id"] for image in contents.images})
    if before is not None and before.file_name != bundle.file_name:
        (folder() / before.file_name).unlink(missing_ok=True)
    _sweep()
    return bundle


def _facts_of(path: Path, created_at: datetime) -> Bundle:
    """A row that knows what can be told from the file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Bundle(
        sha256=sha256,
        file_name=f"{sha256}.zip",
        size_bytes=path.stat().st_size,
        created_at=created_at,
        checked_at=timezone.now(),
    )


@transaction.atomic
def _record(bundle: Bundle, before: Bundle | None, artwork_ids: dict[int, int]) -> None:
    """``artwork_ids``: by reference image."""
    bundle.pk = None if before is None else before.pk
    bundle.save(force_insert=before is None, force_update=before is not None)
    of_venue = BundledImage.objects.filter(venue=bundle.venue)
    of_venue.filter(is_current=True).exclude(reference_image_id__in=artwork_ids).update(is_current=False)
    BundledImage.objects.bulk_create(
        [
            BundledImage(venue=bundle.venue, reference_image_id=image_id, artwork_id=artwork_id, is_current=True)
            for image_id, artwork_id in artwork_ids.items()
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=("venue", "reference_image_id"),
        update_fields=("artwork_id", "is_current"),
    )


def _sweep() -> None:
    """Removes what killed builders left behind, after a while: another builder may be about to name its file."""
    named = set(Bundle.objects.values_list("file_name", flat=True))
    for path in folder().iterdir():
        if path.name not in named and time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S:
            path.unlink(missing_ok=True)
