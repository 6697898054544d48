"""The words of SMS and answers about the trust payment, and what people may be told of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register

_SUM, _FEE, _WHOLE, _BALANCE = _("100,00 руб."), _("10,00 руб."), _("110,00 руб."), _("112,40 руб.")
_DAY = _("1 декабря")

TAKEN = register(
    SmsTemplate(
        name="billing.trust_taken",
        title=_("Доверительный платёж зачислен"),
        words=_("Доверительный платёж: зачислено {sum} Вернём {whole} из пополнений, самое позднее {day}"),
        example={"sum": _SUM, "whole": _WHOLE, "day": _DAY},
        segments=2,
        must=("whole", "day"),
    )
)
DUE = register(
    SmsTemplate(
        name="billing.trust_due",
        title=_("Доверительный платёж скоро спишется"),
        words=_("{day} спишем доверительный платёж: {left} На счёте {balance}"),
        example={"left": _WHOLE, "day": _DAY, "balance": _BALANCE},
        segments=2,
        must=("left",),
    )
)
REPAID = register(
    SmsTemplate(
        name="billing.trust_repaid",
        title=_("Доверительный платёж погашен"),
        words=_("Доверительный платёж погашен. На счёте {balance}"),
        example={"balance": _BALANCE},
    )
)
REPAID_BY_TOP_UP = register(
    SmsTemplate(
        name="billing.trust_repaid_by_top_up",
        title=_("Доверительный платёж погашен пополнением"),
        words=_("Пополнение {sum} Доверительный платёж погашен. На счёте {balance}"),
        example={"sum": _("500,00 руб."), "balance": _BALANCE},
        segments=2,
    )
)
OFFERED = register(
    SmsTemplate(
        name="billing.command_trust",
        title=_("Ответ на команду *141#"),
        words=_("Доверительный платёж {sum} Вернуть до {day}: {whole}, из них плата {fee} Взять: *141*1#"),
        example={"sum": _SUM, "fee": _FEE, "whole": _WHOLE, "day": _DAY},
        segments=2,
        must=("sum", "fee", "day"),
    )
)
OFFERED_ALOUD = register(
    SmsTemplate(
        name="billing.voice_trust",
        title=_("Голосовое меню: доверительный платёж"),
        words=_("Доверительный платёж: {sum} Вернуть до {day}: {whole} Из них плата: {fee}"),
        example={"sum": _("сто рублей."), "fee": _("десять рублей."), "whole": _("сто десять рублей."), "day": _DAY},
        segments=2,
    )
)
OWED = register(
    SmsTemplate(
        name="billing.command_trust_owed",
        title=_("Ответ на команду *141#, если платёж не погашен"),
        words=_("По доверительному платежу осталось вернуть {left} Срок: {day}"),
        example={"left": _WHOLE, "day": _DAY},
        segments=2,
    )
)
TAKEN_BY_COMMAND = register(
    SmsTemplate(
        name="billing.command_trust_taken",
        title=_("Ответ на команду *141*1#"),
        words=_("Зачислено {sum} На счёте {balance} Вернуть до {day}: {whole}"),
        example={"sum": _SUM, "balance": _BALANCE, "whole": _WHOLE, "day": _DAY},
        segments=2,
    )
)

TRUST = Event(
    name="billing.trust",
    title=_("Доверительный платёж"),
    about=_("взят, скоро срок, погашен"),
)
EVENTS = (TRUST,)
