"""What an entry can be, and what each kind may do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """Why money moved. Each kind has a direction, and says whether it may leave the account below its floor."""

    PAYMENT = "payment", _("пополнение")
    PAYMENT_RETURN = "payment_return", _("возврат платежа")  # a mistaken payment goes back to who paid
    TARIFF = "tariff", _("абонентская плата")
    SERVICE = "service", _("услуга")
    CONTENT = "content", _("подписка")
    USAGE = "usage", _("связь")
    FEE = "fee", _("разовая плата")
    TRANSFER_IN = "transfer_in", _("перевод от другого абонента")
    TRANSFER_OUT = "transfer_out", _("перевод другому абоненту")
    MOVE_IN = "move_in", _("с другого своего счёта")
    MOVE_OUT = "move_out", _("на другой свой счёт")
    REFUND = "refund", _("возврат списания")
    BONUS = "bonus", _("начисление")
    TRUST = "trust", _("доверительный платёж")
    TRUST_FEE = "trust_fee", _("плата за доверительный платёж")
    TRUST_REPAYMENT = "trust_repayment", _("погашение доверительного платежа")
    REVERSAL = "reversal", _("отмена операции")
    CORRECTION = "correction", _("корректировка")


INCOMING = (
    EntryKind.PAYMENT,
    EntryKind.TRANSFER_IN,
    EntryKind.MOVE_IN,
    EntryKind.REFUND,
    EntryKind.BONUS,
    EntryKind.TRUST,
)
EITHER_WAY = (EntryKind.REVERSAL, EntryKind.CORRECTION)
OUTGOING = tuple(kind for kind in EntryKind if kind not in INCOMING + EITHER_WAY)

# What was consumed already, what was lent, and what undoes a movement happens whether there is money for it or not.
MAY_PASS_FLOOR = frozenset({EntryKind.USAGE, EntryKind.TRUST_REPAYMENT, EntryKind.TRUST_FEE, EntryKind.REVERSAL})
TOP_UPS = frozenset({EntryKind.PAYMENT, EntryKind.TRANSFER_IN})  # money from outside: what is owed is repaid first
GIVE_BACK = frozenset({EntryKind.REFUND, EntryKind.PAYMENT_RETURN})  # in parts, never more than was moved
