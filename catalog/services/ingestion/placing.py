"""Where the file of a job lies, and what follows from that: known when a job begins, or once its file is downloaded."""

import datetime
from pathlib import Path

from catalog.ingest.feeds import FeedOptions
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.services.archives import UnusableArchive, is_archive
from catalog.services.ingestion.files import FileRefused, fingerprint
from catalog.services.ingestion.packed import unpacked_feed

GUESS = "guess"
"""In place of a mapping: the one that the headers suggest is taken."""


def place_file(job: IngestionJob, path: Path, changed_on: datetime.date | None = None) -> None:
    """Writes into an unsaved or locked job where its file is; what its options leave open is told by the file.

    A file that comes in an archive is unpacked first. ``changed_on`` is when it was last changed, where the file system
    does not know.

    Raises:
        FileRefused: the file, or an archive, cannot be used.
        OSError: it cannot be read.
    """
    adapter = ADAPTERS[job.format]
    try:
        feed = unpacked_feed(path, adapter)
    except UnusableArchive as refused:
        raise FileRefused(str(refused)) from refused
    stated = job.options["images"]
    images = Path(stated) if stated else (path.parent if feed == path else path).resolve()
    if not images.is_dir() and not is_archive(images):
        raise FileRefused(f"{images.name} is neither a folder nor a ZIP or TAR archive of pictures.")
    if changed_on is None:
        changed_on = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC).date()
    job.source = job.source or adapter.source or feed.name.partition(".")[0]
    job.file_name = path.name[:300]
    job.path = str(feed.resolve())
    job.fingerprint = fingerprint(feed, images)
    job.options = {**job.options, "images": str(images), "as_of": job.options["as_of"] or changed_on.isoformat()}


def feed_options(job: IngestionJob) -> FeedOptions:
    """What a job whose file is in place tells the file's reader."""
    said = job.options.get("mapping", "")  # jobs of older versions have none
    return FeedOptions(
        source=job.source,
        as_of=datetime.date.fromisoformat(job.options["as_of"]),
        images_dir=Path(job.options["images"]),
        mapping="" if said == GUESS else said,
    )
