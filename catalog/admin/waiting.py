"""What waits for somebody, for the first page of the admin: what it is, how much of it, and where it is."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from catalog.models import (
    ArtistJoinCandidate,
    ArtworkJoinCandidate,
    Contribution,
    DuplicateFlag,
    IngestionJob,
    JoinCandidate,
    PictureFetch,
    Recognition,
    ReferenceImage,
    VenueJoinCandidate,
    WebhookEndpoint,
)
from catalog.selectors.ingestion import jobs_to_correct

_RECENTLY = datetime.timedelta(days=1)
_UNDECIDED = {"state": JoinCandidate.State.OPEN}


def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits, of what the person may see, each with its ``count`` and the ``url`` of the list that shows it."""
    return [
        {"told": told, "count": count, "url": _list_of(rows) + ("?" + urlencode(query) if query else "")}
        for told, rows, query in _questions()
        if _may_view(request, rows) and (count := rows.count())
    ]


def _questions() -> list[tuple[str, QuerySet[Any], dict[str, str]]]:
    """In words, as rows, and as the filter of their list (lists of what is to be decided begin with that)."""
    jobs = IngestionJob.objects.all()
    failed = {"state__exact": "failed"}
    return [
        ("contributions to accept or decline", Contribution.objects.filter(state=Contribution.State.WAITING), {}),
        ("pairs of pictures that may show one work", DuplicateFlag.objects.filter(state=DuplicateFlag.State.OPEN), {}),
        ("pairs of artists who may be one", ArtistJoinCandidate.objects.filter(**_UNDECIDED), {}),
        ("pairs of venues that may be one", VenueJoinCandidate.objects.filter(**_UNDECIDED), {}),
        ("pairs of artworks that may be one", ArtworkJoinCandidate.objects.filter(**_UNDECIDED), {}),
        ("files that could not be loaded", jobs.filter(state=IngestionJob.State.FAILED), failed),
        ("files whose loading is paused", jobs.filter(state=IngestionJob.State.PAUSED), {"state__exact": "paused"}),
        ("files with rows that were not taken", jobs_to_correct(jobs), {"rows": "rejected"}),
        ("pictures that could not be fetched", PictureFetch.objects.filter(state=PictureFetch.State.FAILED), failed),
        (
            "pictures that cannot be read",
            ReferenceImage.objects.exclude(embedding_error="").filter(is_taken_down=False),
            {"index_state": "failed"},
        ),
        (
            "photos of today that got no answer",
            Recognition.objects.filter(state=Recognition.State.FAILED, created_at__gte=timezone.now() - _RECENTLY),
            failed,
        ),
        (
            "partners' servers that were given up",
            WebhookEndpoint.objects.filter(is_active=False).exclude(disabled_reason=""),
            {"is_active__exact": "0"},
        ),
    ]


def _may_view(request: HttpRequest, rows: QuerySet[Any]) -> bool:
    names = [f"catalog.{verb}_{rows.model._meta.model_name}" for verb in ("view", "change")]  # noqa: SLF001
    return any(map(request.user.has_perm, names))


def _list_of(rows: QuerySet[Any]) -> str:
    return reverse(f"admin:catalog_{rows.model._meta.model_name}_changelist")  # noqa: SLF001 - documented by Django
