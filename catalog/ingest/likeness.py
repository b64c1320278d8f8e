"""Which formats a file could be of, by what is in it: for whoever named another one."""

from pathlib import Path

from catalog.ingest.feeds import Adapter, FeedOptions, UnreadableFeed
from catalog.ingest.opening import first_bytes
from catalog.ingest.sources import ADAPTERS

_ANYONES = ("table", "artworks-csv", "venues-csv")
_LARGEST_ANSWER = 1 << 25  # one of JSON may have to be read whole to be known


def formats_like(path: Path, options: FeedOptions) -> list[str]:
    """The formats of known sources that the file could be of.

    Raises:
        OSError: it cannot be read.
    """
    try:
        if path.is_file() and path.stat().st_size > _LARGEST_ANSWER and first_bytes(path).lstrip().startswith(b"{"):
            return []
    except UnreadableFeed:
        return []
    return [name for name, adapter in ADAPTERS.items() if name not in _ANYONES and _opens(adapter, path, options)]


def is_anyones_table(path: Path, options: FeedOptions) -> bool:
    """Whether ``table`` could read the file without being told what its columns are. Raises ``OSError``."""
    return _opens(ADAPTERS["table"], path, options)


def _opens(adapter: Adapter, path: Path, options: FeedOptions) -> bool:
    try:
        adapter.open(path, options)
    except UnreadableFeed:
        return False
    return True
