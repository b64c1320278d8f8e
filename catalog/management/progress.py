"""A job's progress on the terminal: a bar, the rate and the time left."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from catalog.models import IngestionJob


class JobProgress:
    """Shows a job from entering to leaving; ``show`` brings it up to date."""

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
        )
        self._progress = Progress(*columns, console=Console(stderr=True))
        self._task = self._progress.add_task("Waiting", total=None, pace="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, job: IngestionJob) -> None:
        """Draws the job as it stands."""
        left = job.report.get("linked_documents_waiting", 0)
        if left:
            done = job.report["linked_documents_fetched"] + job.report["linked_documents_failed"]
            doing, total, pace = "fetching linked documents", done + left, ""
        elif job.state == IngestionJob.State.QUEUED and not job.is_attended:
            doing, total, done, pace = "queued", job.rows_total, job.rows_read, "no worker yet; is “make run” on?"
        elif job.path:
            doing, total, done, pace = job.get_state_display().lower(), job.rows_total, job.rows_read, _pace(job)
        else:
            doing, total, done, pace = "downloading", job.bytes_total, job.bytes_read, "bytes"
        self._progress.update(self._task, description=f"Job {job.pk} {doing}", total=total, completed=done, pace=pace)


def summary(job: IngestionJob) -> str:
    """One line that accounts for every row."""
    told = (
        f"{job.rows_read:,} rows: {job.created:,} created, {job.updated:,} updated, "
        f"{job.unchanged:,} unchanged, {job.rejected:,} rejected"
    )
    return f"{told}, {job.skipped:,} skipped" if job.skipped else told


def pictures_summary(counts: Mapping[str, int]) -> str:
    """How far the pictures are that the job named; empty where it named none."""
    told = ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
    return f"; pictures: {told}" if told else ""


def _pace(job: IngestionJob) -> str:
    if job.rows_per_s is None:
        return ""
    left = "" if job.left_s is None else f", {_duration(job.left_s)} left"
    return f"{job.rows_per_s:,.0f} rows/s{left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
