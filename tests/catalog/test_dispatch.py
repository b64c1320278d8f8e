"""Asking workers for work: once the transaction has committed, and without a broker nothing that is saved fails."""

from collections.abc import Callable
from functools import partial

import pytest
from celery.canvas import Signature
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog import dispatch

pytestmark = pytest.mark.django_db

NUDGES = [
    (dispatch.embed_pending_images, ["workers.embeddings.embed_pending_images"]),
    (dispatch.describe_pending_images, ["workers.embeddings.describe_pending_images"]),
    (
        dispatch.index_pending_images,
        [
            "workers.embeddings.embed_pending_images",
            "workers.embeddings.describe_pending_images",
            "workers.embeddings.embed_pending_for_classification",
        ],
    ),
    (dispatch.publish_generation, ["workers.index.publish_generation"]),
    (partial(dispatch.ingest_chunk, 7, 500), ["workers.ingestion.ingest_chunk"]),
]


@pytest.mark.parametrize(("ask", "tasks"), NUDGES)
def test_a_nudge_is_sent_on_commit(
    ask: Callable[[], None],
    tasks: list[str],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(Signature, "apply_async", lambda self: sent.append(self.task))
    with django_capture_on_commit_callbacks(execute=True):
        ask()
        assert sent == []
    assert sent == tasks


@pytest.mark.parametrize(("ask", "tasks"), NUDGES)
def test_without_a_broker_a_nudge_only_warns(
    ask: Callable[[], None],
    tasks: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(_signature: Signature) -> None:
        raise OperationalError("Connection refused")

    monkeypatch.setattr(Signature, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        ask()
    assert [task for task in tasks if f"{task} was not asked for now" in caplog.text] == tasks


@pytest.mark.parametrize("ask", [ask for ask, _ in NUDGES])
def test_nothing_is_asked_for_a_change_that_is_rolled_back(
    ask: Callable[[], None], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert callbacks == []
