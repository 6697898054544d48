"""Deciding a claim: the money goes back, or it is said why not; what nobody may give back alone goes to finance (B11).

Whoever decides holds the request's row, so of two at once the second finds it decided. The accounts of the contract are
held next, for what one specialist gives back to one contract within a day is counted under them.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.causes import Cause
from billing.claims.payers import send_back
from billing.claims.rules import KIND, left_of
from billing.claims.selectors import find_claim, returned_alone
from billing.claims.services.opening import MoreThanLeft
from billing.kinds import EntryKind
from billing.models import Account, Claim, ClaimStatus, Entry, Payment
from billing.models.claims import UNDECIDED
from billing.services.ledger import InsufficientFunds, NotReversible, post
from cabinet.accounts.access import Right, has_staff_right
from cabinet.accounts.models import Contract, SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.money import format_rub
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import locked, move


class Decided(DomainError):
    code = "claim_decided"
    message = gettext_lazy("По этой заявке решение уже есть.")


class OwnClaim(DomainError):
    code = "own_claim"
    message = gettext_lazy("Это ваша операция или заявка: решить её должен кто-то другой.")


class NotAlone(DomainError):
    """More than one person may give back; finance has to decide."""

    code = "not_alone"

    def __init__(self, most: Decimal) -> None:
        super().__init__(
            _("Столько один специалист не возвращает: сейчас не больше %(sum)s. Передайте заявку финансам.")
            % {"sum": format_rub(most)}
        )


class FourEyes(DomainError):
    code = "four_eyes"
    message = gettext_lazy("Эту заявку передали финансам: решает сотрудник финансов, и не тот, кто её передал.")


class MoneySpent(DomainError):
    """The payment stands on an account where it was spent since."""

    code = "money_spent"

    def __init__(self, there: Decimal) -> None:
        super().__init__(
            _("На счёте уже нет этих денег: вернуть можно не больше %(sum)s.") % {"sum": format_rub(there)}
        )


@transaction.atomic
def return_money(
    *, claim: Claim, by: User, amount: Decimal, now: datetime, words: str = "", origin: Origin = NOWHERE
) -> Claim:
    """Give `amount` roubles of what is claimed back; `words` are told to the person.

    The same person again changes nothing. Raises `Decided`, `OwnClaim`, `NotAlone`, `FourEyes`, `MoreThanLeft`,
    `MoneySpent` where a mistaken payment is not on the account any more, `NotFound` for who decides nothing.
    """
    claim = _to_decide(claim, by)
    if claim.status == ClaimStatus.RETURNED and claim.decided_by == by:
        return claim
    _refuse_wrong_decider(claim, by)
    left = min(claim.amount, left_of(claim.entry))
    if not 0 < amount <= left:
        raise MoreThanLeft(left)
    if claim.status == ClaimStatus.OPEN and amount > (most := may_alone(claim, now)):
        raise NotAlone(most)
    claim.refund = _post(claim, by=by, amount=amount, now=now)
    _end(claim, ClaimStatus.RETURNED, by=by, words=words, now=now)
    note = words or gettext_lazy("Деньги возвращены.")
    move(claim.request, to=RequestStatus.DONE, now=now, note=note, made_by=by)
    _journal(claim, by, now, origin)
    return claim


@transaction.atomic
def refuse(*, claim: Claim, by: User, words: str, now: datetime, origin: Origin = NOWHERE) -> Claim:
    """Say why nothing is given back. Raises as `return_money`."""
    claim = _to_decide(claim, by)
    if claim.status == ClaimStatus.REFUSED and claim.decided_by == by:
        return claim
    _refuse_wrong_decider(claim, by)
    _end(claim, ClaimStatus.REFUSED, by=by, words=words, now=now)
    move(claim.request, to=RequestStatus.REFUSED, now=now, note=words, made_by=by)
    _journal(claim, by, now, origin)
    return claim


@transaction.atomic
def forward(*, claim: Claim, by: User, now: datetime, origin: Origin = NOWHERE) -> Claim:
    """Leave the decision to finance. Who forwarded a claim does not decide it."""
    claim = _to_decide(claim, by)
    if claim.status == ClaimStatus.FINANCE and claim.forwarded_by == by:
        return claim
    _refuse_wrong_decider(claim, by)
    claim.status, claim.forwarded_by = ClaimStatus.FINANCE, by
    claim.save(update_fields=["status", "forwarded_by"])
    note = gettext_lazy("Решает финансовый отдел.")
    move(claim.request, to=RequestStatus.WORKING, now=now, note=note, made_by=by)
    _journal(claim, by, now, origin)
    return claim


def may_alone(claim: Claim, now: datetime) -> Decimal:
    """Roubles that one person may still give back by `claim`; what counts is what it is under the account's lock."""
    return may_alone_on(claim.entry.account.contract, now)


def may_alone_on(contract: Contract, now: datetime) -> Decimal:
    """The same of whatever claim about `contract`."""
    rest: Decimal = settings.CLAIM_ALONE_DAILY - returned_alone(contract, now)
    return max(min(settings.CLAIM_ALONE_LIMIT, rest), Decimal(0))


def _to_decide(claim: Claim, by: User) -> Claim:
    """The claim as it is now, with the rows of its request and of its contract's accounts held until the transaction
    ends."""
    if not has_staff_right(by, Right.DECIDE):
        raise NotFound
    request = locked(claim.request)
    accounts = Account.objects.select_for_update(no_key=True).filter(contract=claim.entry.account.contract_id)
    list(accounts.order_by("pk"))
    claim = find_claim(request.public_id)
    claim.request = request
    return claim


def _refuse_wrong_decider(claim: Claim, by: User) -> None:
    if claim.status not in UNDECIDED or not claim.request.is_open:
        raise Decided
    if by.pk in (claim.request.made_by_id, claim.request.user_id, claim.entry.made_by_id):
        raise OwnClaim
    if claim.status == ClaimStatus.FINANCE and (claim.forwarded_by == by or not has_staff_right(by, Right.DECIDE_MUCH)):
        raise FourEyes


def _post(claim: Claim, *, by: User, amount: Decimal, now: datetime) -> Entry:
    """The entry that gives back; of a payment, the promise to who paid besides."""
    entry, key = claim.entry, str(claim.request.public_id)
    is_payment = entry.kind == EntryKind.PAYMENT
    told = {name: entry.cause.get(name, "") for name in ("name", "name_en")}
    there = entry.account.balance - entry.account.owed  # neither what was lent nor a credit leaves as somebody's money
    if is_payment and amount > there:
        raise MoneySpent(max(there, Decimal(0)))
    try:
        refund = post(
            account=entry.account,
            amount=-amount if is_payment else amount,
            kind=EntryKind.PAYMENT_RETURN if is_payment else EntryKind.REFUND,
            reference=f"{KIND}:{key}",
            now=now,
            line=entry.line,
            cause=Cause(rule=KIND, source=KIND, source_id=key, request=key, **told),
            channel=Channel.STAFF,
            made_by=by,
            reverses=entry,
        )
    except InsufficientFunds as error:
        raise MoneySpent(max(amount - error.missing, Decimal(0))) from error
    except NotReversible as error:
        raise MoreThanLeft(left_of(entry)) from error
    payment = Payment.objects.filter(entry=entry).first() if is_payment else None
    if payment is not None:
        send_back(payment=payment, amount=amount, key=f"{KIND}:{key}", now=now)
    return refund


def _end(claim: Claim, status: ClaimStatus, *, by: User, words: str, now: datetime) -> None:
    claim.status, claim.decided_by, claim.decided_at, claim.decision = status, by, now, words
    claim.save(update_fields=["status", "decided_by", "decided_at", "decision", "refund"])


def _journal(claim: Claim, by: User, now: datetime, origin: Origin) -> None:
    """Whose money it is reads who decided; the claimant, where they are another, too."""
    kind, contract, claimant = SecurityEventKind.STAFF_CHANGED, claim.entry.account.contract, claim.request.user
    note_staff(kind, staff=by, about=contract, what=KIND, origin=origin, now=now)
    if claimant is not None and claimant.pk != contract.owner_id:
        note_staff(kind, staff=by, about=claimant, what=KIND, origin=origin, now=now)
