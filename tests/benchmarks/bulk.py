"""Rows by the hundred thousand, as fast as the database takes them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

Row = Mapping[str, Any]
_BATCH = 10_000


def insert(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Inserts rows of columns and values, as the database takes them; a column that is not named gets its default."""
    values = _defaults(model)
    tuples = (tuple({**values, **row}.values()) for row in rows)
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in tuples:
                    copy.write_row(row)
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
            return
        marks = ", ".join(["%s"] * len(values))
        while batch := list(islice(tuples, _BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)


def analyze() -> None:
    """Lets the database look at what is there: both plan by it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """The columns to fill, and what an empty object would put there."""
    empty = model()
    fields = [each for each in model._meta.concrete_fields if not each.generated]
    return {str(each.column): _default(each, empty) for each in fields}


def _default(field: Any, empty: models.Model) -> Any:  # noqa: ANN401 - a field of any kind
    if isinstance(field, models.JSONField):
        return None if field.null else "{}" if field.default is dict else "[]"
    return field.get_db_prep_save(field.pre_save(empty, add=True), connection)
