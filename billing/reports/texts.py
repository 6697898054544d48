"""The words of letters about reports."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Report
from cabinet.core import brand


def letter_subject(report: Report) -> str:
    return _("Отчёт готов: %(from)s – %(to)s") % {"from": _day(report.from_date), "to": _day(report.to_date)}


def letter_text(report: Report) -> str:
    """A link; of a monthly one, also where it is switched off."""
    text = _(
        "Отчёт за %(from)s – %(to)s готов. Его можно скачать в личном кабинете «%(brand)s» до %(until)s:\n%(link)s\n\n"
        "Откроется только после входа: в письме нет ни сумм, ни номеров."
    ) % {
        "brand": brand.current().name,
        "from": _day(report.from_date),
        "to": _day(report.to_date),
        "until": _day(report.expires_at),
        "link": link("finance-report", report.public_id),
    }
    if report.subscription_id is None:
        return text
    off = link("finance-reports-monthly") + f"?line={report.line.public_id}"
    return text + "\n\n-- \n" + _("Отчёт приходит каждый месяц. Выключить: %(link)s") % {"link": off}


def link(name: str, *parts: object) -> str:
    """The portal's own address of a page, as a letter tells it."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse(name, args=parts)


def _day(day: object) -> str:
    return f"{day:%d.%m.%Y}"
