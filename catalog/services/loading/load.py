"""The one loader: idempotent on (source, source id), in chunks, and no record stops another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.apps import apps
from django.db import DataError, IntegrityError, models

from catalog.ingest.records import ArtistRecord, ArtworkRecord, ExhibitionRecord, Record, VenueRecord
from catalog.services.images import UnusableImage
from catalog.services.joining import join_entities
from catalog.services.loading.drafts import AnyDraft, draft_artwork, draft_entity
from catalog.services.loading.picture_files import FilesOnDisk, PictureFiles
from catalog.services.loading.pictures import picture_pool, store_pictures
from catalog.services.loading.validation import InvalidRecord
from catalog.services.loading.write import Change, Writer

_CHUNK = 200
_KINDS = {ArtworkRecord: "artwork", ArtistRecord: "artist", VenueRecord: "venue", ExhibitionRecord: "exhibition"}

RecordKey = tuple[str, str, str]
"""(kind, source, source id) of a record."""


def record_key(record: Record, source: str) -> RecordKey:
    """What a record of a feed of ``source`` is about."""
    return _KINDS[type(record)], record.source or source, record.source_id


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a record: a change, or ``rejected`` with a stable reason code and a message."""

    record: Record
    change: Change | None
    reason: str = ""
    message: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether nothing of the record was written."""
        return self.change is None


@dataclass(slots=True)
class LoadCounts:
    """How many records were read, by what became of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All that were read."""
        return self.created + self.updated + self.unchanged + self.rejected

    def add(self, outcome: RowOutcome) -> None:
        """Counts one more record."""
        name = "rejected" if outcome.change is None else outcome.change.value
        setattr(self, name, getattr(self, name) + 1)


Prepared = Sequence[AnyDraft | RowOutcome]
"""For each record its draft, or why there is none."""


class Loader:
    """One load. What it says replaces what a source said before; within it, the first word about an artist stands.

    Images are added, never removed; what was taken down stays down. Records that stand alone belong to ``source``.
    Pictures come from ``files``. A dry run stores none; that its rows do not stay is the caller's to see to. Closes its
    threads and the files on leaving.
    """

    def __init__(
        self, source: str, files: PictureFiles, *, is_dry_run: bool = False, job_id: int | None = None
    ) -> None:
        self._source = source
        self.files = files
        self._is_dry_run = is_dry_run
        self._writer = Writer(job_id)
        self._pool: ThreadPoolExecutor = picture_pool()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends its threads, and closes its files."""
        self._pool.shutdown()
        self.files.close()

    def prepare(self, records: Sequence[Record]) -> Prepared:
        """Puts the pictures of the records in place and drafts their rows, outside of any transaction.

        Raises:
            OSError: Picture files cannot be written (a full disk).
        """
        works = [record for record in records if isinstance(record, ArtworkRecord)]
        pictures = iter(store_pictures(self._pool, works, self.files, is_dry_run=self._is_dry_run))
        prepared: list[AnyDraft | RowOutcome] = []
        for record in records:
            try:
                if isinstance(record, ArtworkRecord):
                    stored = next(pictures)
                    if isinstance(stored, UnusableImage):
                        prepared.append(RowOutcome(record, None, stored.reason, str(stored)))
                    else:
                        prepared.append(draft_artwork(record, stored))
                else:
                    prepared.append(draft_entity(record, self._source))
            except InvalidRecord as invalid:
                prepared.append(RowOutcome(record, None, "value_invalid", str(invalid)))
        return prepared

    def write(self, prepared: Prepared) -> list[RowOutcome]:
        """Writes the drafts, in a transaction of its own or in the caller's; the outcome of every record, in order.

        No two drafts may be of the same thing. After a transaction that was rolled back, load with a new loader.
        """
        drafts = [each for each in prepared if not isinstance(each, RowOutcome)]
        written = iter(_write_or_halve(drafts, self._writer))
        return [each if isinstance(each, RowOutcome) else next(written) for each in prepared]

    def finish(self, *, has_changed: bool) -> None:
        """Call once all is written: new images are embedded, and what other sources know already is joined.

        ``has_changed`` says whether the load, other loaders of it included, created or updated anything.
        """
        self._writer.finish()
        if has_changed and not self._is_dry_run:
            join_entities()


def load_records(
    records: Iterable[Record], *, source: str, on_row: Callable[[RowOutcome], None] = lambda _: None
) -> LoadCounts:
    """Creates or updates what the records speak of: artworks with artists, images, prices and displays, and others.

    A record that cannot be written is rejected whole and alone. ``on_row`` is called once for each record, in order,
    after the transaction of its chunk has committed.

    Raises:
        OSError: Picture files cannot be written (a full disk); all chunks before stand, and loading again continues.
    """
    counts = LoadCounts()
    with Loader(source, FilesOnDisk()) as loader:
        for chunk in _chunks(records, source):
            for outcome in loader.write(loader.prepare(chunk)):
                counts.add(outcome)
                on_row(outcome)
        loader.finish(has_changed=counts.created + counts.updated > 0)
    return counts


def _chunks(records: Iterable[Record], source: str) -> Iterator[list[Record]]:
    """Chunks in which nothing comes twice: the second time is an update of the first."""
    chunk: dict[RecordKey, Record] = {}
    for record in records:
        key = record_key(record, source)
        if len(chunk) == _CHUNK or key in chunk:
            yield list(chunk.values())
            chunk = {}
        chunk[key] = record
    if chunk:
        yield list(chunk.values())


def _write_or_halve(drafts: Sequence[AnyDraft], writer: Writer) -> list[RowOutcome]:
    """Writes the drafts; when the database refuses them, halves them until what it refuses stands alone."""
    if not drafts:
        return []
    try:
        changes = writer.write(drafts)
    except (IntegrityError, DataError) as error:
        if len(drafts) == 1:
            return [RowOutcome(drafts[0].record, None, *_refusal(error))]
        again = [draft.anew() for draft in drafts]
        middle = len(again) // 2
        return _write_or_halve(again[:middle], writer) + _write_or_halve(again[middle:], writer)
    return [RowOutcome(draft.record, change) for draft, change in zip(drafts, changes, strict=True)]


def _refusal(error: IntegrityError | DataError) -> tuple[str, str]:
    """(reason code, message): the broken constraint's own name and words, where the database says which it is."""
    for model in apps.get_app_config("catalog").get_models():
        for constraint in model._meta.constraints:  # noqa: SLF001 - documented by Django
            if constraint.name in str(error) or str(error).endswith(f"failed: {_columns(model, constraint)}"):
                return constraint.name, str(constraint.violation_error_message)
    return "refused_by_database", str(error)


def _columns(model: type[models.Model], constraint: models.BaseConstraint) -> str:
    """The columns that shall be unique together, in SQLite's words, which leave the constraint's name out."""
    fields = constraint.fields if isinstance(constraint, models.UniqueConstraint) else ()
    table, of_field = model._meta.db_table, {each.name: each.column for each in model._meta.concrete_fields}  # noqa: SLF001
    return ", ".join(f"{table}.{of_field[name]}" for name in fields) or constraint.name
