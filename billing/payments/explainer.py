"""What stands behind an entry of a payment (B12, B13)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Entry, Payment
from cabinet.core.explaining import Asking, Explanation, Way


def explain(entries: Sequence[Entry], asking: Asking) -> dict[int, Explanation]:
    """By the payment; who paid is told to nobody here, and only the payer is led to the receipt."""
    wanted = {UUID(entry.cause["source_id"]): entry.pk for entry in entries if entry.cause.get("source_id")}
    found = Payment.objects.filter(public_id__in=wanted).select_related("method", "auto", "saved_method")
    return {wanted[payment.public_id]: _explained(payment, asking) for payment in found}


def _explained(payment: Payment, asking: Asking) -> Explanation:
    facts = [(_("Чем"), payment.method.short), (_("Номер платежа"), str(payment.public_id))]
    is_payer = payment.payer_id is not None and payment.payer_id == getattr(asking.user, "pk", None)
    if not is_payer:
        return Explanation(rule=_("Счёт пополнили. Деньги пришли целиком, без комиссии."), facts=facts)
    ways = [Way(_("Чек и повтор"), reverse("payment", args=[payment.public_id]), "receipt-text")]
    if payment.auto is not None:
        ways.append(Way(_("Автоплатежи"), reverse("payments-auto"), "refresh-cw"))
        rule = _("Автоплатёж, который вы включили. Деньги пришли целиком, без комиссии.")
    else:
        rule = _("Вы пополнили счёт. Деньги пришли целиком, без комиссии.")
    return Explanation(rule=rule, facts=facts, ways=ways)
