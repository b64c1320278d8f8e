"""Uploaded files, and what was unpacked of archives: kept while a job may need them, and no longer.

A job needs its file or folder, its archive of pictures and its corrections until it has ended. Then it needs them for
``KEPT`` if it can go on (it failed) or has rejects to retry, and no more otherwise. An upload outlives its first day in
any case: its job may not be written yet.
"""

import datetime
import errno
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.models import IngestionJob, IngestReject
from catalog.services.ingestion.files import FileRefused

KEPT = datetime.timedelta(days=30)
"""How long after its end a job can be resumed or its rejects retried, where its file was uploaded."""
_FIRST_DAY_S = 24 * 3600
_FOLDERS, _DOCUMENTS = "folders", "documents"
_ODD = re.compile(r"[^\w.+ ()-]")
_LONGEST_NAME = 150


def keep_upload(name: str, chunks: Iterable[bytes], *, most_bytes: int | None = None) -> Path:
    """Stores an upload under its sha256 and its own name, whose end tells the format; whole, or not at all.

    Raises:
        FileRefused: it is empty or has more than ``most_bytes``, by default ``INGESTION_UPLOAD_MAX_BYTES``.
        OSError: it cannot be written.
    """
    folder = Path(settings.INGESTION_UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{uuid.uuid4().hex}.part"
    try:
        most = settings.ARTREC["INGESTION_UPLOAD_MAX_BYTES"] if most_bytes is None else most_bytes
        path = folder / _write(aside, chunks, most) / _plain(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _begin_first_day(path)
        else:
            aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def keep_folder(name: str, files: Iterable[tuple[str, Iterable[bytes]]]) -> Path:
    """Stores a folder of files, each a relative path that leads nowhere else and its bytes; whole, or not at all.

    Raises:
        FileRefused: a name is too long for a disk.
        OSError: it cannot be written.
    """
    folders = Path(settings.INGESTION_UPLOADS_DIR) / _FOLDERS
    aside, kept = (folders / f"{prefix}{uuid.uuid4().hex}" for prefix in (".", ""))
    try:
        for path, chunks in files:
            _write_one(aside / _plain(name) / path, chunks)
        aside.replace(kept)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return kept / _plain(name)


def documents_file(job_id: int) -> Path:
    """Where a job collects what its file points to."""
    return Path(settings.INGESTION_UPLOADS_DIR).resolve() / _DOCUMENTS / str(job_id)


def by_name(text: str) -> str:
    """The text with uploads called as their senders called them, without the folder they are kept in."""
    folder = re.escape(str(Path(settings.INGESTION_UPLOADS_DIR).resolve()))
    return re.sub(rf"{folder}/[0-9a-f]{{2}}/[0-9a-f]{{64}}/", "", text)


def forget_uploads() -> int:
    """Removes the uploads that no job can need any more; returns how many."""
    folder = Path(settings.INGESTION_UPLOADS_DIR).resolve()
    needed = set(_needed_files())
    needed |= {str(Path(path).parent) for path in needed}
    young = timezone.now().timestamp() - _FIRST_DAY_S
    count = 0
    for path in chain.from_iterable(map(folder.glob, (".*.part", "??/*/*", f"{_FOLDERS}/*", f"{_DOCUMENTS}/*"))):
        with suppress(FileNotFoundError):  # an upload that has just got its name
            if str(path) not in needed and path.stat().st_ctime <= young:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                count += 1
    return count


def _needed_files() -> Iterator[str]:
    can_retry = Exists(IngestReject.objects.filter(job=OuterRef("pk"), is_retryable=True))
    is_recent = Q(finished_at__gt=timezone.now() - KEPT)
    jobs = IngestionJob.objects.filter(
        Q(finished_at__isnull=True) | is_recent & (Q(state=IngestionJob.State.FAILED) | can_retry)
    )
    for pk, path, corrections, options in jobs.values_list("pk", "path", "corrections", "options").iterator():
        yield from (path, corrections, options["images"], str(documents_file(pk)))


def _begin_first_day(path: Path) -> None:
    """As if it had come now. Its time of change, which jobs know it by, stays."""
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _write(aside: Path, chunks: Iterable[bytes], limit: int) -> str:
    """Writes the bytes; returns where they belong."""
    digest, count = hashlib.sha256(), 0
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


def _write_one(path: Path, chunks: Iterable[bytes]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.writelines(chunks)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileRefused(f"The name “{path.name}” in the archive is too long for a disk.") from error
        raise


def _plain(name: str) -> str:
    """The name without folders and odd characters, and with its end whatever its length."""
    return _ODD.sub("_", Path(name).name)[-_LONGEST_NAME:].lstrip(".") or "upload"
