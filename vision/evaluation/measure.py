"""Photo sets and distractors → a catalogue in memory, every photo recognized, and everything worth knowing about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vision.engine import Networks
from vision.evaluation.catalogue import MemoryCatalogue
from vision.evaluation.figures import peak_memory_bytes
from vision.evaluation.photos import PhotoSet
from vision.evaluation.pictures import PictureStore, StoredEntry, compute_entries, index_of
from vision.evaluation.run import Result, Wanted, run

Bar = Callable[[str, int], Callable[[int], None]]
"""(what, how many) → a function that is told how many more are done."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with: the networks, the store of what is known already, and how progress is shown."""

    networks: Networks
    store: PictureStore
    bar: Bar


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished run."""

    results: list[Result]
    references: list[Path]
    """The picture files by catalogue number: the distractors, then the sets' references."""
    distractors: int
    catalogue: MemoryCatalogue
    entries: dict[int, StoredEntry]
    """What the catalogue holds; files that cannot be read are absent."""
    unreadable: dict[Path, str]
    """References that are no pictures or not there, and why."""
    unlabelled: list[Path]
    """Photos left out, because the ground truth does not name them."""
    peak_memory_bytes: int


def measure(sets: Sequence[PhotoSet], distractors: Sequence[Path], tools: Tools, *, wanted: Wanted) -> Measured:
    """Indexes all references and distractors, and recognizes every photo.

    The distractors come first, so that their index can be read from the store whatever the sets are.
    """
    networks, store, bar = tools.networks, tools.store, tools.bar
    others = list(dict.fromkeys(distractors))
    paths = list(dict.fromkeys([*others, *(path for photo_set in sets for path in photo_set.references)]))
    entries = compute_entries(paths, networks, store=store, progress=bar("reading", 2 * len(paths)))
    first = len(others)
    known = {number: entry for number, entry in entries.items() if number < first}
    catalogue = MemoryCatalogue(
        networks, index_of(known, networks, folder=store.folder, progress=bar("indexing", len(known)))
    )
    catalogue.add(entries)
    numbers = {path: number for number, path in enumerate(paths)}
    recognized = bar("recognizing", sum(len(photo_set.queries) for photo_set in sets))
    results = [
        result
        for photo_set in sets
        for result in run(photo_set, numbers, catalogue, progress=recognized, wanted=wanted)
    ]
    return Measured(
        results=results,
        references=paths,
        distractors=first,
        catalogue=catalogue,
        entries=entries,
        unreadable=dict(store.unreadable),
        unlabelled=[path for photo_set in sets for path in photo_set.unlabelled],
        peak_memory_bytes=peak_memory_bytes(),
    )
