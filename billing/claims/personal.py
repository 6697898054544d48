"""What claims keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.models import Claim
from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row


def _export(user: User, now: datetime) -> Iterator[Row]:
    """Only one's own: of an operation that others claimed back, the operation itself tells."""
    found = Claim.objects.filter(request__user=user).select_related("request", "entry", "refund").order_by("pk")
    for claim in found.iterator():
        yield {
            "number": claim.request.number,
            "operation": claim.entry.title,
            "amount": claim.amount,
            "reason": claim.get_reason_display(),
            "text": claim.text,
            "state": claim.get_status_display(),
            "answer": claim.decision,
            "returned": abs(claim.refund.amount) if claim.refund else None,
        }


def _erase(user: User, now: datetime) -> None:
    """What was written goes; which sum was given back for what stays with the account's movements."""
    Claim.objects.filter(request__user=user).update(text="", decision="")


CLAIMS = PersonalData(
    name="claims",
    models=("billing.Claim",),
    about=_("Какие списания и платежи вы просили вернуть. При удалении стираются ваши слова и ответ."),
    fields={
        "number": _("Номер заявки"),
        "operation": _("Операция"),
        "amount": _("Сколько вернуть"),
        "reason": _("Почему"),
        "text": _("Своими словами"),
        "state": _("Состояние"),
        "answer": _("Ответ"),
        "returned": _("Вернули"),
    },
    export=_export,
    erase=_erase,
)
