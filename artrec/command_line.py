"""``manage.py``: what keeps any command from running is said in a line or two, with what to do about it."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

COULD_NOT_RUN = 2


def main(arguments: list[str]) -> None:
    """Runs a command; where settings or database do not let it, the exit status is 2. ``--traceback`` tells all."""
    try:
        execute_from_command_line(arguments)
    except (ImproperlyConfigured, OperationalError, ProgrammingError, InterfaceError) as error:
        if "--traceback" in arguments:
            raise
        said = str(error) if isinstance(error, ImproperlyConfigured) else database_trouble(error)
        sys.stderr.write(f"CommandError: {said}\n")
        sys.exit(COULD_NOT_RUN)


def database_trouble(error: Exception) -> str:
    """What is wrong with the database, after it refused something with ``error``."""
    connection.close()
    try:
        executor = MigrationExecutor(connection)
    except (DatabaseError, InterfaceError) as silence:
        return f"The database does not answer: {silence}. Start it, or name another one in DATABASE_URL."
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return f"The database lacks {len(missing)} migrations. Run “manage.py migrate” first (“make run” does)."
    return f"The database refused: {error}"
