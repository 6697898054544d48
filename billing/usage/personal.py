"""What is kept of whom people called and how much they used (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from billing.models import UsageEvent
from billing.periods import Period, today
from billing.personal import BEGINNING
from billing.usage.selectors import Asked, export
from billing.usage.words import event_title, used_words
from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Line, User
from cabinet.accounts.personal.own import own_lines
from cabinet.core.personal_data import PersonalData, Row
from cabinet.core.phones import LONGEST, masked


def _usage(user: User, now: datetime) -> Iterator[Row]:
    """Of one's own contracts every line's events, closed ones' too; of a line that one proved by its code, what its
    page shows. Whom they were with is somebody else: shortened."""
    for line in own_lines(user):
        if line.contract.owner_id != user.pk and not allowed(user, line, Right.SEE_ENTRIES, now):
            continue
        zone = ZoneInfo(line.contract.time_zone)
        for chunk in export(of=Asked(line, Period(BEGINNING, today(now, zone), zone))):
            yield from (_row(event, line, zone) for event in chunk)


def _row(event: UsageEvent, line: Line, zone: ZoneInfo) -> Row:
    return {
        "number": line.msisdn or line.number,
        "at": event.started_at.astimezone(zone),
        "what": event_title(event),
        "with": _shortened(event.counterpart),
        "volume": used_words(event.unit, event.volume),
        "roaming": event.roaming,
        "amount": event.amount,
    }


def _shortened(counterpart: str) -> str:
    """Short numbers, senders and access points are nobody's; a whole number is a person's."""
    digits = counterpart.removeprefix("+")
    return masked(digits) if digits.isdecimal() and 7 <= len(digits) <= LONGEST else counterpart


USAGE = PersonalData(
    name="usage",
    models=("billing.UsageEvent", "billing.Bucket", "billing.LineRate", "billing.QuarantinedEvent"),
    about=_("Звонки, SMS и интернет: когда, с кем, сколько и за сколько. Чужие номера сокращены."),
    fields={
        "number": _("Номер"),
        "at": _("Когда"),
        "what": _("Что"),
        "with": _("С кем"),
        "volume": _("Сколько"),
        "roaming": _("В роуминге"),
        "amount": _("Стоимость"),
    },
    export=_usage,
    kept_because=_("По этим записям посчитаны списания: пока сумму можно оспорить, они нужны, потом удаляются."),
)
