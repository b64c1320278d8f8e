"""Feeds that jobs name by URL: downloaded by whoever runs the job, before its first chunk, and kept like uploads."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

from django.conf import settings
from django.utils.http import parse_http_date_safe

from catalog.models import IngestionJob
from catalog.services.fetching.fetcher import Answer, Limits, configured_fetcher
from catalog.services.ingestion.files import feed_name
from catalog.services.ingestion.leases import OnProgress, hand_on, keep_lease
from catalog.services.ingestion.packed import OnPiece
from catalog.services.ingestion.placing import find_feed, place_feed
from catalog.services.ingestion.uploads import keep_upload

_TELL_EVERY_S = 2.0
_LONGEST_S = 6 * 3600.0


def download_feed(job: IngestionJob, on_progress: OnProgress) -> IngestionJob:
    """Downloads the file of a job whose lease the caller holds, and asks for its first chunk; returns the job.

    ``on_progress`` is called every other second with the job, which counts its bytes. Broken off, it begins anew.

    Raises:
        FetchProblem: it cannot be fetched.
        FileRefused: what came is empty or too large, or an archive of no use.
        OSError: it cannot be written.
        Stopped: the job runs no longer.
    """
    limits = Limits(settings.ARTREC["INGESTION_UPLOAD_MAX_BYTES"], total_s=_LONGEST_S)
    name, tell = feed_name(job.feed_url), _teller(job, on_progress)
    with configured_fetcher().open(job.feed_url, limits) as answer:
        chunks = answer.chunks(keep_packed=name.endswith(".gz"))
        path = keep_upload(name, _counted(job, answer, chunks, tell))
        changed_on = _changed_on(answer)
    found = find_feed(job, path, tell)
    found = found if changed_on is None else replace(found, changed_on=changed_on)
    keep_lease(job, bytes_read=job.bytes_read, bytes_total=job.bytes_total)
    return hand_on(job, lambda standing: place_feed(standing, found))


def _counted(job: IngestionJob, answer: Answer, chunks: Iterator[bytes], tell: OnPiece) -> Iterator[bytes]:
    job.bytes_read, job.bytes_total = 0, answer.length
    for chunk in chunks:
        job.bytes_read += len(chunk)
        tell()
        yield chunk


def _teller(job: IngestionJob, on_progress: OnProgress) -> OnPiece:
    """Tells now and then how far the job is, and keeps its lease."""
    told_at = float("-inf")

    def tell() -> None:
        nonlocal told_at
        if monotonic() - told_at >= _TELL_EVERY_S:
            keep_lease(job, bytes_read=job.bytes_read, bytes_total=job.bytes_total)
            on_progress(job)
            told_at = monotonic()

    return tell


def _changed_on(answer: Answer) -> datetime.date | None:
    """When the server says that the file was last changed."""
    moment = parse_http_date_safe(answer.validators.last_modified)
    return None if moment is None else datetime.datetime.fromtimestamp(moment, tz=datetime.UTC).date()
