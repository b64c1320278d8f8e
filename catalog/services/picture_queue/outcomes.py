"""What came of a fetch, written down so that it stands once, whoever else is at the same picture or its artwork."""

import datetime
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from catalog.models import Artwork, PictureFetch, ReferenceImage
from catalog.services.fetching.fetcher import Validators
from catalog.services.fetching.pauses import LONGEST_WAIT_S, growing_pause_s
from catalog.services.fetching.problems import FetchProblem, StatusRefused
from catalog.services.images import StoredPicture
from catalog.services.index_log import log_index_changes
from catalog.services.webhooks.events import record_updates

MOST_ATTEMPTS = 8
_FIRST_PAUSE_S = 60.0
_LONGEST_PAUSE_S = 6 * 3600.0
_GONE = frozenset({404, 410})
_State = PictureFetch.State


def record_picture(fetch: PictureFetch, picture: StoredPicture, validators: Validators) -> bool:
    """Makes a fetched picture a reference image of its artwork; returns whether it had not got it before.

    Where the source has withdrawn it meanwhile, nothing happens.
    """
    with transaction.atomic():
        # First the artwork, then what belongs to it, as the loader does: two that wait for each other wait for ever.
        Artwork.objects.select_for_update().filter(pk=fetch.artwork_id).first()
        standing = PictureFetch.objects.select_for_update().filter(pk=fetch.pk, state=_State.WAITING).first()
        if standing is None:
            return False
        image, is_new = ReferenceImage.objects.get_or_create(
            artwork_id=standing.artwork_id,
            sha256=picture.sha256,
            defaults={
                **asdict(picture),
                "position": standing.position,
                "is_aspect_true": standing.is_aspect_true,
                "rights": standing.rights,
                "credit": standing.credit,
                "source_url": standing.source_url,
            },
        )
        _end_well(standing, image=image, etag=validators.etag, last_modified=validators.last_modified)
        if is_new:
            log_index_changes([image.pk])
            record_updates([image.artwork_id])
    return is_new


def record_unmodified(fetch: PictureFetch) -> None:
    """The picture that was fetched before is still the right one."""
    with transaction.atomic():
        standing = PictureFetch.objects.select_for_update().filter(pk=fetch.pk, state=_State.WAITING).first()
        if standing is not None:
            _end_well(standing)


def record_problem(fetch: PictureFetch, problem: FetchProblem) -> None:
    """Lets a picture wait for its next attempt or, where none would help, ends it with the reason."""
    text = f"{problem}"
    if isinstance(problem, StatusRefused) and problem.status in _GONE:
        state = _State.GONE
    elif problem.is_lasting:
        state = _State.FAILED
    elif fetch.attempts >= MOST_ATTEMPTS:
        state, text = _State.FAILED, f"Given up after {fetch.attempts} attempts. {problem}"
    else:
        state = _State.WAITING
    pause_s = growing_pause_s(fetch.attempts, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
    if problem.retry_after_s is not None:
        pause_s = min(problem.retry_after_s, LONGEST_WAIT_S)
    PictureFetch.objects.filter(pk=fetch.pk, state=_State.WAITING).update(
        state=state,
        reason=problem.reason,
        problem=_plain(text),
        next_attempt_at=timezone.now() + datetime.timedelta(seconds=pause_s),
    )


def _end_well(fetch: PictureFetch, **facts: object) -> None:
    values = {"state": _State.FETCHED, "fetched_at": timezone.now(), "reason": "", "problem": "", **facts}
    for name, value in values.items():
        setattr(fetch, name, value)
    fetch.save(update_fields=list(values))


def _plain(text: str) -> str:
    """As every database holds it: what servers say is in here."""
    return text.replace("\x00", "").encode(errors="backslashreplace").decode()[:1000]
