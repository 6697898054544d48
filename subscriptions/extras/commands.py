"""What a telephone may ask about services: which it has, and what they cost (N5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.access import Right
from cabinet.accounts.hearing import may_hear
from cabinet.core.aloud import rub_aloud
from cabinet.core.commands import Caller, Command, Fields
from cabinet.core.errors import DomainError
from cabinet.sms.texts import SmsTemplate, register, render
from subscriptions.models import Kind, Subscription
from subscriptions.selectors import held_by
from subscriptions.words import price_words

NAMED = 4  # services in one answer
TOLD = register(
    SmsTemplate(
        name="subscriptions.command_services",
        title=gettext_lazy("Ответ на команду *160#"),
        words=gettext_lazy("Услуги: {services}"),
        example={"services": gettext_lazy("«Гудок» 60,00 руб. в месяц")},
        segments=4,
        must=("services",),
    )
)
ALOUD = register(
    SmsTemplate(
        name="subscriptions.voice_services",
        title=gettext_lazy("Голосовое меню: услуги"),
        words=gettext_lazy("Подключено: {services}."),
        example={"services": gettext_lazy("Гудок, шестьдесят рублей в месяц")},
        segments=4,
        must=("services",),
    )
)
NONE = register(
    SmsTemplate(
        name="subscriptions.command_no_services",
        title=gettext_lazy("Команда *160#: услуг нет"),
        words=gettext_lazy("Дополнительных услуг на номере нет"),
    )
)


class ServicesNotYours(DomainError):
    code = "services_not_yours"
    message = gettext_lazy("Услуги этого номера сообщить нельзя: ими управляет владелец договора.")


def _services(caller: Caller, _fields: Fields, now: datetime) -> str:
    """What the page of services names to who signs in by this line. Raises `ServicesNotYours`."""
    if not may_hear(caller.line, Right.MANAGE, now=now):
        raise ServicesNotYours
    held = [each for each in held_by(caller.line) if each.kind == Kind.SERVICE]
    if not held:
        return render(NONE.name, caller.language)
    with translation.override(caller.language):
        words = _listed(held, aloud=caller.listens, language=caller.language)
    return render((ALOUD if caller.listens else TOLD).name, caller.language, services=words)


def _listed(held: Sequence[Subscription], *, aloud: bool, language: str) -> str:
    said = [_aloud(each, language) if aloud else _written(each) for each in held[:NAMED]]
    words = "; ".join(said)
    more = len(held) - len(said)
    return words if not more else _("%(said)s и ещё %(more)d") % {"said": words, "more": more}


def _written(each: Subscription) -> str:
    offering = each.offering
    price = price_words(offering.price, offering.every, plain=True)
    return _("«%(name)s» %(price)s") % {"name": offering.name, "price": price}


def _aloud(each: Subscription, language: str) -> str:
    offering = each.offering
    price = price_words(offering.price, offering.every, plain=True)
    if offering.price:
        of_period = {"day": _("%(sum)s в день"), "month": _("%(sum)s в месяц")}[offering.every]
        price = of_period % {"sum": rub_aloud(offering.price, language)}
    return f"{offering.name}, {price}"


SERVICES = Command(
    name="subscriptions.services",
    ussd="*160#",
    sms=("УСЛУГИ", "SERVICES"),
    about=gettext_lazy("ваши услуги"),
    run=_services,
    listed=False,  # the list is as long as a screen already
)
