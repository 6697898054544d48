"""Telling a person that a service ended because the network refused it: in the history, and by SMS."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Line
from cabinet.accounts.services.notify import notify
from cabinet.core.channels import Channel
from cabinet.core.money import plain_rub
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import move, open_request
from cabinet.sms.texts import SmsTemplate, register
from subscriptions.extras.telling import SERVICES
from subscriptions.extras.wishes import SERVICE_LOST, names_of, wanted_words
from subscriptions.models import Subscription, SubscriptionOrder

PAID_BACK = _("Сеть отказала включить её снова. Деньги вернулись на счёт, больше не списываем.")
FREE = _("Сеть отказала. Услуга отключена, больше не списываем.")

LOST = register(
    SmsTemplate(
        name="subscriptions.service_lost",
        title=_("Услуга не включилась снова: деньги вернулись"),
        words=_("Не включилось: {what}. Сеть отказала. Вернули {sum}, больше не списываем"),
        example={"what": _("«Антиспам»"), "sum": _("49,00 руб.")},
        segments=2,
        must=("what", "sum"),
    )
)
ENDED = register(
    SmsTemplate(
        name="subscriptions.service_ended",
        title=_("Услуга отключена: сеть отказала"),
        words=_("Отключено: {what}. Сеть отказала. Больше не списываем"),
        example={"what": _("«Антиспам»")},
        segments=2,
        must=("what",),
    )
)


def note_lost(
    told: SubscriptionOrder,
    line: Line,
    ended: Collection[Subscription],
    *,
    returned: Decimal = Decimal(0),
    now: datetime,
) -> None:
    """Write down that `ended`, the first of them refused by the network, are no more and that `returned` came back."""
    first, *others = [each.offering for each in ended]
    request = open_request(
        kind=SERVICE_LOST,
        user=line.contract.owner,
        line=line,
        channel=Channel.SYSTEM,
        now=now,
        dedup_key=f"{SERVICE_LOST}:{told.order.public_id}",
        payload={"wanted": names_of([first]), "gone": names_of(others)} | ({"back": str(returned)} if returned else {}),
    )
    move(request, to=RequestStatus.REFUSED, now=now, note=PAID_BACK if returned else FREE)
    notify(
        event=SERVICES.name,
        template=(LOST if returned else ENDED).name,
        facts=lambda _language: {"what": wanted_words(request), "sum": plain_rub(returned)},
        line=line,
        now=now,
        dedup_key=f"{SERVICE_LOST}:{request.number}",
    )
