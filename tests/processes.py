"""The product's own processes, started by tests and benchmarks as the Procfile starts them, each with a log."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from artrec.env import BASE_DIR
from tests.servers import free_port

# Importing PyTorch takes seconds even on a quiet machine.
START_WITHIN_S = 180
_STOP_WITHIN_S = 20
_POLL_S = 0.05
# granian closes a connection that is idle for 30 s.
_KEEP_ALIVE_S = 10


class NotStarted(AssertionError):
    """A process ended, or did not become ready. The message has the end of its log."""


@dataclass
class Process:
    """One process of the product. It is ready once ``ready`` (a pattern) stands in its log."""

    name: str
    arguments: list[str]
    ready: str
    environment: dict[str, str]
    log_dir: Path
    _running: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _log_start: int = field(default=0, init=False)

    @property
    def log(self) -> Path:
        """Its output; a second start goes on in the same file."""
        return self.log_dir / f"{self.name}.log"

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._running is not None, f"{self.name} does not run"
        return self._running.pid

    def launch(self) -> None:
        """Starts it, and does not wait."""
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=BASE_DIR, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def wait_until_ready(self) -> None:
        """Raises ``NotStarted`` when it ends instead, or takes too long."""
        assert self._running is not None
        deadline = time.monotonic() + START_WITHIN_S
        while not re.search(self.ready, self._said()):
            if (status := self._running.poll()) is not None:
                raise NotStarted(f"{self.name} ended with status {status}.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise NotStarted(f"{self.name} is not ready after {START_WITHIN_S} s.\n{self.log_tail()}")
            time.sleep(_POLL_S)

    def _said(self) -> str:
        return self.log.read_bytes()[self._log_start :].decode(errors="replace")

    def log_tail(self, lines: int = 40) -> str:
        """The end of its output, for messages."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([f"--- the end of {self.log.name}:", *said[-lines:]])

    def kill(self) -> None:
        """Ends it as a crash or the kernel would: nothing of its own code runs any more."""
        assert self._running is not None
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()
        self._running = None

    def stop(self) -> None:
        """Ends it in order; one that does not want to is killed."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._running = None


def web_process(environment: dict[str, str], log_dir: Path) -> tuple[Process, int]:
    """The web server on a free port, and the port."""
    port = free_port()
    arguments = ["-m", "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "32", "--no-ws"]
    arguments.append("artrec.wsgi:application")
    return Process("web", arguments, r"Started worker-1", environment, log_dir), port


def worker_process(name: str, queues: str, environment: dict[str, str], log_dir: Path) -> Process:
    """A Celery worker of the given queues (comma-separated)."""
    arguments = ["-m", "celery", "-A", "artrec", "worker", "-n", f"{name}@%h", "-Q", queues, "-P", "solo"]
    arguments += ["--without-gossip", "--without-mingle", "-l", "INFO"]
    return Process(name, arguments, rf"{name}@\S+ ready", environment, log_dir)


@dataclass(frozen=True)
class Reply:
    """What the API said."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


class ApiClient:
    """One keep-alive connection to the web process."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=90)
        self._used_at = 0.0

    def post_photo(self, photo: bytes, *, prefer: str = "wait=60", content_type: str = "image/jpeg") -> Reply:
        return self._ask("POST", "/api/v1/recognitions/", photo, {"Content-Type": content_type, "Prefer": prefer})

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, None, {})

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> Reply:
        idle_s, self._used_at = time.monotonic() - self._used_at, time.monotonic()
        if idle_s > _KEEP_ALIVE_S:
            self._connection.close()  # it is opened again by itself
        try:
            self._connection.request(method, path, data, headers)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, HTTPException):
            self._connection.close()
            raise
        said = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, said, json.loads(text))
