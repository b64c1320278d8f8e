"""Paints works in parallel processes. Nothing here or below needs Django, so a painter starts in a moment."""

import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import cv2

from vision.studios.studio import Painter, Size
from workers.management.sample.works import SampleWork

_JPEG_QUALITY = 91


def painted(works: Sequence[SampleWork], folder: Path) -> Generator[Path, None, None]:
    """Paints the works on all cores and yields their JPEG files, in order, as they are finished.

    Raises:
        OSError: A file cannot be written.
    """
    if not works:
        return
    with (
        _single_threaded_numpy(),
        ProcessPoolExecutor(
            len(os.sched_getaffinity(0)), mp_context=multiprocessing.get_context("spawn"), initializer=_start_painter
        ) as pool,
    ):
        jobs = [
            pool.submit(paint_file, work.studio.paint, work.seed, work.size_wh, folder / f"{number:05}.jpg")
            for number, work in enumerate(works)
        ]
        try:
            for job in jobs:
                yield job.result()
        finally:
            pool.shutdown(cancel_futures=True)


def paint_file(paint: Painter, seed: int, size_wh: Size, path: Path) -> Path:
    """Paints one work into a JPEG file, and returns its path.

    Raises:
        OSError: The file cannot be written.
    """
    image = paint(seed, size_wh)
    options = (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY, cv2.IMWRITE_JPEG_OPTIMIZE, 1)
    _, encoded = cv2.imencode(".jpg", image[:, :, ::-1], options)
    path.write_bytes(encoded.tobytes())
    return path


def _start_painter() -> None:
    """One painter to a core; Ctrl-C is for the command, which then ends its painters."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)


@contextmanager
def _single_threaded_numpy() -> Iterator[None]:
    """Painters started meanwhile read this when they import NumPy; its threads would only get in each other's way."""
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OPENBLAS_NUM_THREADS"]
        else:
            os.environ["OPENBLAS_NUM_THREADS"] = before
