"""Apps written with generated clients, against the running service: a price, from the photo to the record."""

import fcntl
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from artrec.env import BASE_DIR
from tests.api.operations import DESCRIPTION
from tests.api.people import make_account
from tests.journeys.conftest import Service, photo_of

CLIENTS = BASE_DIR / "tests" / "clients"
INSTALLED = BASE_DIR / "var" / "clients"
"""Where npm installs and mypy remembers; kept between runs, outside git."""


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; what it complains of, where it fails."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Asked:
    """What both apps are given, after the command that starts them."""

    base_url: str
    photo: Path
    staff_token: str

    def of(self, *command: str | Path, cwd: Path) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(run(*command, self.base_url, self.photo, self.staff_token, cwd=cwd))
        return told


@pytest.fixture
def asked(service: Service, tmp_path: Path, request: pytest.FixtureRequest) -> Asked:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photo_of(7))
    moderator = make_account(f"{request.node.name}@art.example", is_staff=True, is_superuser=True)
    return Asked(f"http://127.0.0.1:{service.port}", photo, moderator.issued.token)


def assert_the_price_appeared(told: dict[str, Any], amount: str) -> None:
    assert told["title"] == "Composition 7"
    assert told["favorites"] == ["Composition 7"]
    assert told["states"] == ["waiting", "accepted"]
    assert amount not in told["before"]
    assert sorted(told["after"]) == sorted([*told["before"], amount])


@pytest.fixture(scope="session")
def python_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of journey.py and of the client generated for it."""
    folder = tmp_path_factory.mktemp("python")
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ("--path", DESCRIPTION, "--config", CLIENTS / "python.yaml", "--meta", "none")
    run(generator, "generate", *options, "--output-path", folder / "artrec_client", "--fail-on-warning", cwd=folder)
    shutil.copy(CLIENTS / "journey.py", folder)
    return folder


def test_a_python_app_is_typed(python_app: Path) -> None:
    # Its client.py passes an untyped tuple on: the generator's own matter.
    settings = "[mypy]\nstrict = true\n[mypy-artrec_client.client]\nignore_errors = true\n"
    (python_app / "mypy.ini").write_text(settings)
    cache = INSTALLED / "mypy"
    run(sys.executable, "-m", "mypy", "--cache-dir", cache, "artrec_client", "journey.py", cwd=python_app)


def test_a_python_app(asked: Asked, python_app: Path) -> None:
    assert_the_price_appeared(asked.of(sys.executable, "journey.py", cwd=python_app), "4321.00")


@pytest.fixture(scope="session")
def typescript_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of journey.ts, built strictly, and of the types generated for it."""
    for needed in ("node", "npm"):
        assert shutil.which(needed), f"“{needed}” is missing. On Debian: apt install nodejs npm"
    folder = tmp_path_factory.mktemp("typescript")
    for name in ("package.json", "tsconfig.json", "journey.ts"):
        shutil.copy(CLIENTS / "typescript" / name, folder)
    (folder / "node_modules").symlink_to(installed_packages())
    tools = folder / "node_modules" / ".bin"
    run(tools / "openapi-typescript", DESCRIPTION, "--output", folder / "api.d.ts", cwd=folder)
    run(tools / "tsc", "--project", folder, cwd=folder)
    return folder


def installed_packages() -> Path:
    """What package.json names, installed by npm; the tests on the other database may want it at the same time."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    wanted, done = (CLIENTS / "typescript" / "package.json").read_text(), INSTALLED / "installed.json"
    with (INSTALLED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists() or done.read_text() != wanted:
            (INSTALLED / "package.json").write_text(wanted)
            run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", cwd=INSTALLED)
            done.write_text(wanted)
    return INSTALLED / "node_modules"


def test_a_typescript_app(asked: Asked, typescript_app: Path) -> None:
    assert_the_price_appeared(asked.of("node", "built/journey.js", cwd=typescript_app), "8765.00")
