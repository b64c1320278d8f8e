"""Keeps a worker's classifier in step with the database: the newest heads that fit its network."""

import logging
import threading
import time
from pathlib import Path

from django.conf import settings

from catalog.selectors.classification import newest_classifier
from vision.classify.artefact import BrokenHeads, read_heads
from vision.classify.heads import Heads

logger = logging.getLogger(__name__)

# New heads are rare, and old ones hardly worse.
_STALE_AFTER_S = 30.0


class HeadsFollower:
    """One process's view of the newest heads of one fingerprint. Safe to refresh from several threads."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._lock = threading.Lock()
        self._refreshed_at = -float("inf")
        self._version = 0
        self.heads: Heads | None = None
        """None while the catalogue has too few labels to have trained any: then look-alikes vote."""

    def refresh(self, *, now: bool = False) -> None:
        """Looks for newer heads, unless that was done lately (``now`` looks in any case)."""
        with self._lock:
            if not now and time.monotonic() - self._refreshed_at < _STALE_AFTER_S:
                return
            self._refreshed_at = time.monotonic()
            newest = newest_classifier(self._fingerprint)
            if newest is None or newest.pk == self._version:
                return
            self._version = newest.pk
            try:
                heads = read_heads(Path(settings.INDEX_DIR) / newest.file_name, sha256=newest.sha256)
            except BrokenHeads as error:
                # No traceback: the message says all. Those read before serve on, or look-alikes do.
                logger.error("Classifier %s is unusable: %s", newest.pk, error)  # noqa: TRY400
            else:
                self.heads = heads if heads.heads else None
