"""A line of the log for what a stranger may cause as often as they like."""

from __future__ import annotations

import logging
import time
from threading import Lock

EVERY = 60.0  # seconds


class SparseLog:
    """Logs the first of a flood at once, then at most one line in `EVERY` seconds, which says how many there were."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._lock = Lock()
        self._next_at = 0.0
        self.count = 0  # since the process started

    def warning(self, message: str, *args: object) -> None:
        """Count it, and log it if the last line was long enough ago."""
        now = time.monotonic()
        with self._lock:
            self.count += 1
            if now < self._next_at:
                return
            self._next_at = now + EVERY
            count = self.count
        self._logger.warning(message + " (no. %s since the start)", *args, count)
