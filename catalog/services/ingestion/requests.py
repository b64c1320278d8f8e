"""Jobs that staff ask for from afar: over an upload, a file on the server, or the rejects of another job."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.files.uploadedfile import UploadedFile

from catalog.models import IngestionJob
from catalog.services.ingestion.files import path_on_server
from catalog.services.ingestion.jobs import JobOptions, retry_job, start_download, start_job
from catalog.services.ingestion.uploads import keep_upload


def request_job(wanted: Mapping[str, Any], *, started_by: AbstractBaseUser | AnonymousUser) -> IngestionJob:
    """Starts what is ``wanted``, in the API's names: ``format`` and ``file``, ``path`` or ``url``; or ``retry_of``.

    An upload (``file``, ``images_file``) may be one that is kept already, by its path.

    Raises:
        FileRefused, JobRefused: it cannot be; the text says why.
        OSError: the upload cannot be kept.
    """
    kept = _kept(wanted.get("file"))
    if wanted.get("retry_of") is not None:
        return retry_job(wanted["retry_of"], corrections=kept, started_by=started_by)
    images: Path | None = path_on_server(wanted["images"]) if wanted.get("images") else None
    images = _kept(wanted.get("images_file")) or images
    options = JobOptions(
        source=wanted.get("source", ""),
        as_of=wanted.get("as_of"),
        images=images,
        mapping=wanted.get("mapping", ""),
        is_full=wanted["is_full"],
        unpublish_missing=wanted["unpublish_missing"],
        reload=wanted["reload"],
        is_dry_run=wanted["is_dry_run"],
        fetch_linked=wanted["fetch_linked"],
    )
    if wanted.get("url"):
        return start_download(wanted["format"], wanted["url"], options, started_by=started_by)
    return start_job(wanted["format"], kept or path_on_server(wanted["path"]), options, started_by=started_by)


def _kept(upload: "UploadedFile[bytes] | Path | None") -> Path | None:
    return keep_upload(upload.name or "", upload.chunks()) if isinstance(upload, UploadedFile) else upload
