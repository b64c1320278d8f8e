"""Files that jobs read: uploads, kept by their content, and files that lie on the server."""

import hashlib
import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

_ODD = re.compile(r"[^\w.+ ()-]")
_LONGEST_NAME = 150


class FileRefused(ValueError):
    """The file cannot be a job's; the text says what to do about it."""


def keep_upload(name: str, chunks: Iterable[bytes]) -> Path:
    """Stores an upload under its sha256 and its own name, whose end tells the format; whole, or not at all.

    Raises:
        FileRefused: it is empty or has more than ``INGESTION_UPLOAD_MAX_BYTES``.
        OSError: it cannot be written.
    """
    folder = Path(settings.INGESTION_UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{uuid.uuid4().hex}.part"
    try:
        path = folder / _write(aside, chunks) / _plain(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


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


def _write(aside: Path, chunks: Iterable[bytes]) -> str:
    """Writes the bytes; returns where they belong."""
    digest, count, limit = hashlib.sha256(), 0, settings.ARTREC["INGESTION_UPLOAD_MAX_BYTES"]
    with aside.open("wb") as file:
        for chunk in chunks:
            count += len(chunk)
            if count > limit:
                raise FileRefused(
                    f"The file has more than {limit // 1024**2:,} MiB; put it on the server, or split it."
                )
            digest.update(chunk)
            file.write(chunk)
    if not count:
        raise FileRefused("The file is empty.")
    sha256 = digest.hexdigest()
    return f"{sha256[:2]}/{sha256}"


def _plain(name: str) -> str:
    """The name without folders and odd characters, and with its end whatever its length."""
    return _ODD.sub("_", Path(name).name)[-_LONGEST_NAME:].lstrip(".") or "upload"
