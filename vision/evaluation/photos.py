"""Photo sets with ground truth, as files: ``queries/``, ``references/`` and ``ground_truth.csv``."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class PhotoSetUnusable(ValueError):
    """A photo set or catalogue file is not laid out as it should be; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Query:
    """A photo, and the file names of the references it shows; none = nothing of the set is in it."""

    path: Path
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Photos to recognize and the reference pictures to find."""

    name: str
    queries: tuple[Query, ...]
    references: tuple[Path, ...]


def read_photo_set(folder: Path, *, limit: int | None = None) -> PhotoSet:
    """A photo set, or its first ``limit`` queries with all its references.

    A file of ``queries/`` that the ground truth does not name counts as having nothing to find.

    Raises:
        PhotoSetUnusable: a folder or the ground truth is missing, or names a file that is not there.
    """
    truth: dict[str, set[str]] = defaultdict(set)
    for row in _rows(folder / "ground_truth.csv", ("query", "reference")):
        truth[row["query"]].update({row["reference"]} - {""})
    queries = _files(folder / "queries")
    references = _files(folder / "references") if (folder / "references").is_dir() else []
    names = {path.name for path in references}
    for query, expected in truth.items():
        if not (folder / "queries" / query).is_file():
            raise PhotoSetUnusable(f"{folder}/ground_truth.csv names the query {query}, which is not in queries/.")
        if not expected <= names:
            unknown = ", ".join(sorted(expected - names))
            raise PhotoSetUnusable(f"{folder}/ground_truth.csv names references that are not there: {unknown}.")
    chosen = queries if limit is None else queries[:limit]
    return PhotoSet(
        name=folder.name,
        queries=tuple(Query(path, frozenset(truth.get(path.name, ()))) for path in chosen),
        references=tuple(references),
    )


def read_distractors(catalogue: Path) -> list[Path]:
    """The picture files of a catalogue CSV (its column ``image``, relative to the CSV's folder).

    Raises:
        PhotoSetUnusable: the file or its column is missing.
    """
    return [catalogue.parent / row["image"] for row in _rows(catalogue, ("image",)) if row["image"]]


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise PhotoSetUnusable(f"{folder} is missing: a photo set has queries/, references/ and ground_truth.csv.")
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    if not path.is_file():
        raise PhotoSetUnusable(f"{path} is missing.")
    with path.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise PhotoSetUnusable(f"{path} has no column {', '.join(sorted(missing))}.")
        return [{column: (row[column] or "").strip() for column in columns} for row in reader]
