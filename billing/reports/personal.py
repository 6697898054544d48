"""Reports are personal data, too (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.models import Report, ReportSubscription
from billing.reports.files import delete_files
from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row


def _reports(user: User, now: datetime) -> Iterator[Row]:
    for report in Report.objects.filter(user=user).select_related("line").order_by("pk").iterator():
        yield {
            "ordered_at": report.created_at,
            "number": report.line.msisdn or report.line.number,
            "from": report.from_date,
            "to": report.to_date,
            "format": report.get_format_display(),
            "monthly": report.subscription_id is not None,
            "status": report.get_status_display(),
        }


def _forget(user: User, now: datetime) -> None:
    """Rows go now, their files once that is committed."""
    for report in Report.objects.filter(user=user):
        transaction.on_commit(lambda each=report: delete_files(each), robust=True)  # type: ignore[misc]
    Report.objects.filter(user=user).delete()
    ReportSubscription.objects.filter(user=user).delete()


REPORTS = PersonalData(
    name="reports",
    models=("billing.Report", "billing.ReportSubscription"),
    about=_("Какие отчёты вы заказывали. Сами файлы удаляются по сроку."),
    fields={
        "ordered_at": _("Заказан"),
        "number": _("Номер"),
        "from": _("С"),
        "to": _("По"),
        "format": _("Вид"),
        "monthly": _("Ежемесячный"),
        "status": _("Состояние"),
    },
    export=_reports,
    erase=_forget,
)
