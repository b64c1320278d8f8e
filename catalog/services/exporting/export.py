"""Exports the published catalogue into a folder, written aside and renamed when it is whole."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from catalog.ingest.exported.feed import MANIFEST
from catalog.ingest.records import ArtworkRecord, Record
from catalog.services.exporting.published import published_records
from catalog.services.exporting.writers import WRITERS


class ExportRefused(ValueError):
    """The export cannot begin; the text says what to do about it."""


def export_catalogue(
    folder: Path,
    export_format: str,
    *,
    source: str = "",
    with_pictures: bool = False,
    on_record: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Writes the published catalogue, or a ``source`` of it, into a new folder; how many records of each kind.

    Pictures are named by their path below MEDIA_ROOT; ``with_pictures`` copies them below the folder, by the same path.
    ``on_record`` is called after each record. Whatever breaks off, nothing is left of it.

    Raises:
        ExportRefused: the folder exists and is not empty, or there is no such format.
        OSError: the files cannot be written, or a picture is missing.
    """
    if export_format not in WRITERS:
        raise ExportRefused(f"There is no format {export_format}: choose one of {', '.join(WRITERS)}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder} is there already: name a folder that is not, or an empty one.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        counts: Counter[str] = Counter()
        with WRITERS[export_format](aside) as writer:
            for record in published_records(source):
                writer.write(record)
                counts[type(record).__name__.removesuffix("Record").lower()] += 1
                if with_pictures:
                    _copy_pictures(record, aside)
                on_record()
        about = {
            "format": export_format,
            "source": source,
            "as_of": timezone.now().isoformat(),
            "has_pictures": with_pictures,
            "counts": counts,
        }
        (aside / MANIFEST).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        aside.chmod(0o755)  # made for one's own eyes only
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return dict(counts)


def _copy_pictures(record: Record, folder: Path) -> None:
    if not isinstance(record, ArtworkRecord):
        return
    for image in record.images:
        target = folder / str(image.origin)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(settings.MEDIA_ROOT) / str(image.origin), target)
