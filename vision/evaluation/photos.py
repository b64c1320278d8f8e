"""Photo sets with ground truth, as files: ``queries/``, ``references/`` and ``ground_truth.csv``."""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

_LAYOUT = "a photo set has queries/, references/ and ground_truth.csv"
_NAMED_AT_MOST = 5


class PhotoSetUnusable(ValueError):
    """A photo set or catalogue file is not laid out as it should be; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Query:
    """A photo, and the reference files of the works it shows; none = nothing of the set is in it."""

    path: Path
    references: frozenset[Path]


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Photos to recognize and the reference pictures to find."""

    name: str
    queries: tuple[Query, ...]
    references: tuple[Path, ...]
    unlabelled: tuple[Path, ...] = ()
    """Photos that the ground truth does not name: what they show is unknown, so they are not judged."""


def read_photo_set(folder: Path, *, limit: int | None = None) -> PhotoSet:
    """A photo set, or its first ``limit`` queries with all its references. Files may lie in subfolders.

    The ground truth names a file by its path below ``queries/`` or ``references/``; its bare name, another case, or no
    extension will do where only one file can be meant.

    Raises:
        PhotoSetUnusable: a folder or the ground truth is missing, or names a file that is not there.
    """
    rows = _rows(folder / "ground_truth.csv", ("query", "reference"))
    queries = _files(folder / "queries")
    references = _files(folder / "references") if (folder / "references").is_dir() else []
    truth = _truth(folder, rows, _Names(queries, folder / "queries"), _Names(references, folder / "references"))
    labelled = [path for path in queries if path in truth]
    return PhotoSet(
        name=folder.resolve().name,
        queries=tuple(Query(path, frozenset(truth[path])) for path in labelled[:limit]),
        references=tuple(references),
        unlabelled=tuple(path for path in queries if path not in truth),
    )


def read_nothing_to_find(folder: Path, *, limit: int | None = None) -> PhotoSet:
    """Photos with nothing to find: those of ``queries/`` where there is such a folder, else all files of the folder.

    Raises:
        PhotoSetUnusable: the folder is missing or empty.
    """
    files = _files(folder / "queries" if (folder / "queries").is_dir() else folder)
    photos = [path for path in files if path != folder / "ground_truth.csv"]
    if not photos:
        raise PhotoSetUnusable(f"{folder} holds no photos.")
    return PhotoSet(folder.resolve().name, tuple(Query(path, frozenset()) for path in photos[:limit]), ())


def told_apart(sets: Sequence[PhotoSet]) -> list[PhotoSet]:
    """The sets, where the second of a name is called ``name-2``."""
    taken: dict[str, int] = defaultdict(int)
    named = []
    for photo_set in sets:
        taken[photo_set.name] += 1
        count = taken[photo_set.name]
        named.append(photo_set if count == 1 else replace(photo_set, name=f"{photo_set.name}-{count}"))
    return named


def read_distractors(catalogue: Path) -> list[Path]:
    """The picture files of a catalogue CSV (its column ``image``, relative to the CSV's folder).

    Raises:
        PhotoSetUnusable: the file, its column, or every one of its pictures is missing.
    """
    paths = [catalogue.parent / row["image"] for row in _rows(catalogue, ("image",)) if row["image"]]
    if paths and not any(path.is_file() for path in paths):
        raise PhotoSetUnusable(f"{catalogue}: none of its {len(paths)} pictures is there, not even {paths[0]}.")
    return paths


class _Names:
    """Finds a file by what a ground truth calls it."""

    def __init__(self, files: Sequence[Path], folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, set[Path]] = defaultdict(set)
        for path in files:
            inside = PurePosixPath(path.relative_to(folder).as_posix())
            for key in (str(inside), inside.name, str(inside.with_suffix("")), inside.stem):
                self._files[_folded(key)].add(path)

    def find(self, name: str) -> Path | None:
        """The one file that is meant, or None where there is none, or more than one."""
        plain = name.replace("\\", "/").removeprefix("./").removeprefix(f"{self._folder.name}/")
        exact = self._folder / plain
        same = self._files.get(_folded(plain), set())
        if exact in same:
            return exact
        return next(iter(same)) if len(same) == 1 else None


def _folded(name: str) -> str:
    # File systems differ in how they spell an accented letter, and in whether case matters.
    return unicodedata.normalize("NFC", name).casefold()


def _truth(folder: Path, rows: Sequence[dict[str, str]], queries: _Names, references: _Names) -> dict[Path, set[Path]]:
    truth: dict[Path, set[Path]] = {}
    missing: dict[str, list[str]] = {"queries": [], "references": []}
    for row in rows:
        query = queries.find(row["query"])
        if query is None:
            missing["queries"].append(row["query"] or "(an empty name)")
            continue
        expected = truth.setdefault(query, set())
        if row["reference"]:
            reference = references.find(row["reference"])
            if reference is None:
                missing["references"].append(row["reference"])
            else:
                expected.add(reference)
    for kind, names in missing.items():
        if names:
            raise PhotoSetUnusable(
                f"{folder}/ground_truth.csv names {kind} that are not, or more than once, in {kind}/: {_some(names)}."
            )
    return truth


def _some(names: Sequence[str]) -> str:
    distinct = sorted(set(names))
    more = len(distinct) - _NAMED_AT_MOST
    return ", ".join(distinct[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise PhotoSetUnusable(f"{folder} is missing: {_LAYOUT}.")
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    if not path.is_file():
        raise PhotoSetUnusable(f"{path} is missing: {_LAYOUT}." if path.name == "ground_truth.csv" else f"no {path}.")
    try:
        # Spaces around a name or a heading mean nothing; a byte order mark does not either.
        with path.open(newline="", encoding="utf-8-sig") as lines:
            table = [[cell.strip() for cell in cells] for cells in csv.reader(lines, skipinitialspace=True)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise PhotoSetUnusable(f"{path} is no CSV in UTF-8: {error}.") from error
    filled = [cells for cells in table if any(cells)]
    header = [name.casefold() for name in filled[0]] if filled else []
    if missing := [column for column in columns if column not in header]:
        raise PhotoSetUnusable(f"{path} has no column {', '.join(missing)} (separated by commas).")
    places = {column: header.index(column) for column in columns}
    return [{c: cells[at] if at < len(cells) else "" for c, at in places.items()} for cells in filled[1:]]
