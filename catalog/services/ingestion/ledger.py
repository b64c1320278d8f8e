"""Settles rows: each is created, updated, unchanged, rejected or skipped, and nothing is loaded that stands already.

A record's digest is made of the record and of the size and time of its picture files, so a row whose words have not
changed is neither drafted nor compared. What people changed by hand meanwhile stays until its source says something
new.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from catalog.ingest.records import ArtworkRecord, Record
from catalog.ingest.rows import IngestRow, UnusableRow
from catalog.models import Artwork, IngestedRecord, IngestionJob, IngestReject
from catalog.services.ingestion.known_rows import KnownRow, KnownRows
from catalog.services.ingestion.memory import DIGEST_VERSION, GONE, by_source, remembered, standing
from catalog.services.ingestion.rejects import pack_cells
from catalog.services.loading import Change, Loader, RecordKey, record_key
from catalog.services.loading.load import Prepared
from catalog.services.loading.picture_files import PictureFiles
from catalog.services.loading.pictures import picture_paths
from catalog.services.loading.validation import is_text
from catalog.services.loading.wanted_pictures import web_pictures
from catalog.services.publishing import publish_artworks

REPEATED = "repeated"
_REPEATED = "Another row of this file has this id and says something else; the first one stands."


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was read as a record."""

    number: int
    row: IngestRow
    record: Record
    key: RecordKey
    digest: str
    row_digest: str


@dataclass(slots=True)
class Account:
    """What became of a chunk's rows."""

    counts: Counter[str] = field(default_factory=Counter)
    rejects: list[IngestReject] = field(default_factory=list)
    unreadable: int = 0
    """Rows that are no record, so that nobody knows which."""
    pictures_named: int = 0


@dataclass(slots=True)
class Batch:
    """Records of which no two are about the same thing, as far as they are settled."""

    to_load: list[Entry]
    unchanged: list[Entry]
    skipped: list[Entry]
    known: dict[RecordKey, IngestedRecord]
    """What is remembered of them."""
    returned: set[RecordKey]
    """Those that were gone."""
    prepared: Prepared = ()


class Ledger:
    """Settles the rows of one chunk: ``prepare`` before its transaction, ``settle`` in it."""

    def __init__(
        self, job: IngestionJob, loader: Loader, source: str, rows: Sequence[IngestRow | KnownRow], known: KnownRows
    ) -> None:
        self._job = job
        self._loader = loader
        self._source = source
        self._known = known
        self._rows = [(number, row) for number, row in enumerate(rows, job.rows_read) if isinstance(row, IngestRow)]
        self._stand = [row.remembered for row in rows if isinstance(row, KnownRow)]
        self._repeats, self._first = _apart(self._entries())

    def prepare(self) -> Batch:
        """Looks up what is known, and puts the pictures of what is to be loaded in place. Raises ``OSError``."""
        return self._prepared(self._first)

    def settle(self, batch: Batch) -> Account:
        """Loads the rows, of which ``prepare`` prepared the first of each kind, in the caller's transaction."""
        account = Account(Counter(unchanged=len(self._stand)))
        self._see(self._stand)
        for number, row in self._rows:
            if row.problem is not None:
                account.unreadable += 1
                self._reject(account, number, row, row.problem)
        self._settle_batch(account, batch)
        repeats = self._repeats
        while repeats:
            repeats, again = _apart(repeats)
            self._settle_batch(account, self._prepared(again))
        return account

    def _prepared(self, entries: Sequence[Entry]) -> Batch:
        batch = _sort_out(self._job, entries)
        batch.prepared = self._loader.prepare([entry.record for entry in batch.to_load])
        return batch

    def _settle_batch(self, account: Account, batch: Batch) -> None:
        account.counts["unchanged"] += len(batch.unchanged)
        for entry in batch.skipped:
            account.counts["skipped"] += 1
            repeated = self._noted(entry.number, entry.row, UnusableRow(REPEATED, _REPEATED), is_retryable=False)
            account.rejects.append(repeated)
        seen: list[int] = []
        said: list[Entry] = []
        for entry in batch.unchanged:
            before = batch.known[entry.key]
            if before.row_digest == entry.row_digest:
                seen.append(before.pk)
            else:
                said.append(entry)
        outcomes = self._loader.write(batch.prepared)
        published = _publish_again(batch.returned)
        for entry, outcome in zip(batch.to_load, outcomes, strict=True):
            if outcome.change is None:
                self._reject(account, entry.number, entry.row, UnusableRow(outcome.reason, outcome.message))
                if entry.key in batch.known:  # its source has it still, however it puts it
                    seen.append(batch.known[entry.key].pk)
            else:
                change = Change.UPDATED if entry.key in published else outcome.change
                account.counts[change.value] += 1
                account.pictures_named += _pictures_named(entry.record)
                said.append(entry)
        self._see(seen)
        self._remember(said)

    def _entries(self) -> Iterator[Entry]:
        for number, row in self._rows:
            if row.record is not None:
                key, digest = record_key(row.record, self._source), digest_of(row.record, self._loader.files)
                # What picture files hold, no row tells.
                row_digest = "" if picture_paths(row.record) else self._known.digest_of(row.cells)
                yield Entry(number, row, row.record, key, digest, row_digest)

    def _see(self, remembered_ids: Sequence[int]) -> None:
        IngestedRecord.objects.filter(pk__in=remembered_ids).update(job=self._job, format=self._job.format)

    def _remember(self, entries: Sequence[Entry]) -> None:
        said = (
            IngestedRecord(
                kind=entry.key[0],
                source=entry.key[1],
                source_id=entry.key[2],
                format=self._job.format,
                digest=entry.digest,
                row_digest=entry.row_digest,
                job=self._job,
            )
            for entry in sorted(entries, key=lambda entry: entry.key)  # in one order for all
        )
        IngestedRecord.objects.bulk_create(
            said,
            update_conflicts=True,
            unique_fields=("kind", "source", "source_id"),
            update_fields=("format", "digest", "row_digest", "job"),
        )

    def _reject(self, account: Account, number: int, row: IngestRow, problem: UnusableRow) -> None:
        account.counts["rejected"] += 1
        is_whole = len(row.cells) == len(self._job.columns)
        account.rejects.append(self._noted(number, row, problem, is_retryable=is_whole))

    def _noted(self, number: int, row: IngestRow, problem: UnusableRow, *, is_retryable: bool) -> IngestReject:
        return IngestReject(
            job=self._job,
            row=number,
            line=row.line,
            reason=problem.reason[:60],
            message=str(problem).replace("\x00", "").encode(errors="backslashreplace").decode(),
            cells=pack_cells(row.cells),
            is_retryable=is_retryable,
        )


def digest_of(record: Record, files: PictureFiles) -> str:
    """The same for the same words and the same picture files."""
    facts = [files.facts(path) for path in picture_paths(record)]
    said = repr((DIGEST_VERSION, record, facts))
    return hashlib.blake2b(said.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _apart(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """(those about something that came before among them, the first about each thing)."""
    first: dict[RecordKey, Entry] = {}
    repeats = [entry for entry in entries if first.setdefault(entry.key, entry) is not entry]
    return repeats, list(first.values())


def _sort_out(job: IngestionJob, entries: Sequence[Entry]) -> Batch:
    known = remembered([entry.key for entry in entries if is_text("".join(entry.key))])
    same = [entry for entry in entries if entry.key in known and known[entry.key].digest == entry.digest]
    stand = standing([entry.key for entry in same])
    returned = {key for key, row in known.items() if row.digest == GONE}
    batch = Batch([], [], [], known, returned)
    for entry in entries:
        row = known.get(entry.key)
        is_repeat = row is not None and row.job_id == job.pk
        if row is not None and row.digest == entry.digest and entry.key in stand and (is_repeat or not _reloads(job)):
            batch.unchanged.append(entry)
        elif is_repeat:
            batch.skipped.append(entry)
        else:
            batch.to_load.append(entry)
    return batch


def _publish_again(returned: Collection[RecordKey]) -> set[RecordKey]:
    """Publishes what was unpublished because it was gone, and is told of again; returns which of them."""
    published: set[RecordKey] = set()
    for (kind, source), source_ids in by_source(returned).items():
        drafts = Artwork.objects.filter(source=source, source_id__in=source_ids, status=Artwork.Status.DRAFT)
        ids = dict(drafts.values_list("source_id", "pk"))
        if ids:
            publish_artworks(list(ids.values()))
        published.update((kind, source, source_id) for source_id in ids)
    return published


def _reloads(job: IngestionJob) -> bool:
    return bool(job.options["reload"])


def _pictures_named(record: Record) -> int:
    return sum(1 for _ in web_pictures(record)) if isinstance(record, ArtworkRecord) else 0
