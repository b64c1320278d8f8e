"""`manage.py serve`, as `make run` starts it: real Redis, workers and web server, a first answer, a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil
import pytest

from artrec.env import BASE_DIR
from artrec.serving.first_answer import SAMPLE_SOURCE
from tests.servers import free_port
from workers.management.sample import SOURCE

MANAGE = [sys.executable, str(BASE_DIR / "manage.py")]
PATIENCE_S = 180


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A place of its own with a small sample catalogue; no Redis is named but for making the sample."""
    own = {
        "ARTREC_VAR_DIR": str(tmp_path_factory.mktemp("my var")),
        "ARTREC_PORT": str(free_port()),
        "ARTREC_REDIS_PORT": str(free_port()),
        "COLUMNS": "200",
    }
    ours = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], env=ours, check=True)
    subprocess.run([*MANAGE, "build_sample_catalogue", "--works-per-studio", "1"], env=ours, check=True)
    del ours["REDIS_URL"]
    return ours


@pytest.fixture
def serving(environment: dict[str, str], tmp_path: Path) -> Iterator["Serving"]:
    with Serving(environment, tmp_path / "said") as started:
        yield started


class Serving:
    """A running `manage.py serve` and what it has said so far."""

    def __init__(self, environment: dict[str, str], said: Path) -> None:
        self._environment = environment
        self._said = said

    def __enter__(self) -> Self:
        with self._said.open("wb") as file:
            self.process = subprocess.Popen([*MANAGE, "serve"], env=self._environment, stdout=file, stderr=file)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_for(self, words: str) -> str:
        deadline = time.monotonic() + PATIENCE_S
        while words not in self.said:
            assert self.process.poll() is None, f"it ended before it said {words!r}:\n{self.said}"
            assert time.monotonic() < deadline, f"it never said {words!r}:\n{self.said}"
            time.sleep(0.1)
        return self.said

    def everybody(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def one(self, words: str) -> psutil.Process:
        return next(each for each in self.everybody() if words in " ".join(each.cmdline()) and each.name() != "sh")


def assert_all_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=15)
    assert alive == []


def test_a_newcomer_gets_a_first_answer_and_ctrl_c_stops_everything(serving: Serving) -> None:
    said = serving.wait_for("Serving. Ctrl-C stops everything.")
    photographed = re.search(r"a simulated photo of (“.+”)", said)
    assert photographed is not None
    assert re.search(rf"Match, \d+ % sure.*{re.escape(photographed[1])}.*Price history.*See it at", said, re.DOTALL)
    assert re.search(r"Time to first answer: \d+ s\.", said)
    assert "curl -F 'photo=@" in said  # the folder has a space in its name
    assert "/api/docs/" in said
    assert "/admin/" in said
    started = serving.everybody()
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(timeout=30) == 0
    assert_all_gone(started)
    assert "Everything is stopped." in serving.said


def test_one_that_dies_is_named_and_takes_the_rest_along(serving: Serving) -> None:
    serving.wait_for("Started redis")
    started = serving.everybody()
    serving.one("redis-server").kill()
    assert serving.process.wait(timeout=30) == 1
    assert "The redis process was killed by signal 9" in serving.said
    assert_all_gone(started)


def refused(environment: dict[str, str]) -> str:
    done = subprocess.run([*MANAGE, "serve"], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr.strip()


def test_a_busy_port_is_one_clear_line(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(environment["ARTREC_PORT"]))):
        assert re.fullmatch(r"CommandError: Port \d+ is already in use\. .+", refused(environment))


def test_a_redis_url_is_used_and_refused_in_one_clear_line_if_nobody_answers(environment: dict[str, str]) -> None:
    dead = environment | {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    assert re.fullmatch(r"CommandError: REDIS_URL names 127\.0\.0\.1, but no Redis answers there .+", refused(dead))


def test_with_a_redis_url_no_redis_is_started(environment: dict[str, str], tmp_path: Path) -> None:
    given = environment | {"REDIS_URL": os.environ["REDIS_URL"]}
    with Serving(given, tmp_path / "said") as serving:
        lines = (BASE_DIR / "Procfile").read_text(encoding="utf-8").splitlines()
        others = [line.partition(":")[0] for line in lines if line and not line.startswith(("#", "redis:"))]
        assert f"Started {', '.join(others)};" in serving.wait_for("Started ")
        assert [each for each in serving.everybody() if each.name() == "redis-server"] == []


def test_the_sample_that_is_photographed_is_the_one_that_is_built() -> None:
    assert SAMPLE_SOURCE == SOURCE
