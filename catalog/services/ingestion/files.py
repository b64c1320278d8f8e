"""Files that jobs read: where they lie, and whether they are still the same."""

import hashlib
from pathlib import Path

from django.conf import settings


class FileRefused(ValueError):
    """The file cannot be a job's; the text says what to do about it."""


def path_on_server(text: str) -> Path:
    """A file or folder below ``INGESTION_DIR``, named relative to it. No path or link leads out of there.

    Raises:
        FileRefused: there is none.
    """
    root = Path(settings.INGESTION_DIR).resolve()
    try:
        path = (root / text).resolve()
    except (ValueError, OSError) as error:
        raise FileRefused(f"“{text!r}” is no path.") from error
    if not path.is_relative_to(root) or not path.exists():
        raise FileRefused(f"There is no “{text}” in the server's folder for ingestion.")
    return path


def fingerprint(path: Path) -> str:
    """Changes when the file, or one below the folder, does: made of names, sizes and times. Raises ``OSError``."""
    digest = hashlib.sha256()
    for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
        stat = each.stat()
        digest.update(
            f"{each.relative_to(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode(errors="surrogateescape")
        )
    return digest.hexdigest()
