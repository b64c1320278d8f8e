"""Honcho's side of ``manage.py serve``: ``python -m artrec.serving.supervisor PARENT_PID PROCFILE LOG_DIR NAME...``.

Runs the named processes of the Procfile until one ends or a SIGTERM comes; then all end. Each writes its own log, the
one before is kept as ``NAME.log.1``. On stdout the parent (``artrec.serving.processes``) hears ``started`` once all
run, and ``NAME STATUS`` of the first to end.
"""

import os
import re
import shlex
import signal
import sys
from contextlib import suppress
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

_STARTED = re.compile(r"\S+ started \(pid=(?P<pid>\d+)\)")
_ENDED = re.compile(r"(?P<name>\S+) stopped \(rc=(?P<status>-?\d+)\)")


class Listener(Printer):  # type: ignore[misc] # honcho ships no types
    """Hears what honcho says: remembers who started, and tells the parent."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.pids: list[int] = []
        self._count = count
        self._first_end = ""

    def write(self, message: Message) -> None:
        """Takes one message of honcho's; the processes themselves write to their logs."""
        if message.name != SYSTEM_PRINTER_NAME:
            return
        if started := _STARTED.match(message.data):
            self.pids.append(int(started["pid"]))
            if len(self.pids) == self._count:
                _tell_parent("started")
                _tell_parent(self._first_end)
        elif (ended := _ENDED.match(message.data)) and not self._first_end:
            self._first_end = f"{ended['name']} {ended['status']}"
            if len(self.pids) == self._count:
                _tell_parent(self._first_end)


def _tell_parent(words: str) -> None:
    with suppress(BrokenPipeError):  # it was killed: the process "serve" sees that and ends them all
        os.write(sys.stdout.fileno(), f"{words}\n".encode() if words else b"")


def _logged(command: str, log: Path) -> str:
    """``command`` writing to ``log`` itself: through honcho's pipe, a child of it would hide that it ended."""
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
    return f"exec >{shlex.quote(str(log))} 2>&1; {command}"


def main(parent_pid: str, procfile: str, log_dir: str, *names: str) -> None:
    """Runs the named processes of ``procfile``; a parent that was killed outright counts as one that ended."""
    commands = parse_procfile(Path(procfile).read_text(encoding="utf-8")).processes
    listener = Listener(len(names) + 1)
    manager = Manager(listener)
    for name in names:
        manager.add_process(
            name, _logged(commands[name], Path(log_dir) / f"{name}.log"), cwd=str(Path(procfile).parent)
        )
    manager.add_process("serve", f"while kill -0 {int(parent_pid)} 2>/dev/null; do sleep 1; done")
    manager.loop()
    for pid in listener.pids:
        with suppress(ProcessLookupError):  # honcho forgets the children of one that was killed
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
