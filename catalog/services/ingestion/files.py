"""Files that jobs read: where they lie, and whether they are still the same."""

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def feed_name(url: str) -> str:
    """What a file from there is called: the end of the URL's path, whose own end tells the format."""
    return unquote(urlsplit(url).path).rpartition("/")[2] or "feed"


def fingerprint(path: Path, images: Path) -> str:
    """Changes when the file, one below the folder, or the archive of pictures does. Raises ``OSError``.

    Made of names, sizes and times. Of pictures in a folder, each row's digest knows its own.
    """
    digest = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for each in [*files, images] if images.is_file() else files:
        stat = each.stat()
        name = each.relative_to(path) if each.is_relative_to(path) else each.name
        digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
