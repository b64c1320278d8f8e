"""One file per source format; each yields the typed records of records.py."""
