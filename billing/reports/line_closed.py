"""What becomes of reports when a number is closed (A13)."""

from __future__ import annotations

from datetime import datetime

from billing.models import Report, ReportStatus, ReportSubscription, ReportTrouble
from billing.reports.services.order import TO_MAKE
from cabinet.accounts.models import Line


def end_reports(line: Line, now: datetime) -> None:
    """No more of them, none is finished, and the files go with the dispatcher's next sweep. Nobody can open one from
    now on: a closed line is nobody's."""
    ReportSubscription.objects.filter(line=line, stopped_at=None).update(stopped_at=now)
    of_line = Report.objects.filter(line=line)
    of_line.filter(status__in=TO_MAKE).update(
        status=ReportStatus.FAILED, trouble=ReportTrouble.NO_ACCESS, lease_until=None
    )
    of_line.filter(status=ReportStatus.READY).update(expires_at=now)
