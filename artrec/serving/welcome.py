"""What a newcomer sees after `make run`: progress until all is ready, a photo, its answer, where to go next."""

import shlex
import sys
import time

from django.conf import settings
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from artrec.env import BASE_DIR, VAR_DIR
from artrec.serving import first_answer, preflight
from artrec.serving.processes import Processes
from artrec.serving.report import answer_report
from catalog import dispatch

PHOTO = VAR_DIR / "first-answer.jpg"
UNFINISHED_SAMPLE = VAR_DIR / "unfinished-sample"
_REDIS_WITHIN_S = 20


class Welcome:
    """Leads from started processes to a first answer on ``console``."""

    def __init__(self, console: Console, processes: Processes, port: int) -> None:
        self._console = console
        self._processes = processes
        self._port = port

    def show_first_answer(self, since: float) -> None:
        """Builds the sample where it is absent, waits, photographs a work of it, and prints the API's answer.

        ``since``: when the user began to wait, epoch seconds.

        Raises:
            ProcessEnded, NotReady: the service cannot be used.
        """
        self._wait_for_redis()
        self._build_sample()
        dispatch.index_pending_images()
        self._wait_until_ready()
        try:
            self._photograph_and_ask()
            self._console.print(f"Time to first answer: {_duration(time.time() - since)}.")
        except first_answer.NoAnswer as problem:
            self._console.print(f"[red]No answer to the first photo:[/red] {escape(str(problem))}")
        self._say_where_to_go()

    def _wait_for_redis(self) -> None:
        deadline = time.monotonic() + _REDIS_WITHIN_S
        while True:
            self._processes.check()
            try:
                preflight.check_redis_answers(settings.REDIS_URL)
            except preflight.CannotStart as problem:
                if time.monotonic() > deadline:
                    raise first_answer.NotReady(str(problem)) from problem
                time.sleep(0.05)
            else:
                return

    def _build_sample(self) -> None:
        """Where the sample is absent, or was interrupted last time; what somebody deleted of it stays deleted."""
        if first_answer.is_sample_absent() or UNFINISHED_SAMPLE.exists():
            UNFINISHED_SAMPLE.touch()
            self._manage("build_sample_catalogue")
            UNFINISHED_SAMPLE.unlink()

    def _wait_until_ready(self) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task("Indexing the pictures", total=None)
            first_answer.wait_until_ready(
                self._port,
                self._processes.check,
                lambda done, total: progress.update(task, completed=done, total=total),
            )

    def _photograph_and_ask(self) -> None:
        work = first_answer.work_to_photograph()
        if work is None:
            raise first_answer.NoAnswer("The catalogue has no published sample work to photograph.")
        self._manage("photograph", str(work.pk), "--out", str(PHOTO))
        self._console.print(answer_report(first_answer.ask(self._port, PHOTO.read_bytes()), photographed_id=work.pk))

    def _manage(self, *arguments: str) -> None:
        status = self._processes.run_beside([sys.executable, str(BASE_DIR / "manage.py"), *arguments])
        if status != 0:
            raise first_answer.NotReady(f"`manage.py {arguments[0]}` failed, for the reason above.")

    def _say_where_to_go(self) -> None:
        home = f"http://localhost:{self._port}"
        photo = shlex.quote(f"photo=@{PHOTO if PHOTO.exists() else 'photo.jpg'}")
        self._console.print(
            f"\n[bold]Ask it yourself[/bold]  curl -F {escape(photo)} {home}{first_answer.RECOGNITIONS_PATH}\n"
            f"[bold]API docs[/bold]         {home}/api/docs/\n"
            f"[bold]Admin[/bold]            {home}/admin/  (make a user: .venv/bin/python manage.py createsuperuser)\n"
            "Serving. Ctrl-C stops everything.",
            soft_wrap=True,
        )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
