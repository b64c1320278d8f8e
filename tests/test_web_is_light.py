"""The web process stays light: no ML library, little memory, a quick start."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ML_STACK = {"torch", "torchvision", "timm", "faiss", "cv2", "safetensors", "vision"}
MAX_RSS_MB = 150

ANSWER_THREE_REQUESTS = """
import io, json, sys, time
started = time.perf_counter()
from wsgiref.util import setup_testing_defaults
from artrec.wsgi import application

def answer(method, path, body=b""):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_TYPE": "image/jpeg"}
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    setup_testing_defaults(environ)
    said = []
    b"".join(application(environ, lambda status, headers: said.append(int(status[:3]))))
    return said[0]

docs = answer("GET", "/api/docs/")
seconds = time.perf_counter() - started
health = answer("GET", "/api/v1/health/")
broken_photo = answer("POST", "/api/v1/recognitions/", b"this is no photo")
modules = sorted({name.partition(".")[0] for name in sys.modules})
import psutil
print(json.dumps({
    "statuses": [docs, health, broken_photo],
    "seconds": seconds,
    "rss_mb": psutil.Process().memory_info().rss / 1e6,
    "modules": modules,
}))
"""


@pytest.fixture(scope="module")
def first_requests() -> dict[str, Any]:
    """What the first requests cost in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", ANSWER_THREE_REQUESTS],
        cwd=ROOT, env=os.environ | {"ARTREC_ALLOWED_HOSTS": "127.0.0.1"}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def test_it_answers_without_the_ml_stack(first_requests: dict[str, Any]) -> None:
    # The database of a fresh interpreter is empty here: it says so, and refuses what is no photo.
    assert first_requests["statuses"] == [200, 503, 415]
    assert ML_STACK & set(first_requests["modules"]) == set()


def test_it_takes_little_memory(first_requests: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(
            f"[web: {first_requests['seconds']:.2f} s to the first page, {first_requests['rss_mb']:.0f} MB]"
        )
    assert first_requests["rss_mb"] < MAX_RSS_MB
