"""Webhooks with a real worker, killed at work: nothing is lost, and a takedown is told at once."""

import datetime
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import WebhookDelivery, WebhookEndpoint
from catalog.services import publishing
from catalog.services.webhooks.giving_out import ask_for_due_endpoints
from catalog.services.webhooks.secrets import opened
from tests.catalog.webhooks.receivers import verified
from tests.factories import make_artwork, make_endpoint
from tests.journeys.conftest import lone_worker, slow_server, wait_until
from tests.processes import Process
from tests.web_servers import WebServer

WORKS = 30


@pytest.fixture
def server() -> Iterator[WebServer]:
    with slow_server(lambda _: b"") as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path, server: WebServer) -> Iterator[Process]:  # noqa: ARG001
    process = lone_worker("webhooks", "webhooks", tmp_path, server)
    process.launch()
    process.wait_until_ready()
    yield process
    process.stop()
    WebhookEndpoint.objects.all().delete()


def test_a_killed_worker_loses_nothing_and_takedowns_are_told_at_once(
    worker: Process, server: WebServer, capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint = make_endpoint(url=server.url("/hook", host="127.0.0.1"), source="webhooks")
    works = [make_artwork(source="webhooks").pk for _ in range(WORKS)]
    started = time.monotonic()
    publishing.take_down_artworks(works[:1])
    _wait_until_asked(1, server, worker)
    with capsys.disabled():
        sys.stdout.write(f"[takedown told after {time.monotonic() - started:.2f} s]")
    publishing.take_down_artworks(works)
    _wait_until_asked(WORKS // 2, server, worker)
    worker.kill()
    received = len(server.asked)
    assert WebhookDelivery.objects.filter(endpoint=endpoint, state="waiting").exists(), "killed at work"
    worker.launch()
    worker.wait_until_ready()
    _as_time_and_beat_would()
    _wait_until_asked(WORKS, server, worker)
    others = endpoint.deliveries.exclude(state="delivered")
    wait_until(lambda: not others.exists(), "all is delivered", worker.log_tail)
    told = [verified(asked, opened(endpoint.sealed_secret)) for asked in server.asked]
    assert {each["data"]["artwork_id"] for each in told} == set(works)
    assert received < len(server.asked) <= WORKS + 1, "at most the one in hand came twice"
    assert len({json.dumps(each, sort_keys=True) for each in told}) == WORKS


def _as_time_and_beat_would() -> None:
    """Leases run out, and due endpoints are asked for."""
    ago = timezone.now() - datetime.timedelta(seconds=1)
    WebhookEndpoint.objects.update(leased_until=None, asked_at=None, not_before=ago)
    WebhookDelivery.objects.filter(state="waiting").update(next_attempt_at=ago)
    ask_for_due_endpoints()


def _wait_until_asked(times: int, server: WebServer, worker: Process) -> None:
    wait_until(lambda: len(server.asked) >= times, f"{times} requests", worker.log_tail)
