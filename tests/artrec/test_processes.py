"""The Procfile's processes live and die together, and what they started dies with them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from artrec.env import BASE_DIR
from artrec.serving.processes import ProcessEnded, Processes, procfile_names

# Each process has a child of its own, as granian has.
PROCFILE = """\
red: echo $$ > red.pid; echo red is up; sleep 600 & wait
blue: echo $$ > blue.pid; sleep 600 & wait
never: exit 1
"""


def running(folder: Path, *names: str) -> Processes:
    (folder / "Procfile").write_text(PROCFILE)
    return Processes(folder / "Procfile", [*names], environment=dict(os.environ), log_dir=folder / "log")


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return running(tmp_path, "red", "blue")


def wait_for(path: Path) -> Path:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.02)
    return path


def family(folder: Path) -> list[psutil.Process]:
    """Both processes with their children."""
    parents = [psutil.Process(int(wait_for(folder / f"{name}.pid").read_text())) for name in ("red", "blue")]
    return [process for parent in parents for process in (parent, *parent.children(recursive=True))]


def assert_all_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []


def test_leaving_stops_all_with_their_children(processes: Processes, tmp_path: Path) -> None:
    with processes:
        started = family(tmp_path)
        assert len(started) >= 3
        processes.check()
    assert_all_gone(started)
    assert "red is up" in (tmp_path / "log" / "red.log").read_text()


def test_one_that_is_killed_takes_the_rest_along_and_is_named(processes: Processes, tmp_path: Path) -> None:
    with processes:
        started = family(tmp_path)
        wait_for(tmp_path / "log" / "red.log")
        started[0].kill()
        with pytest.raises(ProcessEnded, match=r"(?s)The red process was killed by signal 9.*red\.log:\nred is up"):
            processes.wait()
    assert_all_gone(started)


def test_one_that_ends_at_once_is_named_with_its_status(tmp_path: Path) -> None:
    with running(tmp_path, "red", "never") as processes, pytest.raises(ProcessEnded, match=r"never .* exit status 1"):
        processes.wait()


def test_a_command_beside_them_reports_its_status(processes: Processes) -> None:
    with processes:
        assert processes.run_beside([sys.executable, "-c", "raise SystemExit(3)"]) == 3


def test_a_command_beside_them_ends_when_one_of_them_does(processes: Processes, tmp_path: Path) -> None:
    with processes:
        family(tmp_path)[0].kill()
        with pytest.raises(ProcessEnded, match="red"):
            processes.run_beside(["sleep", "600"])


def test_none_outlives_a_parent_that_was_killed_outright(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text(PROCFILE)
    program = f"""
import os
from pathlib import Path
from artrec.serving.processes import Processes
folder = Path({str(tmp_path)!r})
with Processes(folder / "Procfile", ["red", "blue"], environment=dict(os.environ), log_dir=folder) as processes:
    processes.wait()
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=BASE_DIR) as parent:
        started = family(tmp_path)
        parent.send_signal(signal.SIGKILL)
    assert_all_gone(started)


def test_the_procfile_names_what_the_design_names() -> None:
    names = ["redis", "web", "recognition", "indexing", "ingestion", "pictures", "webhooks", "beat"]
    assert procfile_names(BASE_DIR / "Procfile") == names
