"""What is owed comes back: from whatever tops the account up, or at the due date (B7).

Always under the lock of the account: the ledger holds it while it tells of a top-up, the sweep takes it itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, TrustPayment, TrustStatus
from billing.services.ledger import Posting, post_many
from billing.trust.telling import tell_repaid
from billing.watchers import Moved

ZERO = Decimal("0.00")
Part = tuple[TrustPayment, Decimal]  # a loan, and how many roubles of it come back now


def repay_from_top_ups(moved: Sequence[Moved], now: datetime) -> None:
    """A watcher of the ledger: money from outside goes to the debt first, whatever the balance is."""
    came = {each.account_id: each for each in moved if each.topped_up > 0}
    if not came:
        return
    loans = TrustPayment.objects.filter(account__in=came, status=TrustStatus.OPEN)
    settle([(loan, min(came[loan.account_id].topped_up, loan.left)) for loan in loans.order_by("account")], now, came)


def settle(parts: Sequence[Part], now: datetime, came: Mapping[int, Moved] = MappingProxyType({})) -> None:
    """Take `parts` from their accounts, which are locked, and strike them off. Who owes no more is told, together with
    the top-up that it `came` from, if any."""
    post_many([row for loan, part in parts for row in _rows(loan, part)], now=now)
    for loan, part in parts:
        loan.repaid += part
        if not loan.left:
            loan.status, loan.repaid_at, loan.next_try_at = TrustStatus.REPAID, now, None
    TrustPayment.objects.bulk_update([loan for loan, _part in parts], ["repaid", "status", "repaid_at", "next_try_at"])
    owing = [Account(pk=loan.account_id, owed=loan.left) for loan, _part in parts]
    Account.objects.bulk_update(owing, ["owed"])
    tell_repaid(_ended(loan for loan, _part in parts), now, came)


def _rows(loan: TrustPayment, part: Decimal) -> Iterator[Posting]:
    """The sum lent comes back before the fee. Each part is named by what had come back before it."""
    of_sum = min(part, max(ZERO, loan.amount - loan.repaid))
    for kind, amount in ((EntryKind.TRUST_REPAYMENT, of_sum), (EntryKind.TRUST_FEE, part - of_sum)):
        if amount:
            yield Posting(
                account_id=loan.account_id,
                amount=-amount,
                kind=kind,
                reference=f"{kind}:{loan.public_id}:{loan.repaid}",
                line_id=loan.line_id,
                cause=Cause(source="trust", source_id=str(loan.public_id)),
            )


def _ended(loans: Iterable[TrustPayment]) -> list[TrustPayment]:
    return [loan for loan in loans if loan.status == TrustStatus.REPAID]
