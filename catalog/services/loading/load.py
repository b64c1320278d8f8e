"""The one loader: idempotent on (source, source id), in chunks, and no record stops another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.apps import apps
from django.db import DataError, IntegrityError

from catalog.ingest.records import ArtworkRecord
from catalog.services.images import UnusableImage
from catalog.services.loading.drafts import Draft, InvalidRecord, draft_artwork
from catalog.services.loading.pictures import picture_pool, store_pictures
from catalog.services.loading.write import Change, Writer

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a record: a change, or ``rejected`` with a stable reason code and a message."""

    record: ArtworkRecord
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


def load_artworks(
    records: Iterable[ArtworkRecord], *, on_row: Callable[[RowOutcome], None] = lambda _: None
) -> LoadCounts:
    """Creates or updates the artworks with their artists, images, prices and displays.

    What a record says replaces what its source said before. Images are added, never removed; what was taken down stays
    down. A record that cannot be written is rejected whole and alone. ``on_row`` is called once for each record, in
    order, after the transaction of its chunk has committed.

    Raises:
        OSError: Picture files cannot be written (a full disk); all chunks before stand, and loading again continues.
    """
    counts = LoadCounts()
    writer = Writer()
    with picture_pool() as pool:
        for chunk in _chunks(records):
            for outcome in _load_chunk(chunk, writer, pool):
                counts.add(outcome)
                on_row(outcome)
    writer.finish()
    return counts


def _chunks(records: Iterable[ArtworkRecord]) -> Iterator[list[ArtworkRecord]]:
    """Chunks in which no artwork comes twice: the second time is an update of the first."""
    chunk: dict[tuple[str, str], ArtworkRecord] = {}
    for record in records:
        if len(chunk) == _CHUNK or (record.source, record.source_id) in chunk:
            yield list(chunk.values())
            chunk = {}
        chunk[record.source, record.source_id] = record
    if chunk:
        yield list(chunk.values())


def _load_chunk(records: Sequence[ArtworkRecord], writer: Writer, pool: ThreadPoolExecutor) -> list[RowOutcome]:
    """The outcome of every record, in order."""
    outcomes: dict[int, RowOutcome] = {}
    drafts: list[Draft] = []
    for record, pictures in zip(records, store_pictures(pool, records), strict=True):
        if isinstance(pictures, UnusableImage):
            outcomes[id(record)] = RowOutcome(record, None, pictures.reason, str(pictures))
            continue
        try:
            drafts.append(draft_artwork(record, pictures))
        except InvalidRecord as invalid:
            outcomes[id(record)] = RowOutcome(record, None, "value_invalid", str(invalid))
    outcomes |= {id(outcome.record): outcome for outcome in _write_or_halve(drafts, writer)}
    return [outcomes[id(record)] for record in records]


def _write_or_halve(drafts: Sequence[Draft], writer: Writer) -> list[RowOutcome]:
    """Writes the drafts; when the database refuses them, halves them until what it refuses stands alone."""
    if not drafts:
        return []
    try:
        changes = writer.write(drafts)
    except (IntegrityError, DataError) as error:
        if len(drafts) == 1:
            return [RowOutcome(drafts[0].record, None, *_refusal(error))]
        again = [draft_artwork(draft.record, draft.pictures) for draft in drafts]
        middle = len(again) // 2
        return _write_or_halve(again[:middle], writer) + _write_or_halve(again[middle:], writer)
    return [RowOutcome(draft.record, change) for draft, change in zip(drafts, changes, strict=True)]


def _refusal(error: IntegrityError | DataError) -> tuple[str, str]:
    """(reason code, message): the broken constraint's own name and words, where the database names it."""
    for model in apps.get_app_config("catalog").get_models():
        for constraint in model._meta.constraints:  # noqa: SLF001 - documented by Django
            if constraint.name in str(error):
                return constraint.name, str(constraint.violation_error_message)
    return "refused_by_database", str(error)
