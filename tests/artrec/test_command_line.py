"""What keeps a command from running is said in a line, with what to do, and is the exit status 2."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from artrec.command_line import database_trouble
from artrec.env import BASE_DIR


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, r"The database lacks \d+ migrations\. Run “manage\.py migrate” first .*"),
        ({"DATABASE_URL": "postgres://a:b@127.0.0.1:1/c"}, "The database does not answer: .*DATABASE_URL."),
        ({"DATABASE_URL": "mysql://a:b@127.0.0.1:1/c"}, "DATABASE_URL must be like postgres://.*"),
        ({"ARTREC_HTTPS": "perhaps"}, "ARTREC_HTTPS is “perhaps”, and should be 1 or 0."),
    ],
    ids=["no tables", "no server", "no such kind", "no such value"],
)
def test_what_keeps_a_command_from_running(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    done = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), "join_entities"],
        env=os.environ | {"DATABASE_URL": "", "ARTREC_VAR_DIR": str(tmp_path)} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert re.fullmatch(f"CommandError: {words}\n", done.stderr, re.DOTALL)
    assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_what_else_the_database_refuses_is_told_as_it_says_it() -> None:
    assert database_trouble(OperationalError("database is locked")) == "The database refused: database is locked"
