"""Labelled picture files and their vectors, computed once and kept on disk."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vision.classify.fitting import Examples
from vision.classify.heads import Heads, Labels
from vision.config import RecognitionConfig
from vision.decode import decode
from vision.embed import TimmEmbedder
from vision.structures import Photo, RgbImage, Vectors
from vision.weights import read_trained_on

_BATCH = 64


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """A picture file, what is known of it, and the work it shows."""

    path: Path
    labels: Labels
    work: str


def examples_of(
    pictures: Sequence[LabelledPicture], embedder: TimmEmbedder, *, cache: Path, progress: Callable[[int], None]
) -> Examples:
    """The pictures' vectors with their labels, in order; vectors of before are read from the ``cache`` folder.

    Raises:
        UndecodablePhoto: a file is no picture.
        OSError: a file cannot be read.
    """
    digests = [hashlib.sha256(picture.path.read_bytes()).hexdigest() for picture in pictures]
    contents = hashlib.sha256("".join(digests).encode()).hexdigest()
    file = cache / f"{embedder.fingerprint}-{contents[:16]}.npy"
    if file.exists():
        progress(len(pictures))
        vectors = np.load(file)
    else:
        vectors = _embed(pictures, embedder, progress)
        _write(file, vectors)
    # Stored vectors have float16 precision, here as in the database.
    stored = vectors.astype(np.float16).astype(np.float32)
    trained_on = read_trained_on()
    return Examples(
        vectors=stored,
        labels=[picture.labels for picture in pictures],
        works=[picture.work for picture in pictures],
        is_seen=[digest[:16] in trained_on for digest in digests],
    )


def _embed(pictures: Sequence[LabelledPicture], embedder: TimmEmbedder, progress: Callable[[int], None]) -> Vectors:
    batches = [np.zeros((0, embedder.dimension), np.float32)]
    for start in range(0, len(pictures), _BATCH):
        part = [_pixels(picture.path) for picture in pictures[start : start + _BATCH]]
        batches.append(embedder.embed(part).vectors)
        progress(len(part))
    return np.concatenate(batches)


def _pixels(path: Path) -> RgbImage:
    """As the indexing worker reads a reference image before it embeds it."""
    config = RecognitionConfig()
    return decode(Photo(path.read_bytes()), replace(config, photo_long_side_px=config.embedded_long_side_px)).pixels


def _write(file: Path, vectors: Vectors) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".partial.npy")
    np.save(aside, vectors)
    aside.replace(file)


def milliseconds_each(
    pictures: Sequence[LabelledPicture], embedder: TimmEmbedder, heads: Heads, *, sample: int = 40
) -> dict[str, float]:
    """p50 and p95 of looking at one decoded picture and asking all heads, over a sample of the pictures."""
    step = max(1, len(pictures) // sample)
    taken = []
    for picture in pictures[::step][:sample]:
        pixels = _pixels(picture.path)
        started_at = time.perf_counter()
        heads.guess(embedder.embed([pixels]).vectors[0])
        taken.append((time.perf_counter() - started_at) * 1000)
    return {"p50": float(np.percentile(taken, 50)), "p95": float(np.percentile(taken, 95))} if taken else {}
