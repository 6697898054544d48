"""Why an entry exists, kept with the entry as it was true then (B12, B13), and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from billing.kinds import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Entries cannot be changed, so nothing that a person may ask to erase stands here: other people's numbers are
    masked (`core.phones.masked`), and the whole of it is found through `source`.
    """

    rule: str = ""  # which rule of the kind: «card» of a payment, «call» of usage
    name: str = ""  # of the tariff, service or destination, as it was called then
    name_en: str = ""  # the same in English, where it has one
    number: str = ""  # a short number, or somebody's number masked
    source: str = ""  # what stands behind it («content_subscription»): who can explain it and end it
    source_id: str = ""  # the public_id of that
    request: str = ""  # public_id of the Request that led to it
    facts: Mapping[str, Any] = field(default_factory=dict)  # what else the explanation tells: units, price, period

    def as_json(self) -> dict[str, Any]:
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


NO_CAUSE = Cause()

# First the words for a rule of the kind, then for the kind with a name, with a number, and alone.
TITLES: dict[tuple[str, ...], str | Promise] = {
    (EntryKind.PAYMENT, "card"): _("Пополнение картой"),
    (EntryKind.PAYMENT, "sbp"): _("Пополнение через СБП"),
    (EntryKind.PAYMENT, "cash"): _("Пополнение наличными"),
    (EntryKind.PAYMENT, "auto"): _("Автоплатёж"),
    (EntryKind.PAYMENT,): _("Пополнение"),
    (EntryKind.PAYMENT_RETURN,): _("Возврат платежа"),
    (EntryKind.TARIFF, "+name"): _("Абонентская плата, «%(name)s»"),
    (EntryKind.TARIFF,): _("Абонентская плата"),
    (EntryKind.SERVICE, "+name"): _("Услуга «%(name)s»"),
    (EntryKind.SERVICE,): _("Услуга"),
    (EntryKind.CONTENT, "+name", "+number"): _("«%(name)s», %(number)s"),
    (EntryKind.CONTENT, "+name"): _("Подписка «%(name)s»"),
    (EntryKind.CONTENT,): _("Подписка"),
    (EntryKind.USAGE, "call", "+name"): _("Звонок, %(name)s"),
    (EntryKind.USAGE, "call"): _("Звонок"),
    (EntryKind.USAGE, "sms", "+name"): _("SMS, %(name)s"),
    (EntryKind.USAGE, "sms"): _("SMS"),
    (EntryKind.USAGE, "data", "+name"): _("Интернет, %(name)s"),
    (EntryKind.USAGE, "data"): _("Интернет"),
    (EntryKind.USAGE, "+name"): _("Связь, %(name)s"),
    (EntryKind.USAGE,): _("Связь"),
    (EntryKind.FEE, "connect", "+name"): _("Подключение, «%(name)s»"),
    (EntryKind.FEE, "+name"): "%(name)s",
    (EntryKind.FEE,): _("Разовая плата"),
    (EntryKind.TRANSFER_IN, "+number"): _("Перевод от %(number)s"),
    (EntryKind.TRANSFER_IN,): _("Перевод от другого абонента"),
    (EntryKind.TRANSFER_OUT, "+number"): _("Перевод на %(number)s"),
    (EntryKind.TRANSFER_OUT,): _("Перевод другому абоненту"),
    (EntryKind.MOVE_IN, "content"): _("С основного счёта на контентный"),
    (EntryKind.MOVE_IN,): _("С контентного счёта на основной"),
    (EntryKind.MOVE_OUT, "content"): _("На контентный счёт"),
    (EntryKind.MOVE_OUT,): _("На основной счёт"),
    (EntryKind.REFUND, "+name"): _("Возврат, «%(name)s»"),
    (EntryKind.REFUND,): _("Возврат"),
    (EntryKind.BONUS, "+name"): _("Начисление, «%(name)s»"),
    (EntryKind.BONUS,): _("Начисление"),
    (EntryKind.TRUST,): _("Доверительный платёж"),
    (EntryKind.TRUST_FEE,): _("Плата за доверительный платёж"),
    (EntryKind.TRUST_REPAYMENT,): _("Погашение доверительного платежа"),
    (EntryKind.REVERSAL, "+name"): _("Отмена, «%(name)s»"),
    (EntryKind.REVERSAL,): _("Отмена операции"),
    (EntryKind.CORRECTION,): _("Корректировка"),
}


def title(kind: str, cause: Mapping[str, Any]) -> str:
    """What stands on the page for a movement of `kind` with the `cause` kept in it, in the person's language."""
    return worded(TITLES, kind, cause)


def worded(words: Mapping[tuple[str, ...], str | Promise], kind: str, cause: Mapping[str, Any]) -> str:
    """What `words` say of a movement: of its rule with what is known by name and number, else less and less."""
    name = cause.get("name_en") if get_language() == "en" else None
    given = {"name": name or cause.get("name", ""), "number": cause.get("number", "")}
    known = (("+name", "+number"), ("+name",), ("+number",), ())
    keys = [(kind, cause.get("rule", ""), *parts) for parts in known] + [(kind, *parts) for parts in known]
    for key in keys:
        if key in words and all(given[part[1:]] for part in key if part.startswith("+")):
            return str(words[key]) % given
    return str(words[(kind,)]) % given
