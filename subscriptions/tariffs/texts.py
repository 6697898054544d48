"""The words of SMS about a change of tariff, in the line's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.money import plain_rub
from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register
from subscriptions.models import Tariff

EVENT = Event(
    name="subscriptions.tariff",
    title=_("Смена тарифа"),
    about=_("когда тариф сменился или сеть отказала"),
    place=25,
)
EXAMPLE = {"tariff": _("Вместе"), "sum": _("550,00 руб.")}

CHANGED = register(
    SmsTemplate(
        name="subscriptions.tariff_changed",
        title=_("Тариф сменился"),
        words=_("Ваш тариф теперь «{tariff}», плата {sum}"),
        example=EXAMPLE,
    )
)
NOT_CHANGED = register(
    SmsTemplate(
        name="subscriptions.tariff_not_changed",
        title=_("Перейти на тариф не получилось"),
        words=_("Тариф «{tariff}» не включился: у вас прежний, деньги вернули"),
        example=EXAMPLE,
    )
)
NOT_CHANGED_FREE = register(
    SmsTemplate(
        name="subscriptions.tariff_not_changed_free",
        title=_("Перейти на тариф не получилось, денег не брали"),
        words=_("Тариф «{tariff}» не включился: у вас прежний, денег не взяли"),
        example=EXAMPLE,
    )
)


def facts(tariff: Tariff, language: str) -> dict[str, object]:
    """What both messages are made of, in `language`, which is active."""
    name = tariff.name_en if language == "en" and tariff.name_en else tariff.name_ru
    return {"tariff": name, "sum": plain_rub(tariff.price)}
