"""Ordering a report."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.forms import EARLIEST
from billing.models import Account, Report, ReportFormat, ReportStatus
from billing.periods import Period, today
from billing.selectors import view_for
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError
from cabinet.core.jobs import wake

TO_MAKE = (ReportStatus.QUEUED, ReportStatus.WORKING)
LONGEST = timedelta(days=366)  # a leap year
DAY = timedelta(days=1)


class PeriodRefused(DomainError):
    """The period is no period, or too long, or has not been yet. `of` is the date that is wrong, `from` or `to`."""

    code = "period_refused"

    def __init__(self, message: str | Promise, *, of: str) -> None:
        super().__init__(message)
        self.of = of


class TooManyReports(DomainError):
    code = "too_many_reports"
    message = _("Столько отчётов сразу не составить. Дождитесь тех, что уже заказаны.")


@transaction.atomic
def order_report(
    *, user: User, line: Line, format: ReportFormat, period: Period, by_email: bool, language: str, now: datetime
) -> Report:
    """Have a file made about what `user` may see behind `line`. While the same one is being made, it is that one.

    `by_email`: besides, a letter with a link comes to the person's confirmed address. Raises `NotFound` for who may
    not see the movements, `PeriodRefused`, `TooManyReports`.
    """
    view_for(user=user, line=line, now=now)
    _check(period, now)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # orders of one person come one after another
    same = Report.objects.filter(
        user=user,
        line=line,
        format=format,
        language=language,
        from_date=period.first,
        to_date=period.last,
        status__in=TO_MAKE,
        subscription=None,
    ).first()
    if same is not None:
        if by_email and not same.by_email:
            Report.objects.filter(pk=same.pk).update(by_email=True)
        return same
    _refuse_too_many(user, now)
    report = Report.objects.create(
        user=user,
        line=line,
        account=Account.objects.filter(contract=line.contract_id, kind="main").first(),
        format=format,
        language=language,
        from_date=period.first,
        to_date=period.last,
        by_email=by_email,
        created_at=now,
    )
    wake("billing.make_report", report_id=report.pk)
    return report


def _check(period: Period, now: datetime) -> None:
    if period.first > period.last:
        raise PeriodRefused(_("Начало позже конца. Поменяйте даты местами."), of="from")
    if period.first < EARLIEST:
        raise PeriodRefused(_("Так давно операций не было. Выберите дату после 2000 года."), of="from")
    if period.last - period.first >= LONGEST:
        raise PeriodRefused(_("В одном отчёте может быть не больше года. Выберите время короче."), of="from")
    if period.last > today(now, period.zone):
        raise PeriodRefused(_("Этот день ещё не наступил. Выберите сегодняшний или более ранний."), of="to")


def _refuse_too_many(user: User, now: datetime) -> None:
    ordered = Report.objects.filter(user=user, subscription=None)
    if ordered.filter(status__in=TO_MAKE).count() >= settings.REPORTS_AT_ONCE:
        raise TooManyReports
    if ordered.filter(created_at__gt=now - DAY).count() >= settings.REPORTS_A_DAY:
        raise TooManyReports(_("Сегодня отчётов заказано уже много. Закажите следующий завтра."))


def zone_of(line: Line) -> ZoneInfo:
    """Reports go by the contract's clock."""
    return ZoneInfo(line.contract.time_zone)
