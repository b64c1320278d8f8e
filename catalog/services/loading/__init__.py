"""Loads typed records into the catalogue: ``load_records``, or chunk by chunk with a ``Loader``."""

from catalog.services.loading.load import LoadCounts, Loader, RecordKey, RowOutcome, load_records, record_key
from catalog.services.loading.write import Change

__all__ = ["Change", "LoadCounts", "Loader", "RecordKey", "RowOutcome", "load_records", "record_key"]
