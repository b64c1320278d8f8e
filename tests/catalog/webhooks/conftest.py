"""Servers of partners, and no workers: the tests go there themselves."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.catalog.webhooks.receivers import Serve
from tests.web_servers import web_server


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda script: stack.enter_context(web_server(script))


@pytest.fixture(autouse=True)
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The endpoints that workers were asked to visit."""
    visited: list[int] = []
    monkeypatch.setattr("catalog.dispatch.deliver_webhooks", visited.append)
    return visited
