"""Photos of proposed works, kept until the proposal is decided."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from catalog.models import Contribution, ContributionPhoto
from catalog.services.images import UnusableImage, bare_picture
from catalog.services.media_files import store_file
from catalog.services.photo_header import UndecodablePhoto, check_photo

MOST_PHOTOS = 5


def bare_photos(photos: Iterable[bytes]) -> list[bytes]:
    """The photos without what the cameras wrote into them; one that comes twice, once.

    Raises:
        PhotoRefused: one is empty, too large, of no known kind, or broken.
    """
    bare = []
    for data in photos:
        check_photo(data)
        try:
            bare.append(bare_picture(data))
        except UnusableImage as unusable:
            raise UndecodablePhoto(f"{unusable} Send the original file.") from unusable
    return list(dict.fromkeys(bare))


def sha256s(photos: Iterable[bytes]) -> list[str]:
    """In order, as ``ContributionPhoto.sha256``."""
    return [hashlib.sha256(data).hexdigest() for data in photos]


def keep_photos(contribution: Contribution, photos: Sequence[bytes]) -> None:
    """Keeps bare photos. Call it last in the transaction that makes the contribution.

    Raises:
        OSError: a file cannot be written; none is left.
    """
    names = [f"contributions/{uuid.uuid4().hex}.jpg" for _ in photos]
    ContributionPhoto.objects.bulk_create(
        ContributionPhoto(contribution=contribution, position=position, file=name, sha256=sha256)
        for position, (name, sha256) in enumerate(zip(names, sha256s(photos), strict=True))
    )
    try:
        for name, data in zip(names, photos, strict=True):
            store_file(name, data)
    except OSError:
        _delete_files(names)
        raise


def forget_photos(contributions: Iterable[Contribution]) -> None:
    """Deletes the photos, and their files once the transaction has committed."""
    photos = ContributionPhoto.objects.filter(contribution__in=contributions)
    names = [str(photo.file) for photo in photos]
    photos.delete()
    # The rest has gone all the same where a file cannot be deleted: no file is served without its row.
    transaction.on_commit(partial(_delete_files, names), robust=True)


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
