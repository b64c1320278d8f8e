"""``python -m tests.benchmarks.api_process``: a web process over a generated catalogue that times what it is told to.

A line on standard input is a request of an operation; the answer is a line of JSON. The first line says what there is.
Requests go through the WSGI application and all its middleware, as a server hands them over, with a connection to the
database of their own where the settings say so; only the server and the network are left out.
"""

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

import psutil
from rich.console import Console

from tests.benchmarks.environment import product_environment

_DEPTH = 0.5


class Asked(Protocol):
    """What answers addresses."""

    def operations(self) -> dict[str, tuple[str, ...]]:
        """What may be asked: names, and addresses of which each asks it."""

    def get(self, address: str) -> bytes:
        """The answer to one of an operation's addresses."""


class WebProcess:
    """The WSGI application, asked from within its process, as the owner of a history."""

    def __init__(self, works: int) -> None:
        from django.contrib.auth.models import User  # noqa: PLC0415 - Django is set up only now

        from artrec.wsgi import application  # noqa: PLC0415
        from catalog.services.accounts.devices import add_device  # noqa: PLC0415

        self._application = application
        self._token = add_device(User.objects.get(pk=1), "benchmark").token
        self._works = works

    def operations(self) -> dict[str, tuple[str, ...]]:
        """All reads."""
        from tests.benchmarks.api_requests import operations  # noqa: PLC0415

        deep = self._address_after("/api/v1/artworks/", int(self._works * _DEPTH))
        return {each.name: each.addresses for each in operations()} | {"artworks, a deep page": (deep,)}

    def get(self, address: str) -> bytes:
        """Raises ``RuntimeError`` for anything but 200."""
        said: list[str] = []

        def start(status: str, _headers: object, _problem: object = None) -> Callable[[bytes], object]:
            said.append(status)
            return lambda _: None

        path, query = urlsplit(address).path, urlsplit(address).query
        environ = {
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "wsgi.input": io.BytesIO(),
        }
        setup_testing_defaults(environ)
        response = self._application(environ, start)
        body = b"".join(response)
        response.close()
        if said != ["200 OK"]:
            raise RuntimeError(f"{address}: {said} {body.decode()[:500]}")
        return body

    def _address_after(self, address: str, rows: int) -> str:
        """Of the page that begins after so many rows of a list."""
        following = f"{address}?page_size=100&fields=id"
        for _page in range(rows // 100):
            following = json.loads(self.get(following.removeprefix("http://localhost")))["next"]
        cursor = next(each for each in urlsplit(following).query.split("&") if each.startswith("cursor="))
        return f"{address}?{cursor}"


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The queries that are made within."""
    from django.db import connection  # noqa: PLC0415

    made: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401
        made.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield made


def timed(asked: Asked, address: str) -> dict[str, float]:
    """Milliseconds by the clock, and on the processor: of this process and of PostgreSQL's beside it."""
    backend = _backend()
    wall, cpu, theirs = time.perf_counter_ns(), time.process_time_ns(), _on_cpu_ns(backend)
    asked.get(address)
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    return {"wall": wall / 1e6, "cpu": (cpu + _on_cpu_ns(backend) - theirs) / 1e6}


def _backend() -> int | None:
    """The process of PostgreSQL that serves this one's connection."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _on_cpu_ns(process: int | None) -> int:
    """What a process has computed so far, as Linux counts it."""
    return 0 if process is None else int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0])


def serve(asked: Asked) -> None:
    """Answers until standard input ends."""
    addresses = asked.operations()
    _say({"operations": [*addresses], "rss_mb": _rss_mb()})
    for line in sys.stdin:
        name, turn, is_counted = json.loads(line)
        address = addresses[name][turn % len(addresses[name])]
        if is_counted:
            with counted_queries() as made:
                _say({"bytes": len(asked.get(address)), "queries": len(made), "rss_mb": _rss_mb()})
        else:
            _say(timed(asked, address))


def keep_connection() -> None:
    """Lest PostgreSQL's process that is timed is another one a minute later."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "postgresql":
        connection.close()
        connection.settings_dict["CONN_MAX_AGE"] = None


def _rss_mb() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)


def _say(told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fills the catalogue and serves."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.api_process", description=__doc__)
    parser.add_argument("works", type=int)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--similar", action="store_true", help="be a worker that looks for similar works")
    options = parser.parse_args()
    os.environ["ARTREC_THROTTLE_DEVICE"] = "1000000/min"
    with product_environment(postgresql=options.database == "postgresql"):
        from django.core.management import call_command  # noqa: PLC0415

        from tests.benchmarks.catalogues import fill  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        fill(options.works, Console(stderr=True))
        keep_connection()
        if options.similar:
            from tests.benchmarks.similar_works import SimilarWorks  # noqa: PLC0415 - loads the networks

            serve(SimilarWorks())
        else:
            serve(WebProcess(options.works))


if __name__ == "__main__":
    main()
