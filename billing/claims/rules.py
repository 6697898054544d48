"""What may be claimed back, and for which reasons."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing.kinds import EntryKind
from billing.models import ClaimReason, Entry
from cabinet.core.errors import DomainError

KIND = "claim"  # of the Request, and the source of what came back
TEXT_LENGTH = 1000
WORDS_LENGTH = 300  # of a decision: it stands on the request's time line

# What was sent to somebody, lent or moved between own accounts is not the operator's to give back.
CHARGES = (
    EntryKind.TARIFF,
    EntryKind.SERVICE,
    EntryKind.CONTENT,
    EntryKind.USAGE,
    EntryKind.FEE,
    EntryKind.TRUST_FEE,
)
REASONS_OF_CHARGE = (ClaimReason.NOT_MINE, ClaimReason.NOT_GIVEN, ClaimReason.TWICE, ClaimReason.OTHER)
REASONS_OF_PAYMENT = (ClaimReason.WRONG_NUMBER, ClaimReason.WRONG_SUM, ClaimReason.OTHER)


class NotClaimable(DomainError):
    code = "not_claimable"
    message = _("По этой операции вернуть деньги нельзя.")


def reasons_for(entry: Entry) -> tuple[ClaimReason, ...]:
    """Why `entry` may be claimed back; empty where it may not."""
    if entry.kind == EntryKind.PAYMENT:
        return REASONS_OF_PAYMENT
    return REASONS_OF_CHARGE if entry.kind in CHARGES else ()


def left_of(entry: Entry) -> Decimal:
    """Roubles of `entry` that were not given back yet, above zero or none. Final only under the account's lock."""
    given: Decimal = Entry.objects.filter(reverses=entry).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return abs(entry.amount + given)
