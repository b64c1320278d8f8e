"""The works to train on: a catalogue's public-domain rows with their pictures, some held out for measuring."""

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from vision.structures import RgbImage

PUBLIC_DOMAIN = frozenset({"cc0_museum", "pd_life70", "pd_by_year", "pd_by_style"})
"""Values of ``pd_status`` that allow training of weights which are given away."""


class CatalogueUnusable(Exception):
    """The catalogue file or a picture it names cannot be used; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Work:
    """One work: its clean picture, and whether that picture was squashed to a square (then its aspect is unknown)."""

    source_id: str
    artist: str
    picture: RgbImage
    is_squashed: bool


def read_picture(path: Path) -> RgbImage:
    """Decode a picture file to RGB.

    Raises:
        CatalogueUnusable: the file is missing or no picture.
    """
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        msg = f"{path} is missing or not a picture; check --images, which the catalogue's image paths are relative to"
        raise CatalogueUnusable(msg)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def read_works(catalogue: Path, images: Path, *, statuses: Collection[str] | None = PUBLIC_DOMAIN) -> Iterable[Work]:
    """The catalogue's works whose ``pd_status`` is one of ``statuses`` (None: all), in the file's order.

    Raises:
        CatalogueUnusable: a column is missing, or a picture is.
    """
    with catalogue.open(newline="", encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        missing = {"image", "source", "source_id", "artist", "pd_status"} - set(rows.fieldnames or ())
        if missing:
            msg = f"{catalogue} has no column {', '.join(sorted(missing))}; see the training card for the format"
            raise CatalogueUnusable(msg)
        for row in rows:
            if statuses is None or row["pd_status"] in statuses:
                picture = read_picture(images / row["image"])
                squashed = row.get("aspect_true") == "0"
                yield Work(f"{row['source']}:{row['source_id']}", row["artist"], picture, squashed)


def hold_out(works: Sequence[Work], count: int, seed: int) -> tuple[list[Work], list[Work]]:
    """Split off ``count`` works: (to train on, held out). The same seed holds out the same works.

    Raises:
        CatalogueUnusable: there are not more works than are to be held out.
    """
    if len(works) <= count:
        msg = f"{len(works)} works are too few to hold out {count}: give a larger catalogue or a smaller --held-out"
        raise CatalogueUnusable(msg)
    out = set(np.random.default_rng(seed).choice(len(works), count, replace=False).tolist())
    return [w for i, w in enumerate(works) if i not in out], [w for i, w in enumerate(works) if i in out]
