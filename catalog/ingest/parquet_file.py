"""Parquet files, read in batches; every cell as text, nested ones by their path."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.flat_values import flat
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
        from pyarrow import ArrowInvalid  # noqa: PLC0415
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
        leaves = {path: wanted for field in schema for path, wanted in _leaves(field.name, field.type)}
        self.columns = tuple(leaves)
        self._wanted = sorted(set(leaves.values()))
        self.row_count: int = self._file.metadata.num_rows

    def raw_rows(self) -> Iterator[RawRow]:
        """Every row in order.

        Raises:
            UnreadableFeed: the rest of the file cannot be read.
        """
        number = 0
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH_ROWS, columns=self._wanted):
                for row in batch.to_pylist():
                    number += 1
                    texts = flat(row)
                    yield RawRow(number, tuple(texts.get(column, "") for column in self.columns))
        except (self._broken, OSError) as error:
            raise UnreadableFeed(f"{self._path}: broken after row {number}: {error}") from error


def _leaves(path: str, kind: Any, within: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - an Arrow type
    """(path, what to read for it) of a column, or of each value within one that is nested; none of bytes."""
    from pyarrow import types  # noqa: PLC0415

    if types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type, within)
    elif (types.is_list(kind) or types.is_large_list(kind)) and types.is_struct(kind.value_type):
        yield from _leaves(path, kind.value_type, within or path)
    elif not (types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)):
        yield path, within or path
