"""The catalogue's own export, read back: ``manage.py export`` writes it, ``ingest artrec DIR`` loads it."""
