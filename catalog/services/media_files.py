"""Files under MEDIA_ROOT, named by their content and never half-written."""

import uuid
from pathlib import Path

from django.conf import settings


def is_stored(name: str) -> bool:
    """Whether the named file is in place; one that is there is whole, because it was renamed into place."""
    return (Path(settings.MEDIA_ROOT) / name).is_file()


def store_file(name: str, data: bytes) -> None:
    """Writes aside and renames, so that a name always means the whole content.

    Raises:
        OSError: the file cannot be written, for example because the disk is full.
    """
    if is_stored(name):
        return
    path = Path(settings.MEDIA_ROOT) / name
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
