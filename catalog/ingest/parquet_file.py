"""Parquet files, read in batches; every cell as text."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.rows import RawRow

_BATCH_ROWS = 1000


class ParquetFile:
    """A Parquet file of which one batch of rows is in memory at a time. Columns of bytes are left out."""

    def __init__(self, path: Path) -> None:
        """Reads the schema.

        Raises:
            UnreadableFeed: it is no Parquet file.
            OSError: it cannot be read.
        """
        # Arrow takes 40 MB and a third of a second to load: only those who open such a file pay for it.
        from pyarrow import ArrowInvalid, types  # noqa: PLC0415
        from pyarrow.parquet import ParquetFile as ArrowFile  # noqa: PLC0415

        self._broken = ArrowInvalid
        try:
            self._file = ArrowFile(path)
            schema = self._file.schema_arrow
        except (ArrowInvalid, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # the file system's own
                raise
            raise UnreadableFeed(f"{path}: not a whole Parquet file: {error}") from error
        self._path = path
        self.columns = tuple(field.name for field in schema if not types.is_binary(field.type))
        self.row_count: int = self._file.metadata.num_rows

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order.

        Raises:
            UnreadableFeed: the rest of the file cannot be read.
        """
        number = 0
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH_ROWS, columns=list(self.columns)):
                for row in batch.to_pylist():
                    number += 1
                    yield RawRow(number, tuple(cell_text(row[column]) for column in self.columns))
        except (self._broken, OSError) as error:
            raise UnreadableFeed(f"{self._path}: broken after row {number}: {error}") from error


def cell_text(value: object) -> str:
    """A value of a typed file as the text of a cell: nothing for null, 1 for true, lists joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(text for item in value if (text := cell_text(item)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
