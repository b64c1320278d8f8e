"""`manage.py serve` (what `make run` runs): everything on this machine, with a first answer to look at."""

import os
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from rich.console import Console

from artrec.env import BASE_DIR, VAR_DIR, env
from artrec.serving import preflight
from artrec.serving.first_answer import NotReady
from artrec.serving.processes import ProcessEnded, Processes, procfile_names
from artrec.serving.welcome import Welcome

NEEDED_BYTES = 500_000_000
PROCFILE = BASE_DIR / "Procfile"
LOG_DIR = VAR_DIR / "log"
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Start Redis, the web server, the workers and beat on this machine, and show a first answer."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=float, default=time.time(), help="when you began to wait, in seconds since 1970"
        )

    def handle(self, *, since: float, **_: object) -> None:
        for each in STOPPING_SIGNALS:
            signal.signal(each, _interrupt_once)
        console = Console(highlight=False)
        port = env.int("ARTREC_PORT", default=8000)
        try:
            names, environment = _look_before_starting(port)
            _migrate()
            with Processes(PROCFILE, names, environment=environment, log_dir=LOG_DIR) as processes:
                console.print(f"Started {', '.join(names)}; logs are in {LOG_DIR}.", soft_wrap=True)
                Welcome(console, processes, port).show_first_answer(since)
                processes.wait()
        except (preflight.CannotStart, ProcessEnded, NotReady) as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            console.print("\nEverything is stopped. `make run` goes on from here.")


def _interrupt_once(_signum: int, _frame: FrameType | None) -> NoReturn:
    """Makes a polite end of every stopping signal; a second, impatient one must not leave orphans behind."""
    for each in STOPPING_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _look_before_starting(port: int) -> tuple[list[str], dict[str, str]]:
    """The names of the processes to start, and the environment they see.

    Raises:
        CannotStart: something is in the way.
    """
    names = procfile_names(PROCFILE)
    preflight.check_disk_space(VAR_DIR, NEEDED_BYTES)
    preflight.check_port_is_free(port, "ARTREC_PORT")
    if env.str("REDIS_URL", default=""):
        preflight.check_redis_answers(settings.REDIS_URL)
        names.remove("redis")
        return names, _environment(port)
    preflight.check_port_is_free(settings.REDIS_PORT, "ARTREC_REDIS_PORT")
    own_redis = {"REDIS_SERVER": preflight.find_redis_server(), "ARTREC_REDIS_PORT": str(settings.REDIS_PORT)}
    return names, _environment(port) | own_redis


def _environment(port: int) -> dict[str, str]:
    """Ours, with this Python first on the PATH, and plain HTTP, for this is localhost."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "ARTREC_HTTPS": "0",
        "ARTREC_PORT": str(port),
    }


def _migrate() -> None:
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as error:
        raise preflight.CannotStart(f"The database cannot be migrated: {error}") from error
    connection.close()
