"""Puts the pictures of a chunk of records in place, on every core, before any row is written."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from catalog.ingest.records import ArtworkRecord, ImageRecord, Record
from catalog.models import ReferenceImage
from catalog.services.images import StoredPicture, UnusableImage, examine_picture, store_picture
from catalog.services.loading.drafts import Pictures
from catalog.services.loading.picture_files import PictureFiles
from catalog.services.loading.validation import is_text
from catalog.services.media_files import is_stored

Key = tuple[str, str]
"""(source, source id) of an artwork."""

KnownPictures = Mapping[str, StoredPicture]
"""The pictures an artwork has already, by the sha256 of the bytes they were delivered as."""


def picture_pool() -> ThreadPoolExecutor:
    """Threads for ``store_pictures``: Pillow and hashlib let go of the interpreter while they work."""
    return ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="pictures")


def store_pictures(
    pool: ThreadPoolExecutor, records: Sequence[ArtworkRecord], files: PictureFiles, *, is_dry_run: bool = False
) -> list[Pictures | UnusableImage]:
    """The stored pictures of each record, or why one of them cannot be used; a dry run only looks at them.

    Raises:
        OSError: The files cannot be written.
    """
    filed = [record for record in records if picture_paths(record)]
    known = _known_pictures(record for record in filed if is_text(record.source + record.source_id))
    store = partial(_store_all, files=files, is_dry_run=is_dry_run)
    stored = pool.map(lambda record: store(record, known[record.source, record.source_id]), filed)
    return [next(stored) if picture_paths(record) else (None,) * len(record.images) for record in records]


def picture_paths(record: Record | None) -> list[Path]:
    """The pictures of it that are files here: those elsewhere are fetched later."""
    images = record.images if isinstance(record, ArtworkRecord) else ()
    return [image.origin for image in images if isinstance(image.origin, Path)]


def _known_pictures(records: Iterable[ArtworkRecord]) -> dict[Key, dict[str, StoredPicture]]:
    sources: dict[str, list[str]] = defaultdict(list)
    for record in records:
        sources[record.source].append(record.source_id)
    known: dict[Key, dict[str, StoredPicture]] = defaultdict(dict)
    for source, source_ids in sources.items():
        images = ReferenceImage.objects.filter(artwork__source=source, artwork__source_id__in=source_ids)
        for source_id, *facts in images.values_list("artwork__source_id", *StoredPicture.__slots__):
            picture = StoredPicture(*facts)
            known[source, source_id][picture.source_sha256] = picture
    return known


def _store_all(
    record: ArtworkRecord, known: KnownPictures, files: PictureFiles, *, is_dry_run: bool
) -> Pictures | UnusableImage:
    store = examine_picture if is_dry_run else store_picture
    try:
        return tuple(_picture(record, image, known, files, store) for image in record.images)
    except UnusableImage as unusable:
        return unusable


def _picture(
    record: ArtworkRecord,
    image: ImageRecord,
    known: KnownPictures,
    files: PictureFiles,
    store: Callable[[bytes], StoredPicture],
) -> StoredPicture | None:
    """None for a picture that has still to be fetched, or that shall not be shown and never was.

    One that the artwork has already is known by its bytes, and not decoded again while its files stand.
    """
    is_withdrawn = record.is_withdrawn or image.is_withdrawn
    if not isinstance(image.origin, Path) or (is_withdrawn and not (known and files.facts(image.origin))):
        return None
    data = files.read(image.origin)
    picture = known.get(hashlib.sha256(data).hexdigest())
    if is_withdrawn or (picture is not None and is_stored(picture.file) and is_stored(picture.thumbnail)):
        return picture
    return store(data)
