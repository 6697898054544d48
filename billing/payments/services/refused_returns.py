"""Returns that a bank refused, or never answered about: finance sends them again, or says that the money went back in
another way. What was never answered for may have gone back already, so somebody looks before it is sent again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing.models import PayerReturn, PayerReturnStatus, Payment
from billing.payments.services.returns import UNANSWERED, refuse_more_than_was_paid
from cabinet.accounts.access import Right, has_staff_right
from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import NOWHERE, Origin

WHAT = "payerreturn"  # of `accounts.journal_words`


class NotRefused(DomainError):
    code = "not_refused"
    message = _("Этот возврат не ждёт решения: он отправлен, ждёт отправки или уже разобран.")


class FateUnknown(DomainError):
    code = "fate_unknown"
    message = _("Провайдер не ответил, и деньги могли уйти. Сначала найдите возврат в его кабинете.")


@transaction.atomic
def send_again(
    *, returned: PayerReturn, by: User, now: datetime, not_there: bool = False, origin: Origin = NOWHERE
) -> PayerReturn:
    """Have the provider told once more, by a key of its own. `not_there`: `by` looked, and the provider has no such
    return; without that, what it never answered for is not sent.

    Raises `NotFound` for who is not of finance, `NotRefused`, `FateUnknown`, `NotReturnable` where what was paid has
    gone back by another return since.
    """
    found = _to_settle(returned, by)
    if found.refusal == UNANSWERED and not not_there:
        raise FateUnknown
    refuse_more_than_was_paid(found.payment, found.amount, but=found)
    found.status, found.refusal, found.finished_at = PayerReturnStatus.PROMISED, "", None
    found.rounds, found.tries, found.again_at, found.next_try_at = found.rounds + 1, 0, now, now
    return _settled(found, by, now, origin)


@transaction.atomic
def mark_returned(*, returned: PayerReturn, by: User, now: datetime, origin: Origin = NOWHERE) -> PayerReturn:
    """The money went back in another way: in cash, by a transfer, or the provider had it sent after all. Raises as
    `send_again`, but for `FateUnknown`."""
    found = _to_settle(returned, by)
    refuse_more_than_was_paid(found.payment, found.amount, but=found)
    found.status, found.finished_at = PayerReturnStatus.BY_HAND, now
    return _settled(found, by, now, origin)


def _to_settle(returned: PayerReturn, by: User) -> PayerReturn:
    """The row, under the lock of its payment, which every promise of a return holds."""
    if not has_staff_right(by, Right.DECIDE_MUCH):
        raise NotFound
    Payment.objects.select_for_update(no_key=True).get(pk=returned.payment_id)
    found = PayerReturn.objects.select_related("payment__line__contract", "payment__account__contract").get(
        pk=returned.pk
    )
    if found.status != PayerReturnStatus.REFUSED:
        raise NotRefused
    return found


def _settled(found: PayerReturn, by: User, now: datetime, origin: Origin) -> PayerReturn:
    found.settled_by = by
    found.save()
    note_staff(SecurityEventKind.STAFF_CHANGED, staff=by, about=found.about, what=WHAT, origin=origin, now=now)
    return found
