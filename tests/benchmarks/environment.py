"""Django over an empty folder, with servers of its own: where a benchmark runs."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from tests import servers


@contextmanager
def product_environment(*, postgresql: bool = False) -> Iterator[Path]:
    """Django set up over an empty folder and an empty database, with a Redis of its own; yields the folder.

    Models can be imported inside.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="artrec-benchmark-")))
        os.environ.update(
            {
                "ARTREC_VAR_DIR": str(folder / "var"),
                "ARTREC_HTTPS": "0",
                "ARTREC_LOG_LEVEL": "ERROR",
                "ARTREC_THROTTLE_RECOGNITION": "100000/min",
                "ARTREC_THROTTLE_ANONYMOUS": "100000/min",
                "DJANGO_SETTINGS_MODULE": "artrec.settings",
                **servers.start(stack, postgresql=postgresql),
            }
        )
        if not postgresql:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/var/artrec.sqlite3"
        django.setup()
        yield folder
