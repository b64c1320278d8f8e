"""Labelled pictures from a CSV file of artworks (docs/classification.md)."""

import csv
from pathlib import Path

import numpy as np

from catalog.ingest.years import parse_years
from catalog.selectors.labels import known_labels
from vision.evaluation.labelled import LabelledPicture

_LABELLING = ("style", "artist", "year", "medium", "genre")
_NOT_KNOWN = {"[nan]", "nan", "n/a", "null"}


class UnusableCsv(ValueError):
    """The file names no labelled pictures; the message says what is missing."""


def read_labelled_pictures(path: Path, *, limit: int | None = None) -> list[LabelledPicture]:
    """The rows with a picture; of more than ``limit`` a random sample, always the same.

    Raises:
        UnusableCsv: the file, its columns or a picture is missing.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            columns = set(rows.fieldnames or ())
            if "image" not in columns or not columns & set(_LABELLING):
                raise UnusableCsv(f"{path} needs a column image and one of {', '.join(_LABELLING)}.")
            pictures = [_picture(row, path.parent) for row in rows if row["image"]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableCsv(f"{path} cannot be read as a CSV file in UTF-8: {error}") from error
    chosen = np.random.default_rng(0).permutation(len(pictures))[:limit]
    return [pictures[n] for n in sorted(chosen)]


def _picture(row: dict[str, str], folder: Path) -> LabelledPicture:
    cells = {column: _known(row.get(column)) for column in (*_LABELLING, "source", "source_id")}
    picture = folder / row["image"]
    if not picture.is_file():
        raise UnusableCsv(f"{picture} is missing: pictures are looked for in the folder of the CSV file.")
    years = parse_years(cells["year"])
    labels = known_labels(
        style=cells["style"],
        artist=cells["artist"],
        years=(years.first, years.last),
        medium=cells["medium"],
        genre=cells["genre"],
    )
    work = f"{cells['source']}:{cells['source_id']}" if cells["source_id"] else row["image"]
    return LabelledPicture(picture, labels, work)


def _known(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    return "" if text.casefold() in _NOT_KNOWN else text
