"""Servers of pictures for the tests of the queue."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from pytest_django import Settings

from catalog.services.fetching import robots
from tests.catalog.picture_queue.visiting import Serve
from tests.web_servers import Script, WebServer, web_server


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Servers whose rules are known to allow all, without their being asked."""

    def run(script: Script) -> WebServer:
        server = stack.enter_context(web_server(script))
        robots.remember(server.url("", "museum.example"), "")
        return server

    with ExitStack() as stack:
        yield run


@pytest.fixture(autouse=True)
def asked_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """The hosts that workers were asked to visit; no pauses between requests."""
    visited: list[str] = []
    monkeypatch.setattr("catalog.dispatch.fetch_from_host", visited.append)
    settings.ARTREC = settings.ARTREC | {"PICTURES_INTERVAL_S": 0.0}
    return visited


@pytest.fixture
def strict(serve: Serve) -> Serve:
    """Servers whose rules are not known yet."""

    def run(script: Script) -> WebServer:
        server = serve(script)
        cache.clear()
        return server

    return run
