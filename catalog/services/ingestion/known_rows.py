"""Knows rows again that were loaded before word for word: nobody needs to read, draft or compare them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog import folding, ingest
from catalog.ingest.feeds import Feed
from catalog.ingest.rows import RawRow
from catalog.ingest.sources import ADAPTERS
from catalog.models import IngestedRecord, IngestionJob
from catalog.services.ingestion.memory import DIGEST_VERSION, GONE, standing
from catalog.services.ingestion.placing import feed_options
from catalog.services.loading import RecordKey


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row whose record stands as the row says it."""

    raw: RawRow
    key: RecordKey
    remembered: int
    """Primary key of what is remembered of the record."""


class KnownRows:
    """The rows of one feed that are known, as one job reads it.

    A row is known by its cells, and by all that its reading hangs on besides: the columns, what the job tells the
    reader, and the reader's code. Of formats whose rows say something only together with others, none is known.
    """

    def __init__(self, job: IngestionJob, feed: Feed) -> None:
        """Asks nothing yet."""
        adapter, options = ADAPTERS[job.format], feed_options(job)
        self._is_row_whole = adapter.is_row_whole
        self._is_asked = adapter.is_row_whole and not job.options["reload"]
        said = (DIGEST_VERSION, _code(), adapter.name, options.source, options.as_of, options.mapping, *feed.columns)
        self._context = hashlib.blake2b(repr(said).encode(errors="surrogatepass"), digest_size=16)

    def digest_of(self, cells: Sequence[str]) -> str:
        """The same for the same cells read in the same way; empty where they do not tell what is read."""
        if not self._is_row_whole:
            return ""
        digest = self._context.copy()
        digest.update("\0".join(cells).encode(errors="surrogatepass"))
        return digest.hexdigest()

    def among(self, rows: Sequence[RawRow]) -> list[KnownRow | None]:
        """For each row what is known of it."""
        if not self._is_asked:
            return [None] * len(rows)
        digests = [self.digest_of(row.cells) for row in rows]
        found = IngestedRecord.objects.filter(row_digest__in=digests).exclude(digest=GONE)
        keys = {
            digest: (pk, (kind, source, source_id))
            for digest, pk, kind, source, source_id in found.values_list(
                "row_digest", "pk", "kind", "source", "source_id"
            )
        }
        stand = standing(key for _, key in keys.values())
        known: list[KnownRow | None] = []
        for row, digest in zip(rows, digests, strict=True):
            pk, key = keys.get(digest, (0, None))
            known.append(KnownRow(row, key, pk) if key in stand and row.problem is None else None)
        return known


@cache
def _code() -> str:
    """Changes with the code that reads rows: what it reads otherwise now is read again."""
    digest = hashlib.blake2b(digest_size=16)
    for path in [*sorted(Path(ingest.__file__).parent.rglob("*.py")), Path(folding.__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
