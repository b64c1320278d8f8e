"""Keeps a worker's indexes in step with the database: the last published generation, plus the changes since."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import faiss
from django.conf import settings

from catalog.selectors.index import LogGap, active_generation, changes_since, last_sequence
from vision.search import BrokenGeneration, read_generation

logger = logging.getLogger(__name__)

# A takedown must leave the answers of every worker within two seconds; half of that is left for the search itself.
STALE_AFTER_S = 1.0
_CHUNK = 1000

Entry = TypeVar("Entry")
Entry_contra = TypeVar("Entry_contra", contravariant=True)


class WritableIndex(Protocol[Entry_contra]):
    """What an index must do to follow the log."""

    @property
    def ids(self) -> set[int]: ...

    def put(self, ids: Sequence[int], entries: Sequence[Entry_contra], /) -> None: ...

    def remove(self, ids: Iterable[int]) -> None: ...


Index = TypeVar("Index", bound=WritableIndex)  # type: ignore[type-arg]  # of the same Entry; Python cannot say so


@dataclass(frozen=True)
class IndexKind(Generic[Index, Entry]):
    """One kind of index: the name of its entries, where they are stored, and how one is made."""

    fingerprint: str
    rows: Callable[[Collection[int] | None], Iterable[tuple[int, bytes]]]
    """The published (reference image id, packed entry) rows: all, or of the given images."""
    unpack: Callable[[bytes], Entry]
    is_searchable: Callable[[bytes], bool]
    """Whether a row has anything to find it by."""
    new: Callable[[], Index]
    over: Callable[[faiss.Index], Index]
    """The index over a generation's file."""


def batched_rows(rows: Iterable[tuple[int, bytes]]) -> Iterable[list[tuple[int, bytes]]]:
    """Lists of up to a thousand rows, so that a whole catalogue is never in memory twice."""
    remaining = iter(rows)
    while batch := list(islice(remaining, _CHUNK)):
        yield batch


class IndexFollower(Generic[Index, Entry]):
    """One process's view of one index. Safe to refresh from several threads."""

    def __init__(self, kind: IndexKind[Index, Entry]) -> None:
        self._kind = kind
        self._lock = threading.Lock()
        self._refreshed_at = -float("inf")
        self.index = kind.new()
        self.generation = 0
        self.sequence = -1

    def refresh(self, *, now: bool = False) -> None:
        """Reads what has changed, unless that was done within the last second (``now`` reads in any case)."""
        with self._lock:
            if not now and time.monotonic() - self._refreshed_at < STALE_AFTER_S:
                return
            started_at = time.monotonic()
            if self._is_superseded():
                self._load()
            try:
                self._apply_changes()
            except LogGap:
                self._load_table(self.generation)
                self._apply_changes()
            self._refreshed_at = started_at

    def _is_superseded(self) -> bool:
        """True before the first load, and when a new generation holds what this process carries as changes."""
        if self.sequence < 0:
            return True
        active = active_generation(self._kind.fingerprint)
        return active is not None and active.pk > self.generation

    def _load(self) -> None:
        generation = active_generation(self._kind.fingerprint)
        if generation is None:
            self._load_table(0)
            return
        path = Path(settings.INDEX_DIR) / generation.file_name
        try:
            self.index = self._kind.over(read_generation(path, sha256=generation.sha256))
        except BrokenGeneration as error:
            # No traceback: the message says all, and the table is read instead.
            logger.error(  # noqa: TRY400
                "Reading the whole table, because generation %s is unusable: %s", generation.pk, error
            )
            self._load_table(generation.pk)
        else:
            self.generation, self.sequence = generation.pk, generation.sequence

    def _load_table(self, generation: int) -> None:
        # The number is read first: a change made meanwhile is then applied again, which is harmless.
        sequence = last_sequence()
        index = self._kind.new()
        for rows in batched_rows(self._kind.rows(None)):
            index.put([image_id for image_id, _ in rows], [self._kind.unpack(packed) for _, packed in rows])
        self.index, self.generation, self.sequence = index, generation, sequence

    def _apply_changes(self) -> None:
        while True:
            changes = changes_since(self.sequence)
            if not changes.reference_image_ids:
                return
            shown: set[int] = set()
            for rows in batched_rows(self._kind.rows(changes.reference_image_ids)):
                self.index.put([image_id for image_id, _ in rows], [self._kind.unpack(packed) for _, packed in rows])
                shown.update(image_id for image_id, _ in rows)
            self.index.remove(changes.reference_image_ids - shown)
            self.sequence = changes.up_to
