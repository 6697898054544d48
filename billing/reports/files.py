"""Where the files of reports lie. A name is known from the row alone, so that none is ever left behind unknown."""

from __future__ import annotations

from django.core.files.storage import default_storage

from billing.models import Report


def name_of(report: Report, attempt: int) -> str:
    """Each attempt has a file of its own: who was taken for dead and is not overwrites nobody's."""
    return f"reports/{report.public_id}-{attempt}.{report.format}"


def delete_files(report: Report, *, but: str = "") -> None:
    """Delete what all attempts left, `but` one. Deleting what is not there is no error."""
    for attempt in range(1, report.attempts + 1):
        name = name_of(report, attempt)
        if name != but:
            default_storage.delete(name)
