"""The handle on the processes of the Procfile that ``manage.py serve`` holds while they run.

Honcho runs in a child process (``artrec.serving.supervisor``), so that what talks to the newcomer stays a plain
sequence of steps.
"""

import os
import signal
import subprocess
import sys
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Self

from honcho.environ import parse_procfile

from artrec.env import BASE_DIR

_STARTED = "started"
_LAST_LINES = 8


class ProcessEnded(Exception):
    """One of the processes ended by itself; the others were stopped. The message says which, with its last words."""


def procfile_names(procfile: Path) -> list[str]:
    """The names of the processes in ``procfile``, in order."""
    return list(parse_procfile(procfile.read_text(encoding="utf-8")).processes)


class Processes:
    """Starts the named processes of a Procfile on entering, stops them all on leaving; leaves no orphans."""

    def __init__(self, procfile: Path, names: list[str], *, environment: dict[str, str], log_dir: Path) -> None:
        self.environment = environment
        self._procfile = procfile
        self._names = names
        self._log_dir = log_dir
        self._have_started = False

    def __enter__(self) -> Self:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        arguments = [str(os.getpid()), str(self._procfile), str(self._log_dir), *self._names]
        # A session of its own: a Ctrl-C in the terminal reaches us alone, and we stop the rest in order.
        self._honcho = subprocess.Popen(
            [sys.executable, "-m", "artrec.serving.supervisor", *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            self._wait_until_started()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def check(self) -> None:
        """Raises ``ProcessEnded`` unless all of them are running."""
        if self._honcho.poll() is not None:
            raise ProcessEnded(self._last_words())

    def wait(self) -> None:
        """Blocks as long as all of them run, then raises ``ProcessEnded``."""
        self._honcho.wait()
        self.check()

    def run_beside(self, command: list[str]) -> int:
        """Runs a command to its end while the processes run; returns its exit status.

        Raises:
            ProcessEnded: one of the processes ended before the command did; it was killed.
        """
        with subprocess.Popen(command, env=self.environment, cwd=BASE_DIR, start_new_session=True) as child:
            try:
                while True:
                    try:
                        return child.wait(timeout=0.2)
                    except subprocess.TimeoutExpired:
                        self.check()
            finally:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)

    def _said(self) -> str:
        """The next line of the supervisor, "" when it has ended."""
        assert self._honcho.stdout is not None  # noqa: S101 - opened as a pipe above
        return self._honcho.stdout.readline().strip()

    def _wait_until_started(self) -> None:
        self._have_started = self._have_started or self._said() == _STARTED
        if not self._have_started:
            self._honcho.wait()
            raise ProcessEnded("The supervisor could not start the processes; its words are above.")

    def _stop(self) -> None:
        """Asks honcho to end them all (what does not end within seconds, it kills) and waits until it has."""
        with self._honcho:
            if self._honcho.poll() is None:
                self._wait_until_started()  # honcho cannot stop what it has not finished starting
                self._honcho.terminate()

    def _last_words(self) -> str:
        name, _, status = self._said().partition(" ")
        if not name:
            return "The supervisor was killed; stop what it left behind before starting again."
        log = self._log_dir / f"{name}.log"
        lines: deque[str] = deque(maxlen=_LAST_LINES)
        if log.exists():
            with log.open(encoding="utf-8", errors="replace") as file:
                lines.extend(file)
        how = f"was killed by signal {-int(status)}" if int(status) < 0 else f"ended with exit status {status}"
        return f"The {name} process {how}, so everything was stopped. The end of {log}:\n{''.join(lines)}".rstrip()
