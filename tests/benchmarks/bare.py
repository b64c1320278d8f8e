"""``recognize()`` alone, in a process of its own that has what a recognition worker has, and nothing else to do."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import django

# As the Procfile starts the recognition worker.
WORKER_ENVIRONMENT = {"OMP_NUM_THREADS": "1"}


def _answer(photos: Connection) -> None:
    """For each photo sent: recognizes it, and sends the milliseconds that took. An empty one ends it."""
    django.setup()
    # The models can be imported from here on.
    from vision.pipeline import recognize  # noqa: PLC0415
    from vision.structures import Photo  # noqa: PLC0415
    from workers.engine import fresh_engine  # noqa: PLC0415

    engine = fresh_engine()
    while data := photos.recv_bytes():
        started_at = time.perf_counter()
        recognize(Photo(data), engine)
        photos.send((time.perf_counter() - started_at) * 1000)


class BareRecognizer:
    """Asks the process."""

    def __init__(self, photos: Connection) -> None:
        self._photos = photos

    def milliseconds(self, photo: bytes) -> float:
        """What ``recognize()`` took for a photo."""
        self._photos.send_bytes(photo)
        took: float = self._photos.recv()
        return took


@contextmanager
def bare_recognizer() -> Iterator[BareRecognizer]:
    """The process, until the end of the block."""
    ours, theirs = multiprocessing.Pipe()
    before = dict(os.environ)
    os.environ.update(WORKER_ENVIRONMENT)
    process = multiprocessing.get_context("spawn").Process(target=_answer, args=(theirs,), daemon=True)
    process.start()
    os.environ.clear()
    os.environ.update(before)
    theirs.close()  # so that its death is noticed here
    try:
        yield BareRecognizer(ours)
    finally:
        process.terminate()
        process.join()
