"""What came of an attempt, and when the next one is."""

import datetime
import random
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from catalog.models import WebhookDelivery, WebhookEndpoint
from catalog.services.fetching.fetcher import Receipt
from catalog.services.fetching.pauses import growing_pause_s
from catalog.services.fetching.problems import FetchProblem
from catalog.services.webhooks.secrets import SecretUnreadable

PAUSES_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Before the second attempt and the following, give or take a quarter: what Standard Webhooks proposes, three days."""
MOST_ATTEMPTS = len(PAUSES_S) + 1
DISABLED_AFTER = datetime.timedelta(days=3)
"""Of failures without one success between."""
_LONGEST_WISH_S = 86_400.0
_FIRST_REST_S, _LONGEST_REST_S = 5.0, 300.0
_GONE = 410
_State = WebhookDelivery.State


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was said to a delivery, or why nothing was."""

    said: Receipt | FetchProblem | SecretUnreadable
    duration_ms: int

    @property
    def status(self) -> int | None:
        """The status of the answer; None where none came."""
        return self.said.status if isinstance(self.said, Receipt) else None

    @property
    def is_taken(self) -> bool:
        """Any 2xx; a redirect is none."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def problem(self) -> str:
        """Why it does not count as delivered; empty where it does."""
        if self.is_taken:
            return ""
        if not isinstance(self.said, Receipt):
            return str(self.said)
        redirect = " Redirects are not followed." if 300 <= self.said.status < 400 else ""
        return f"The server answered with status {self.said.status}.{redirect}"

    @property
    def excerpt(self) -> str:
        """How the answer's body begins, as every database holds it."""
        body = self.said.excerpt if isinstance(self.said, Receipt) else b""
        return body.decode(errors="replace").replace("\x00", "")

    @property
    def wish_s(self) -> float:
        """For how long the server wants to be left alone; not obeyed for more than a day."""
        wish_s = self.said.retry_after_s if isinstance(self.said, Receipt) else None
        return min(wish_s or 0.0, _LONGEST_WISH_S)


@transaction.atomic
def record_attempt(delivery: WebhookDelivery, attempt: Attempt) -> bool:
    """Writes down how a delivery went, and how its endpoint is; returns whether it was taken."""
    now = timezone.now()
    endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    if endpoint is None:  # deleted meanwhile, with all its deliveries
        return False
    facts: dict[str, object] = {
        "status_code": attempt.status,
        "duration_ms": attempt.duration_ms,
        "response_excerpt": attempt.excerpt,
        "problem": attempt.problem[:500],
    }
    if attempt.is_taken:
        facts |= {"state": _State.DELIVERED}
        _note_success(endpoint)
    else:
        facts |= _next(delivery, attempt, now)
        _note_failure(endpoint, attempt, now)
    WebhookDelivery.objects.filter(pk=delivery.pk, state=_State.WAITING).update(**facts)
    return attempt.is_taken


def record_lost(delivery: WebhookDelivery) -> None:
    """Ends what broke off at every attempt."""
    WebhookDelivery.objects.filter(pk=delivery.pk, state=_State.WAITING).update(
        state=_State.FAILED, problem="Whoever sent it broke off, each time; the workers' logs say why."
    )


def _next(delivery: WebhookDelivery, attempt: Attempt, now: datetime.datetime) -> dict[str, object]:
    if delivery.attempts >= MOST_ATTEMPTS:
        return {"state": _State.FAILED}
    pause_s = max(PAUSES_S[delivery.attempts - 1] * random.uniform(0.75, 1.25), attempt.wish_s)
    return {"next_attempt_at": now + datetime.timedelta(seconds=pause_s)}


def _note_success(endpoint: WebhookEndpoint) -> None:
    if endpoint.failures:
        endpoint.failures, endpoint.failing_since = 0, None
        endpoint.save(update_fields=["failures", "failing_since"])


def _note_failure(endpoint: WebhookEndpoint, attempt: Attempt, now: datetime.datetime) -> None:
    """Lets the endpoint rest, so that many deliveries to a dead one cost little; or gives it up."""
    endpoint.failures = min(endpoint.failures + 1, 1000)
    endpoint.failing_since = endpoint.failing_since or now
    rest_s = max(growing_pause_s(endpoint.failures, _FIRST_REST_S, _LONGEST_REST_S), attempt.wish_s)
    endpoint.not_before = now + datetime.timedelta(seconds=rest_s)
    if attempt.status == _GONE:
        endpoint.is_active, endpoint.disabled_reason = False, "The server answered with status 410 (Gone)."
    elif now - endpoint.failing_since >= DISABLED_AFTER:
        endpoint.is_active = False
        endpoint.disabled_reason = f"Nothing was taken for three days. {attempt.problem}"[:300]
    endpoint.save(update_fields=["failures", "failing_since", "not_before", "is_active", "disabled_reason"])
