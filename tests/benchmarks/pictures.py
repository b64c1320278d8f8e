"""What it costs to take in a picture: to check, store and thumbnail it, and to embed it; each beside the bare work.

``python -m tests.benchmarks.pictures`` prints a JSON object.
"""

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from PIL import Image

from tests.benchmarks.environment import product_environment

SIZES = ((800, 600), (768, 1024), (1600, 1200))
"""Of catalogue pictures, in pixels; a third of each."""


@dataclass(frozen=True, slots=True)
class PictureCosts:
    """Pictures a second: medians of the rounds; and the median of the rounds' ratios."""

    pictures: int
    bare_per_s: float
    stored_per_s: float
    stored_share: float
    forward_per_s: float
    embedded_per_s: float
    embedded_share: float


def main() -> None:
    """Measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pictures", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each measurement (default: %(default)s)")
    parser.add_argument("--each", type=int, default=4, help="pictures of each of 18 studios (default: %(default)s)")
    options = parser.parse_args()
    with product_environment():
        json.dump(asdict(measure(options.rounds, options.each)), sys.stdout)


def measure(rounds: int, each: int) -> PictureCosts:
    """In turns, so that another load on the machine weighs on both sides alike."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    call_command("migrate", verbosity=0)
    pictures = _paint(each)
    stored = [_storing(pictures) for _ in range(rounds)]
    embedded = _embedding(pictures, rounds)
    return PictureCosts(
        pictures=len(pictures),
        bare_per_s=median(bare for bare, _ in stored),
        stored_per_s=median(product for _, product in stored),
        stored_share=median(product / bare for bare, product in stored),
        forward_per_s=median(bare for bare, _ in embedded),
        embedded_per_s=median(product for _, product in embedded),
        embedded_share=median(product / bare for bare, product in embedded),
    )


def _paint(each: int) -> list[bytes]:
    """JPEG files."""
    from vision.studios import STUDIOS  # noqa: PLC0415

    files = []
    for number in range(each):
        for place, studio in enumerate(STUDIOS):
            buffer = io.BytesIO()
            painted = studio.paint(number, SIZES[(place + number) % len(SIZES)])
            Image.fromarray(painted).save(buffer, "JPEG", quality=90)
            files.append(buffer.getvalue())
    return files


def _per_s(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def _storing(pictures: Sequence[bytes]) -> tuple[float, float]:
    """(bare decode and resize, ``store_picture``), on every core."""
    from django.conf import settings  # noqa: PLC0415

    from catalog.services.images import THUMBNAIL_MAX_PX, store_picture  # noqa: PLC0415

    def decode_and_resize(data: bytes) -> None:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            picture.thumbnail((THUMBNAIL_MAX_PX, THUMBNAIL_MAX_PX), Image.Resampling.LANCZOS)

    for path in Path(settings.MEDIA_ROOT).glob("*/*/*"):  # the folders stay, as in any catalogue that is not new
        path.unlink()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        bare = _per_s(len(pictures), lambda: list(threads.map(decode_and_resize, pictures)))
        product = _per_s(len(pictures), lambda: list(threads.map(store_picture, pictures)))
    return bare, product


def _embedding(pictures: Sequence[bytes], rounds: int) -> list[tuple[float, float]]:
    """(the network's forward pass alone over decoded pictures, the task from files to rows in the database)."""
    from catalog.models import Embedding, ReferenceImage  # noqa: PLC0415
    from tests.factories import make_reference_image  # noqa: PLC0415
    from workers.embeddings import embed_pending  # noqa: PLC0415
    from workers.engine import networks  # noqa: PLC0415
    from workers.pictures import Readable, read_ahead  # noqa: PLC0415

    for picture in pictures:
        make_reference_image(picture=picture)
    embedder, count = networks().embedder, len(pictures)
    read = read_ahead(ReferenceImage.objects.all(), networks().config, batch_size=count)
    decoded = [each.pixels for batch in read for each in batch if isinstance(each, Readable)]
    embedder.embed(decoded)  # warm
    turns = []
    for _ in range(rounds):
        Embedding.objects.all().delete()
        bare = _per_s(count, lambda: embedder.embed(decoded))
        turns.append((bare, _per_s(count, lambda: embed_pending(limit=count))))
    return turns


if __name__ == "__main__":
    main()
