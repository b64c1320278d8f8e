"""Starts the real servers before Django reads its settings; `--database` picks where the tables live."""

import os
import tempfile
from contextlib import ExitStack

import pytest

from tests import servers

POLICIES = (
    *(
        "ANONYMOUS",
        "DEVICE",
        "ACCOUNT",
        "STAFF",
        "RECOGNITION",
        "PICTURES",
        "BUNDLES",
        "DEVICES",
        "CONTRIBUTIONS",
        "SIGN_IN",
        "SIGN_IN_EMAIL",
    ),
)
_stack = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Runs before pytest-django imports the settings (this file is loaded with ``-p tests.plugin``)."""
    options = early_config.known_args_namespace
    folder = _stack.enter_context(tempfile.TemporaryDirectory(prefix="artrec-tests-"))
    environment = {
        "ARTREC_VAR_DIR": folder,
        "ARTREC_SECRET_KEY": "a key for the tests, long enough and quite random: 7J1n2kq0Vw9sX4yT",
        "ARTREC_HTTPS": "0",
        **{f"ARTREC_THROTTLE_{name}": "100000/min" for name in POLICIES},
        "ARTREC_DEVICE": "cpu",
        "ARTREC_EMAIL_URL": "dummymail://",
    }
    postgresql = getattr(options, "database", "sqlite") == "postgresql"
    os.environ.update(environment | servers.start(_stack, postgresql=postgresql))
    if not postgresql:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/artrec.sqlite3"


def pytest_unconfigure() -> None:
    _stack.close()
