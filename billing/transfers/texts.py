"""The words of SMS and answers about transfers, asking for money and «Позвони мне».

Numbers stand in them whole: who is asked, or gets money, has to know by whom.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.texts import code_template
from cabinet.core import phones
from cabinet.core.money import plain_rub
from cabinet.core.notifications import Event
from cabinet.sms.texts import SmsTemplate, register, say

_NUMBER = "+7 903 123-45-67"
_SUM = _("100,00 руб.")

CODE = code_template(
    name="billing.transfer_code",
    title=_("Код, чтобы перевести деньги"),
    words=_("Перевод {sum} на {number}: код {code}. Никому не говорите"),
    example={"sum": _SUM, "number": _NUMBER},
    segments=2,
)
RECEIVED = register(
    SmsTemplate(
        name="billing.transfer_received",
        title=_("Пришёл перевод"),
        words=_("Вам перевели {sum}, отправитель {number}"),
        example={"sum": _SUM, "number": _NUMBER},
        must=("sum",),
    )
)
ASKED = register(
    SmsTemplate(
        name="billing.money_asked",
        title=_("У вас просят денег"),
        words=_("{number} просит у вас {sum} Перевести: {code} или {link} Не знаете, кто это? Не переводите"),
        example={
            "sum": _SUM,
            "number": _NUMBER,
            "code": "*145*9031234567*100#",
            "link": "https://my.operator.ru/payments/ask/",
        },
        segments=3,
        must=("number", "sum"),
    )
)
CALL_ME = register(
    SmsTemplate(
        name="billing.call_me",
        title=_("«Позвони мне»"),
        words=_("{number} просит вас перезвонить"),
        example={"number": _NUMBER},
        must=("number",),
    )
)
BEGUN = register(
    SmsTemplate(
        name="billing.command_transfer",
        title=_("Ответ на команду *145*номер*сумма#"),
        words=_("Перевод {sum} на {number}. Код придёт в SMS. Подтвердите: *145*код#"),
        example={"sum": _SUM, "number": _NUMBER},
        segments=2,
    )
)
DONE = register(
    SmsTemplate(
        name="billing.command_transfer_done",
        title=_("Ответ на команду *145*код#"),
        words=_("Переведено {sum} на {number}. Осталось {balance}"),
        example={"sum": _SUM, "number": _NUMBER, "balance": _("340,50 руб.")},
        segments=2,
    )
)
CALL_ME_SENT = register(
    SmsTemplate(
        name="billing.command_call_me",
        title=_("Ответ на команду *144*номер#"),
        words=_("Если {number} принимает такие просьбы, ему придёт SMS"),
        example={"number": _NUMBER},
    )
)

TRANSFER_IN = Event(
    name="billing.transfer_in",
    title=_("Вам перевели деньги"),
    about=_("с номера другого абонента"),
)
EVENTS = (TRANSFER_IN,)


def in_language(template: SmsTemplate, language: str, /, **facts: str | Decimal) -> str:
    """`template` in `language`: sums (Decimal, roubles) and numbers (MSISDN, as `number`) as an SMS writes them."""
    with translation.override(language):
        said = {name: plain_rub(fact) if isinstance(fact, Decimal) else fact for name, fact in facts.items()}
        if "number" in facts:
            said["number"] = phones.international(str(facts["number"]))
        return say(template, **said)
