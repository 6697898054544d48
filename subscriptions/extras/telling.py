"""SMS about services: that one was connected for money, or that the network would not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.services.notify import notify
from cabinet.core.money import plain_rub
from cabinet.core.notifications import Event
from cabinet.requests.models import Request
from cabinet.sms.quiet import is_awaited
from cabinet.sms.texts import SmsTemplate, register
from subscriptions.extras.wishes import wanted_words

ON = register(
    SmsTemplate(
        name="subscriptions.service_on",
        title=_("Услуга подключена"),
        words=_("За {sum} подключено: {what}. Не вы? Звоните {phone}"),
        example={"what": _("«Антиспам»"), "sum": _("49,00 руб.")},
        segments=2,
        must=("what",),
    )
)
REFUSED = register(
    SmsTemplate(
        name="subscriptions.service_refused",
        title=_("Услуга не подключена: сеть отказала"),
        words=_("Не подключено: {what}. Сеть отказала, денег не взяли"),
        example={"what": _("«Антиспам»")},
        segments=2,
        must=("what",),
    )
)
SERVICES = Event(
    name="subscriptions.services",
    title=_("Услуги"),
    about=_("платная услуга подключена, или сеть её не включила"),
    place=45,
)


def tell_on(request: Request, *, now: datetime) -> None:
    """That all of the wish works; nothing is said of what costs nothing."""
    if _sum(request):
        _tell(request, ON, now=now)


def tell_off(request: Request, *, now: datetime) -> None:
    """That none of it will, and the money is back."""
    _tell(request, REFUSED, now=now)


def _tell(request: Request, template: SmsTemplate, *, now: datetime) -> None:
    notify(
        event=SERVICES.name,
        template=template.name,
        facts=lambda _language: _facts(request),
        line=request.line,
        now=now,
        dedup_key=f"service:{request.number}:{request.status}",
        urgent=is_awaited(request.created_at, now),
    )


def _facts(request: Request) -> Mapping[str, object]:
    return {"what": wanted_words(request), "sum": plain_rub(_sum(request))}


def _sum(request: Request) -> Decimal:
    return Decimal(request.payload.get("sum", 0))
