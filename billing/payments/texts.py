"""Words about payments: of SMS, each in one segment, and of what banks refuse."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cabinet.core.money import plain_rub
from cabinet.sms.texts import SmsTemplate, register

EXAMPLE: dict[str, str | Promise] = {"line": "900 123-45-67", "sum": _("300,00 руб.")}

RECEIVED = register(
    SmsTemplate(
        name="billing.payment_received",
        title=_("Счёт пополнен"),
        words=_("{line}: счёт пополнен на {sum}"),
        example=EXAMPLE,
    )
)
AUTO_RECEIVED = register(
    SmsTemplate(
        name="billing.auto_received",
        title=_("Счёт пополнен автоплатежом"),
        words=_("{line}: автоплатёж на {sum}"),
        example=EXAMPLE,
    )
)
AUTO_STOPPED = register(
    SmsTemplate(
        name="billing.auto_stopped",
        title=_("Автоплатёж остановлен"),
        words=_("{line}: автоплатёж {sum} остановлен. Причина в кабинете"),
        example=EXAMPLE,
    )
)

# What a bank says, in a word, and what it means for the person. YooKassa's words are the widest known.
REFUSALS: dict[str, str | Promise] = {
    "insufficient_funds": _("На карте не хватило денег."),
    "card_expired": _("У карты вышел срок."),
    "invalid_card_number": _("Номер карты неверный."),
    "invalid_csc": _("Код с обратной стороны карты неверный."),
    "3d_secure_failed": _("Код из SMS банка не подошёл."),
    "canceled_by_payer": _("Вы отменили оплату."),
    "canceled_by_merchant": _("Оплата отменена."),
    "permission_revoked": _("Банк больше не разрешает списывать с этой карты."),
    "payment_method_limit_exceeded": _("На карте исчерпан лимит платежей."),
    "fraud_suspected": _("Банк посчитал платёж подозрительным. Позвоните в свой банк."),
    "country_forbidden": _("Картами этой страны платить нельзя."),
    "": _("Банк отказал, не объяснив причину."),
}

# Why an automatic payment ended, besides what a bank refuses.
STOPPED: dict[str, str | Promise] = {
    "by_owner": _("Вы выключили его."),
    "no_card": _("Карту убрали."),
    "no_access": _("Номер больше не в вашем кабинете."),
    "line_closed": _("Номер закрыт."),
    "expired": _("Банк не ответил вовремя."),
}


def refusal(word: str) -> str | Promise:
    """What a refusal means, in the person's language."""
    return REFUSALS.get(word, REFUSALS[""])


def stopped(word: str) -> str | Promise:
    """Why an automatic payment ended, in the person's language."""
    return STOPPED.get(word) or refusal(word)


def facts(*, line: str, amount: Decimal, language: str) -> dict[str, str]:
    """What the templates name, in `language`."""
    with override(language):
        return {"line": line, "sum": plain_rub(amount)}
