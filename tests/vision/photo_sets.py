"""Small photo sets on disk, and results as if they had been recognized."""

from pathlib import Path

import cv2
import numpy as np

from vision.evaluation.run import Claim, Result

QUAD = ((0.1, 0.1), (0.6, 0.1), (0.6, 0.6), (0.1, 0.6))


def write_picture(path: Path, seed: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    written, data = cv2.imencode(".jpg", np.random.default_rng(seed).integers(0, 255, (48, 64, 3), dtype=np.uint8))
    assert written
    path.write_bytes(data.tobytes())
    return path


def make_set(folder: Path, truth: str | bytes) -> Path:
    for number, name in enumerate(("a.jpg", "b.jpg", "c.jpg")):
        write_picture(folder / "queries" / name, number)
    for number, name in enumerate(("x.jpg", "y.jpg")):
        write_picture(folder / "references" / name, 10 + number)
    rows = truth if isinstance(truth, bytes) else ("query,reference\n" + truth).encode()
    (folder / "ground_truth.csv").write_bytes(rows)
    return folder


def result(
    expected: set[int], claims: list[tuple[int, float, bool]], *, rank: int | None = 0, photo_set: str = "set"
) -> Result:
    """``claims``: reference, confidence, whether it is a match."""
    return Result(
        photo_set=photo_set,
        path=Path("photo.jpg"),
        expected=frozenset(expected),
        rank_before=rank if expected else None,
        claims=tuple(Claim(number, confidence, is_match, 30, 0.8, QUAD) for number, confidence, is_match in claims),
        milliseconds={"vote": 40.0, "recognize": 100.0},
    )
