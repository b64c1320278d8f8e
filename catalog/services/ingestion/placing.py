"""Where the file of a job lies, and what follows from that: known when a job begins, or once its file is downloaded."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from catalog.ingest.feeds import FeedOptions
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestionJob
from catalog.services.archives import UnusableArchive, is_archive
from catalog.services.ingestion.files import FileRefused, fingerprint
from catalog.services.ingestion.packed import OnPiece, openable_archive, unpacked_feed

GUESS = "guess"
"""In place of a mapping: the one that the headers suggest is taken."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A file that somebody named, and what is to be read of it."""

    file_name: str
    feed: Path
    """The file or folder itself: another one where it came in an archive."""
    images: Path
    """A folder, or an archive that can be opened."""
    changed_on: datetime.date


def find_feed(job: IngestionJob, path: Path, on_piece: OnPiece = lambda: None) -> FoundFeed:
    """Looks at what a job shall read, and unpacks what is packed: once, for as long as the job may need it.

    ``on_piece`` is called now and then meanwhile.

    Raises:
        FileRefused: the file, or an archive, cannot be used.
        OSError: it cannot be read.
    """
    stated = job.options["images"]
    try:
        opened = openable_archive(path, on_piece)
        feed = unpacked_feed(opened, ADAPTERS[job.format], on_piece)
        images = openable_archive(Path(stated), on_piece) if stated else path.parent if feed == path else opened
    except UnusableArchive as refused:
        raise FileRefused(str(refused)) from refused
    images = images.resolve()
    if not images.is_dir() and not is_archive(images):
        raise FileRefused(f"{images.name} is neither a folder nor a ZIP or TAR archive of pictures.")
    changed_on = datetime.datetime.fromtimestamp(path.stat().st_mtime, tz=datetime.UTC).date()
    return FoundFeed(path.name, feed.resolve(), images, changed_on)


def place_feed(job: IngestionJob, found: FoundFeed) -> None:
    """Writes into an unsaved or locked job where its file is; what its options leave open is told by the file.

    Raises:
        OSError: it cannot be read.
    """
    job.source = job.source or ADAPTERS[job.format].source or found.feed.name.partition(".")[0]
    job.file_name = found.file_name[:300]
    job.path = str(found.feed)
    job.fingerprint = fingerprint(found.feed, found.images)
    as_of = job.options["as_of"] or found.changed_on.isoformat()
    job.options = {**job.options, "images": str(found.images), "as_of": as_of}


def feed_options(job: IngestionJob) -> FeedOptions:
    """What a job whose file is in place tells the file's reader."""
    said = job.options.get("mapping", "")  # jobs of older versions have none
    return FeedOptions(
        source=job.source,
        as_of=datetime.date.fromisoformat(job.options["as_of"]),
        images_dir=Path(job.options["images"]),
        mapping="" if said == GUESS else said,
    )
