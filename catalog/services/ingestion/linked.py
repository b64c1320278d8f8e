"""What a job's file points to (manifests of a collection, objects of a set, pages): fetched before its first row.

A slice at a time, so that other jobs get their turn. What has come is in a database of the job's own, a transaction a
document: whoever is killed loses the document in hand. In the end it is a file like any other, in which a row stands
for each document that did not come, and says why.
"""

import datetime
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.ingest.feeds import Pointer
from catalog.ingest.json_file import JsonFile, json_object
from catalog.ingest.rows import UnusableRow
from catalog.ingest.sources import ADAPTERS
from catalog.models import ImageHost, IngestionJob
from catalog.services.fetching.fetcher import Limits, configured_fetcher
from catalog.services.fetching.paced import PacedFetcher
from catalog.services.fetching.problems import FetchProblem
from catalog.services.ingestion.documents import Document, Documents, Parts
from catalog.services.ingestion.files import fingerprint
from catalog.services.ingestion.leases import OnProgress, hand_on, keep_lease
from catalog.services.ingestion.uploads import documents_file, keep_upload
from catalog.services.picture_queue import hosts
from catalog.services.picture_queue.hosts import Lease

FETCH_LINKED = "fetch_linked"
"""The option of a job that has still to do this."""
SLICE_S = 20.0
MOST_ATTEMPTS = 4
"""At a document of a server in trouble. Two in a row that came to nothing, and all of that server's are given up."""
_LEASE_S = 120
"""Longer than a pause, robots.txt and one document take."""
_LIMITS = Limits(max_bytes=16 * 1024**2, total_s=30.0)


def fetch_linked(job: IngestionJob, on_progress: OnProgress) -> IngestionJob | None:
    """Fetches for a while for a job whose lease the caller holds, and asks for what comes next; returns the job.

    None where all servers of which something is left want to be left alone for now: the job is asked for in a minute.

    Raises:
        FileRefused: it points to more than a file may have.
        UnreadableFeed, OSError: its own file cannot be read, or what came cannot be written.
        Stopped: the job runs no longer.
    """
    path, store, parts = Path(job.path), documents_file(job.pk), ADAPTERS[job.format].parts
    if parts is None or not (store.exists() or _has_pointers(path, parts)):
        return hand_on(job, lambda standing: _place(standing, path, job.report))
    with closing(Documents(store, parts)) as documents:
        documents.seed(JsonFile(path), job.feed_url)
        ends_at, has_moved = monotonic() + SLICE_S, False
        for host in documents.hosts():
            ImageHost.objects.get_or_create(name=host)
            if monotonic() < ends_at and (lease := hosts.take_lease(host)) is not None:
                has_moved = True
                _Visit(job, documents, lease, on_progress).make(ends_at)
        report = job.report | documents.counts()
        if documents.hosts():
            job = hand_on(job, lambda standing: setattr(standing, "report", report), is_urgent=has_moved)
            return job if has_moved else None
        kept = keep_upload(f"{job.file_name.partition('.')[0]}.jsonl", documents.lines())
    job = hand_on(job, lambda standing: _place(standing, kept, report))
    store.unlink(missing_ok=True)
    return job


def _has_pointers(path: Path, parts: Parts) -> bool:
    for raw in JsonFile(path).raw_rows():
        with suppress(UnusableRow):
            if any(isinstance(part, Pointer) for part in parts(json_object(raw.cells))):
                return True
    return False


def _place(job: IngestionJob, path: Path, report: Mapping[str, Any]) -> None:
    """The file with all that was fetched takes the place of the one that only points to it."""
    job.report = report
    job.path = str(path.resolve())
    job.fingerprint = fingerprint(path, Path(job.options["images"]))
    job.options = {**job.options, FETCH_LINKED: False}


@dataclass(slots=True)
class _Visit:
    """One worker at one server, for one job."""

    job: IngestionJob
    documents: Documents
    lease: Lease
    on_progress: OnProgress
    pause_s: float = 0.0
    """How long to leave the server alone afterwards."""

    def make(self, ends_at: float) -> None:
        """Fetches document after document. Raises as ``fetch_linked``."""
        server = PacedFetcher(configured_fetcher(), settings.ARTREC["PICTURES_INTERVAL_S"])
        try:
            while monotonic() < ends_at and not self.pause_s:
                document = self.documents.next_of(self.lease.host)
                if document is None:
                    break
                self.job.report |= self.documents.counts()
                keep_lease(self.job, _LEASE_S, report=self.job.report)
                self.on_progress(self.job)
                if document.attempts > MOST_ATTEMPTS:
                    self.documents.fail(document, "Whoever fetched it broke off, each time; the workers' logs say why.")
                else:
                    self._fetch(document, server)
        finally:
            self.lease.returned(timezone.now() + datetime.timedelta(seconds=self.pause_s))

    def _fetch(self, document: Document, server: PacedFetcher) -> None:
        try:
            _, data = server.get(document.url, _LIMITS)
        except FetchProblem as problem:
            if problem.is_lasting:
                self.documents.fail(document, str(problem))
            else:
                self._note_trouble(document, problem)
            return
        self.documents.settle(document, data)
        hosts.note_success(self.lease.host)
        if server.interval_s > SLICE_S:
            self.pause_s = server.interval_s

    def _note_trouble(self, document: Document, problem: FetchProblem) -> None:
        host = self.lease.host
        self.pause_s = hosts.note_trouble(host, problem.retry_after_s)
        if document.attempts < MOST_ATTEMPTS:
            return
        self.documents.fail(document, f"Given up after {document.attempts} attempts. {problem}")
        if ImageHost.objects.get(pk=host).failures >= 2 * MOST_ATTEMPTS:
            self.documents.fail_host(host, f"Its server was given up. {problem}")
