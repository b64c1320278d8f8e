"""Starts the real servers before Django reads its settings; `--database` picks where the tables live."""

import os
import tempfile
from contextlib import ExitStack

import pytest

from tests import servers

POLICIES = (
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
)
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
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


@pytest.hookimpl(trylast=True)  # when pytest-django has said which fixtures its marks stand for
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leaves out what touches no database (pytest-django lets no other test): it is tested on SQLite."""
    if config.getoption("database") == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
        items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Item) -> bool:
    """Whether the test has the mark or a fixture that opens the database."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not _DATABASE_FIXTURES.isdisjoint(fixtures)


def pytest_unconfigure() -> None:
    _stack.close()
