"""Where the files of reports lie. A name is known from the row alone, so that none is ever left behind unknown."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.storage import default_storage

from billing.models import Report

WORKSHOP = "cabinet-report-"
LEFT_BEHIND = 2 * 60 * 60  # seconds; nobody works on one that long


def name_of(report: Report, attempt: int) -> str:
    """Each attempt has a file of its own: who was taken for dead and is not overwrites nobody's."""
    return f"reports/{report.public_id}-{attempt}.{report.format}"


def delete_files(report: Report, *, but: str = "") -> None:
    """Delete what all attempts left, `but` one. Deleting what is not there is no error."""
    for attempt in range(1, report.attempts + 1):
        name = name_of(report, attempt)
        if name != but:
            default_storage.delete(name)


@contextmanager
def workshop() -> Iterator[Path]:
    """A private folder of this machine to write one report in, gone afterwards. What killed ones left goes first: it is
    somebody's data."""
    for left in Path(tempfile.gettempdir()).glob(f"{WORKSHOP}*"):
        with suppress(OSError):  # another clears it at this moment
            if time.time() - left.lstat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP) as folder:
        yield Path(folder)
