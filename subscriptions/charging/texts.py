"""The words of SMS about charges that there is no money for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register

_NUMBER, _NAME, _SUM, _BALANCE = _("916 123-45-67"), _("Вместе"), _("430,00 руб."), _("120,00 руб.")

SOON = register(
    SmsTemplate(
        name="subscriptions.soon",
        title=_("Завтра списание, а денег мало"),
        words=_("{day} спишем {sum} за «{names}». На счёте {balance} Пополните на {missing}"),
        example={
            "day": _("1 декабря"),
            "sum": _("550,00 руб."),
            "names": _NAME,
            "balance": _BALANCE,
            "missing": _SUM,
        },
        segments=2,
        must=("sum", "missing"),
    )
)
LINE_SUSPENDED = register(
    SmsTemplate(
        name="subscriptions.line_suspended",
        title=_("Связь приостановлена: нет денег на тариф"),
        words=_("Связь на {number} приостановлена: на «{names}» не хватает {missing} Пополните счёт, и она вернётся"),
        example={"number": _NUMBER, "names": _NAME, "missing": _SUM},
        segments=2,
        must=("missing",),
    )
)
EXTRA_SUSPENDED = register(
    SmsTemplate(
        name="subscriptions.extra_suspended",
        title=_("Услуга или подписка приостановлена: нет денег"),
        words=_("Приостановили «{names}»: не хватает {missing} Пополните счёт, и всё включится само"),
        example={"names": _NAME, "missing": _SUM},
        segments=2,
        must=("missing",),
    )
)
LINE_RESUMED = register(
    SmsTemplate(
        name="subscriptions.line_resumed",
        title=_("Связь снова работает"),
        words=_("Связь на {number} снова работает, тариф «{names}» оплачен. На счёте {balance}"),
        example={"number": _NUMBER, "names": _NAME, "balance": _BALANCE},
        segments=2,
    )
)
EXTRA_RESUMED = register(
    SmsTemplate(
        name="subscriptions.extra_resumed",
        title=_("Услуга или подписка снова работает"),
        words=_("Снова работает «{names}». На счёте {balance}"),
        example={"names": _NAME, "balance": _BALANCE},
        segments=2,
    )
)

CHARGES = Event(
    name="subscriptions.charges",
    title=_("Не хватает денег на тариф и услуги"),
    about=_("за день до списания, когда связь или услуга приостановлена и когда снова работает"),
)
