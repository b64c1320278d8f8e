"""What is in the columns of a table that somebody wants to load, so that they can say what each is."""

from pathlib import Path

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.generic.table import Survey, survey
from catalog.ingest.sources import ADAPTERS
from catalog.services.archives import UnusableArchive
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.packed import openable_archive, unpacked_feed
from catalog.services.ingestion.uploads import by_name


def survey_columns(format_name: str, path: Path) -> Survey | None:
    """What a table begins with, which may come in an archive; None for a format whose columns are known.

    Raises:
        FileRefused: it is no table; the text says what to do.
        OSError: it cannot be read.
    """
    adapter = ADAPTERS[format_name]
    if adapter.propose_mapping is None:
        return None
    try:
        return survey(unpacked_feed(openable_archive(path, _nothing), adapter, _nothing))
    except (UnusableArchive, UnreadableFeed) as refused:
        raise FileRefused(by_name(str(refused))) from refused


def _nothing() -> None:
    """Nobody is told how far it is."""
