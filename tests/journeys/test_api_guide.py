"""The commands of docs/api.md, the guide for app developers, run as they stand there."""

import re
import shutil
import subprocess
from pathlib import Path

from artrec.env import BASE_DIR
from tests.journeys.conftest import Service, photo_of

GUIDE = BASE_DIR / "docs" / "api.md"
SHELL = """
set -euo pipefail
curl() { command curl --silent --show-error --fail-with-body "$@"; }
trap 'echo "This is where it failed (line $LINENO of script.sh): $BASH_COMMAND" >&2' ERR
"""


def test_its_commands_run(service: Service, tmp_path: Path) -> None:
    for needed in ("curl", "jq"):
        assert shutil.which(needed), f"“{needed}” is missing. On Debian: apt install curl jq"
    commands = "\n".join(re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), re.DOTALL | re.MULTILINE))
    assert commands.count("curl ") > 30
    (tmp_path / "photo.jpg").write_bytes(photo_of(8))
    script = SHELL + commands.replace("http://localhost:8000", f"http://127.0.0.1:{service.port}")
    (tmp_path / "script.sh").write_text(script)
    done = subprocess.run(["bash", "script.sh"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr}\n{script}"
    assert "match\nComposition 8\n" in done.stdout, done.stdout[:1000]
    assert "\n304" in done.stdout or "304{" in done.stdout, "If-None-Match was not answered with 304"
