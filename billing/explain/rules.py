"""What money moved for, in a sentence: for every kind of movement, whoever else may know more of it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.kinds import EntryKind

# As `causes.TITLES`: first the words for a rule of the kind, then for the kind with a name, with a number, and alone.
RULES: dict[tuple[str, ...], str | Promise] = {
    (EntryKind.PAYMENT, "card"): _("Счёт пополнили банковской картой."),
    (EntryKind.PAYMENT, "sbp"): _("Счёт пополнили через Систему быстрых платежей."),
    (EntryKind.PAYMENT, "cash"): _("Счёт пополнили наличными: в салоне, терминале или банке."),
    (EntryKind.PAYMENT, "auto"): _("Счёт пополнил автоплатёж, по правилу, которое задали заранее."),
    (EntryKind.PAYMENT,): _("Счёт пополнили."),
    (EntryKind.PAYMENT_RETURN,): _("Платёж был ошибочным: эти деньги вернули тому, кто заплатил."),
    (EntryKind.TARIFF, "monthly", "+name"): _("Плата за месяц по тарифу «%(name)s»."),
    (EntryKind.TARIFF, "daily", "+name"): _("Плата за день по тарифу «%(name)s»."),
    (EntryKind.TARIFF, "+name"): _("Плата по тарифу «%(name)s»."),
    (EntryKind.TARIFF,): _("Плата по тарифу номера."),
    (EntryKind.SERVICE, "monthly", "+name"): _("Плата за месяц услуги «%(name)s»: она подключена на номере."),
    (EntryKind.SERVICE, "daily", "+name"): _("Плата за день услуги «%(name)s»: она подключена на номере."),
    (EntryKind.SERVICE, "+name"): _("Плата за услугу «%(name)s»: она подключена на номере."),
    (EntryKind.SERVICE,): _("Плата за услугу, которая подключена на номере."),
    (EntryKind.CONTENT, "+name", "+number"): _(
        "Платная подписка «%(name)s» с короткого номера %(number)s. Её присылает партнёр оператора."
    ),
    (EntryKind.CONTENT, "+name"): _("Платная подписка «%(name)s». Её присылает партнёр оператора."),
    (EntryKind.CONTENT,): _("Платная подписка. Её присылает партнёр оператора."),
    (EntryKind.USAGE, "call", "+name"): _("Звонки, за которые пакет не платит: %(name)s."),
    (EntryKind.USAGE, "call"): _("Звонки сверх пакета, по цене тарифа."),
    (EntryKind.USAGE, "sms", "+name"): _("SMS, за которые пакет не платит: %(name)s."),
    (EntryKind.USAGE, "sms"): _("SMS сверх пакета, по цене тарифа."),
    (EntryKind.USAGE, "data", "+name"): _("Интернет, за который пакет не платит: %(name)s."),
    (EntryKind.USAGE, "data"): _("Интернет сверх пакета, по цене тарифа."),
    (EntryKind.USAGE, "+name"): _("Связь, за которую пакет не платит: %(name)s."),
    (EntryKind.USAGE,): _("Связь сверх пакета, по цене тарифа."),
    (EntryKind.FEE, "connect", "+name"): _("Разовая плата за подключение «%(name)s»."),
    (EntryKind.FEE, "+name"): _("Разовая плата: %(name)s."),
    (EntryKind.FEE,): _("Разовая плата."),
    (EntryKind.TRANSFER_IN, "+number"): _("Деньги перевёл абонент %(number)s."),
    (EntryKind.TRANSFER_IN,): _("Деньги перевёл другой абонент."),
    (EntryKind.TRANSFER_OUT, "+number"): _("Деньги перевели абоненту %(number)s."),
    (EntryKind.TRANSFER_OUT,): _("Деньги перевели другому абоненту."),
    (EntryKind.MOVE_IN,): _("Деньги пришли с другого счёта этого же договора."),
    (EntryKind.MOVE_OUT,): _("Деньги ушли на другой счёт этого же договора."),
    (EntryKind.REFUND, "+name"): _("Вернули деньги, списанные за «%(name)s»."),
    (EntryKind.REFUND,): _("Вернули деньги за прежнее списание."),
    (EntryKind.BONUS, "+name"): _("Оператор начислил деньги: %(name)s."),
    (EntryKind.BONUS,): _("Оператор начислил деньги на счёт."),
    (EntryKind.TRUST,): _("Деньги взаймы, пока на счёте пусто. Долг вернёт ближайшее пополнение."),
    (EntryKind.TRUST_FEE,): _("Плата за доверительный платёж. О ней говорили, когда его брали."),
    (EntryKind.TRUST_REPAYMENT,): _("Вернулся долг по доверительному платежу."),
    (EntryKind.REVERSAL,): _("Операция была ошибочной, её отменили целиком."),
    (EntryKind.CORRECTION, "+name"): _("Оператор поправил сумму на счёте: %(name)s."),
    (EntryKind.CORRECTION,): _("Оператор поправил сумму на счёте."),
}
