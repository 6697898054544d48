"""What reports tell the rest of the portal of themselves."""

from __future__ import annotations

from billing.reports.line_closed import end_reports
from billing.reports.personal import REPORTS
from billing.reports.services.sweep import sweep
from cabinet.core import line_closing, personal_data, sweeps


def register() -> None:
    personal_data.register(REPORTS)
    line_closing.register("billing.reports", end_reports)
    sweeps.register("billing.reports", sweep)
