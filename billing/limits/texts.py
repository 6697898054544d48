"""The words of the notice of a low balance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register

LOW = register(
    SmsTemplate(
        name="billing.low_balance",
        title=_("Баланс ниже порога"),
        words=_("{account} {balance} Вы просили предупредить, когда станет меньше {below}"),
        example={"account": _("На счёте"), "balance": _("48,20 руб."), "below": _("100,00 руб.")},
        segments=2,
        must=("balance",),
    )
)
LOW_BALANCE = Event(
    name="billing.low_balance",
    title=_("Мало денег на счёте"),
    about=_("баланс опустился ниже порога, который вы задали"),
)
