"""Museums named in texts of other sources: who holds a work, where the name is that of a museum."""

import re

from catalog.folding import fold
from catalog.ingest.museums.facts import NAME, clipped
from catalog.ingest.records import VenueRecord

_MUSEUM = re.compile(
    r"mus[ée]|múzeum|galler|galer|pinac|pinak|kunst|collection|sammlung|ermitage|hermitage|prado|rijks|maurits"
    r"|institute of art|art institute|nationalm|athen[ae]+um|\bakademie\b|courtauld",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"\bprivate\b|\bpriv[ée]e?\b|\bprivat", re.IGNORECASE)


def museum(name: str, *, city: str = "", country: str = "") -> VenueRecord | None:
    """The museum of a name; None for a library, a church, an archive or a private collection."""
    if not _MUSEUM.search(name) or _PRIVATE.search(name):
        return None
    return VenueRecord(
        source_id=clipped(fold(f"{name}, {city}" if city else name), NAME),
        name=clipped(name, NAME),
        kind="museum",
        city=city[:100],
        country=country[:100],
    )
