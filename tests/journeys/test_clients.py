"""Apps written with generated clients, against the running service: a price, from the photo to the record."""

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
"""Where npm installs; kept between runs, outside git."""


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
    moderator = make_account(f"{request.node.name}@art.example", is_staff=True)
    return Asked(f"http://127.0.0.1:{service.port}", photo, moderator.issued.token)


def assert_the_price_appeared(told: dict[str, Any], amount: str) -> None:
    assert told["title"] == "Composition 7"
    assert told["favorites"] == ["Composition 7"]
    assert told["states"] == ["waiting", "accepted"]
    assert amount not in told["before"]
    assert sorted(told["after"]) == sorted([*told["before"], amount])


def test_a_python_app(asked: Asked, tmp_path: Path) -> None:
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ("--path", DESCRIPTION, "--config", CLIENTS / "python.yaml", "--meta", "none")
    run(generator, "generate", *options, "--output-path", tmp_path / "artrec_client", "--fail-on-warning", cwd=tmp_path)
    shutil.copy(CLIENTS / "journey.py", tmp_path)
    # Its client.py passes an untyped tuple on: the generator's own matter.
    (tmp_path / "mypy.ini").write_text("[mypy]\nstrict = true\n[mypy-artrec_client.client]\nignore_errors = true\n")
    run(sys.executable, "-m", "mypy", "artrec_client", "journey.py", cwd=tmp_path)
    assert_the_price_appeared(asked.of(sys.executable, "journey.py", cwd=tmp_path), "4321.00")


def test_a_typescript_app(asked: Asked) -> None:
    for needed in ("node", "npm"):
        assert shutil.which(needed), f"“{needed}” is missing. On Debian: apt install nodejs npm"
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "tsconfig.json", "journey.ts"):
        shutil.copy(CLIENTS / "typescript" / name, INSTALLED)
    package, installed = (INSTALLED / "package.json").read_text(), INSTALLED / "installed.json"
    if not installed.exists() or installed.read_text() != package:
        run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", cwd=INSTALLED)
        installed.write_text(package)
    tools = INSTALLED / "node_modules" / ".bin"
    run(tools / "openapi-typescript", DESCRIPTION, "--output", INSTALLED / "api.d.ts", cwd=INSTALLED)
    run(tools / "tsc", "--project", INSTALLED, cwd=INSTALLED)
    assert_the_price_appeared(asked.of("node", INSTALLED / "built" / "journey.js", cwd=INSTALLED), "8765.00")
