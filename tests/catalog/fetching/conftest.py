"""Servers for the tests of the fetcher."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.web_servers import Script, WebServer, web_server

Serve = Callable[[Script], WebServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda script: stack.enter_context(web_server(script))
