"""The measurements of the recognition benchmark, over the sample catalogue."""

import io
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
import psutil
from django.conf import settings
from django.core.management import call_command
from PIL import Image
from rich.console import Console

from catalog.models import Embedding, IndexGeneration, LocalDescriptors, ReferenceImage
from catalog.services.index_log import log_index_changes
from tests.benchmarks.bare import WORKER_ENVIRONMENT, BareRecognizer, bare_recognizer
from tests.benchmarks.report import Table
from tests.processes import ApiClient, Process, web_process, worker_process
from vision import weights
from vision.simulate import GALLERY_WALL, photograph
from vision.structures import RgbImage
from workers.embeddings import describe_pending, embed_pending
from workers.engine import networks
from workers.index import publish_generation
from workers.pictures import Readable, read_ahead

CLIENTS = 8
JPEG_QUALITY = 90
# Requests a client of several makes in one turn.
_REQUESTS_EACH = 3


@dataclass
class Latencies:
    """Milliseconds of every request, by what was asked, and how many were answered in a second, by turn."""

    bare: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    bare_per_s: list[float] = field(default_factory=list)
    many_per_s: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)


def measure(folder: Path, console: Console, *, rounds: int, photos: int, works_per_studio: int) -> list[Table]:
    """Everything, in order; a few minutes on two cores."""
    call_command("migrate", verbosity=0)
    call_command("build_sample_catalogue", works_per_studio=works_per_studio)
    ingestion = measure_ingestion(console, rounds)
    publish_generation()
    taken = simulated_photos(photos)
    web, port = web_process(dict(os.environ), folder)
    worker = worker_process("recognition", "recognition", os.environ | WORKER_ENVIRONMENT, folder)
    try:
        worker.launch()
        worker.wait_until_ready()
        start_s, rss_mb = measure_start(web, port)
        with bare_recognizer() as bare:
            latencies = measure_recognition(port, bare, taken, rounds, console)
        rss_after_mb = resident_mb(web)
    finally:
        web.stop()
        worker.stop()
    size = Table(
        "Web process",
        ("", "at start", "after the run"),
        [
            ("launch to first reply, s", f"{start_s:.2f}", ""),
            ("memory of the web process (RSS), MB", f"{rss_mb[0]:.0f}", f"{rss_after_mb[0]:.0f}"),
            ("with granian's own process, MB", f"{rss_mb[1]:.0f}", f"{rss_after_mb[1]:.0f}"),
        ],
    )
    return [*recognition_tables(latencies), ingestion, size, measure_cost()]


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


def measure_ingestion(console: Console, rounds: int) -> Table:
    """Images per second of the tasks (file → decode → network → database), and of the network alone."""
    loaded = networks()
    images = list(ReferenceImage.objects.order_by("pk"))
    read = (each for batch in read_ahead(images, loaded.config, batch_size=64) for each in batch)
    crops = [each.pixels for each in read if isinstance(each, Readable)]
    loaded.embedder.embed(crops[:64])
    tasks, forwards, descriptions = [], [], []
    with console.status("Measuring ingestion"):
        for _ in range(rounds):
            Embedding.objects.all().delete()
            LocalDescriptors.objects.all().delete()
            forwards.append(len(crops) / timed(lambda: loaded.embedder.embed(crops)))
            tasks.append(len(images) / timed(lambda: embed_pending(limit=len(images))))
            descriptions.append(len(images) / timed(lambda: describe_pending(limit=len(images))))
    log_index_changes(image.pk for image in images)
    share = median(task / forward for task, forward in zip(tasks, forwards, strict=True))
    return Table(
        f"Ingestion of {len(images)} images, images/s",
        ("", "images/s", "of bare"),
        [
            ("bare forward pass on decoded crops", f"{median(forwards):.1f}", ""),
            ("embedding task: file to database", f"{median(tasks):.1f}", f"{share:.0%}"),
            ("description task: file to database", f"{median(descriptions):.1f}", ""),
        ],
    )


def simulated_photos(count: int) -> list[bytes]:
    """JPEG photos of 1600 × 1200 pixels, each of another work of the catalogue with its neighbour."""
    images = list(ReferenceImage.objects.order_by("pk"))
    pictures = [_pixels(images[(place * 17) % len(images)]) for place in range(count + 1)]
    photos = []
    for place in range(count):
        rng = np.random.default_rng(place)
        photo = photograph(pictures[place : place + 2], rng=rng, scene=GALLERY_WALL, size_wh=(1600, 1200))
        buffer = io.BytesIO()
        Image.fromarray(photo.image).save(buffer, "JPEG", quality=JPEG_QUALITY)
        photos.append(buffer.getvalue())
    return photos


def _pixels(image: ReferenceImage) -> RgbImage:
    with Image.open(image.file.path) as picture:
        return np.asarray(picture.convert("RGB"))


def measure_start(web: Process, port: int) -> tuple[float, tuple[float, float]]:
    """Seconds from launching the web process to its first reply, and its memory then."""
    launched_at = time.perf_counter()
    web.launch()
    while True:
        client = ApiClient(port)
        try:
            client.get("/api/v1/artworks/1/")
        except OSError:
            time.sleep(0.01)
            continue
        finally:
            client.close()
        return time.perf_counter() - launched_at, resident_mb(web)


def resident_mb(process: Process) -> tuple[float, float]:
    """MB of the largest of a process and its children, and of all (what they share is counted for each)."""
    parent = psutil.Process(process.pid)
    sizes = [each.memory_info().rss / 1e6 for each in (parent, *parent.children(recursive=True))]
    return max(sizes), sum(sizes)


def measure_recognition(
    port: int, bare: BareRecognizer, photos: Sequence[bytes], rounds: int, console: Console
) -> Latencies:
    """Bare, one client and many clients in turns, over the same photos."""
    latencies = Latencies()
    clients = [ApiClient(port) for _ in range(CLIENTS)]

    def ask(client: ApiClient, photo: bytes) -> float:
        started_at = time.perf_counter()
        reply = client.post_photo(photo)
        milliseconds = (time.perf_counter() - started_at) * 1000
        assert reply.status == 201, reply
        for stage, spent in reply.body["timings_ms"].items():
            latencies.stages.setdefault(stage, []).append(spent)
        return milliseconds

    def ask_some(number: int) -> list[float]:
        client = clients[number]
        return [ask(client, photos[(number + place) % len(photos)]) for place in range(_REQUESTS_EACH)]

    for photo in photos[:3]:  # warm, on both sides
        bare.milliseconds(photo)
        ask(clients[0], photo)
    latencies.stages.clear()
    with console.status("Measuring recognition") as status, ThreadPoolExecutor(CLIENTS) as threads:
        for number in range(rounds):
            status.update(f"Measuring recognition: round {number + 1} of {rounds}")
            # In turns photo by photo, so that both meet the same moments of the machine.
            turn = [(bare.milliseconds(photo), ask(clients[0], photo)) for photo in photos]
            latencies.bare += [each for each, _ in turn]
            latencies.one += [each for _, each in turn]
            latencies.ratios.append(median(one / alone for alone, one in turn))
            latencies.bare_per_s.append(1000 * len(turn) / sum(each for each, _ in turn))
            started_at = time.perf_counter()
            many = [each for some in threads.map(ask_some, range(CLIENTS)) for each in some]
            latencies.many_per_s.append(len(many) / (time.perf_counter() - started_at))
            latencies.many += many
    for client in clients:
        client.close()
    return latencies


def recognition_tables(measured: Latencies) -> list[Table]:
    """What the latencies say."""

    def row(name: str, milliseconds: list[float], ratio: str, per_s: float) -> tuple[str, ...]:
        p50, p95 = np.percentile(milliseconds, [50, 95])
        return name, f"{p50:.0f}", f"{p95:.0f}", ratio, f"{per_s:.2f}"

    one_per_s = 1000 * len(measured.one) / sum(measured.one)
    throughput = median(many / bare for many, bare in zip(measured.many_per_s, measured.bare_per_s, strict=True))
    latency = Table(
        "Recognition of a 1600 × 1200 JPEG: photo to JSON",
        ("", "p50, ms", "p95, ms", "ratio to bare", "photos/s"),
        [
            row("bare recognize()", measured.bare, "1", median(measured.bare_per_s)),
            row("HTTP, 1 client", measured.one, f"{median(measured.ratios):.2f} (time)", one_per_s),
            row(
                f"HTTP, {CLIENTS} clients, 1 worker",
                measured.many,
                f"{throughput:.2f} (photos/s)",
                median(measured.many_per_s),
            ),
        ],
    )
    stages = [(stage, f"{median(spent):.1f}") for stage, spent in measured.stages.items()]
    total = sum(median(spent) for spent in measured.stages.values())
    return [latency, Table("Stages in the worker", ("", "p50, ms"), [*stages, ("sum", f"{total:.1f}")])]


def measure_cost() -> Table:
    """Bytes that one work of the catalogue costs."""
    works = ReferenceImage.objects.count()
    vector = len(Embedding.objects.all()[0].vector)
    described = [len(row.packed) for row in LocalDescriptors.objects.all().iterator()]
    vectors, descriptors = (
        (Path(settings.INDEX_DIR) / IndexGeneration.objects.get(state="active", dimension=dimension).file_name)
        for dimension in (networks().embedder.dimension, 128)
    )
    vocabulary = weights.VOCABULARY.stat().st_size
    return Table(
        "Cost per work, bytes",
        ("", "database", "index file"),
        [
            ("vector", f"{vector:,}", f"{vectors.stat().st_size / works:,.0f}"),
            (
                "local descriptors",
                f"{sum(described) / len(described):,.0f}",
                f"{(descriptors.stat().st_size - vocabulary) / works:,.0f}",
            ),
        ],
    )
