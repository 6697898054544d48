"""A number of the demonstration on which every kind of movement stands, so that each «За что?» can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from billing.causes import NO_CAUSE, Cause
from billing.claims.services.deciding import return_money
from billing.claims.services.opening import open_claim
from billing.kinds import EntryKind
from billing.models import Account, AccountKind, ClaimReason, Entry
from billing.services.ledger import Posting, open_account, post, post_many
from cabinet.accounts.models import Contract, Line, User
from cabinet.accounts.roles import SPECIALISTS
from cabinet.core.channels import Channel

NUMBER = "79100000073"
HOROSCOPE = Cause(rule="daily", name="Гороскоп", name_en="Horoscope", number="5533")
SOMEBODY = Cause(number="+7 910 ••• 00-74")
ON_MAIN: tuple[tuple[EntryKind, int, Cause, Channel], ...] = (
    (EntryKind.PAYMENT, 1500, Cause(rule="card"), Channel.PAGE),
    (EntryKind.TRANSFER_IN, 50, SOMEBODY, Channel.PAGE),
    (EntryKind.TRANSFER_OUT, -100, SOMEBODY, Channel.USSD),
    (EntryKind.FEE, -100, Cause(name="Замена SIM-карты", name_en="A new SIM card"), Channel.STAFF),
    (EntryKind.CONTENT, -30, HOROSCOPE, Channel.SYSTEM),
    (EntryKind.BONUS, 100, Cause(name="С днём рождения", name_en="Happy birthday"), Channel.SYSTEM),
    (EntryKind.TRUST, 100, Cause(), Channel.PAGE),
    (EntryKind.TRUST_FEE, -10, Cause(), Channel.SYSTEM),
    (EntryKind.TRUST_REPAYMENT, -100, Cause(), Channel.SYSTEM),
    (EntryKind.MOVE_OUT, -200, Cause(rule="content"), Channel.PAGE),
)
ON_CONTENT: tuple[tuple[EntryKind, int, Cause, Channel], ...] = (
    (EntryKind.MOVE_IN, 200, Cause(rule="content"), Channel.PAGE),
    (EntryKind.CONTENT, -30, HOROSCOPE, Channel.SYSTEM),
)


def seed(*, contracts: Sequence[Contract], now: datetime) -> None:
    """Post them all to the one number, if it is of `contracts`; what comes back comes back by claims."""
    lines = (contract.primary_line for contract in contracts)
    line = next((line for line in lines if line is not None and line.msisdn == NUMBER), None)
    if line is None:
        return
    main = open_account(contract=line.contract)
    content = open_account(contract=line.contract, kind=AccountKind.CONTENT)
    rows = [_row(main, line, *each) for each in ON_MAIN] + [_row(content, line, *each) for each in ON_CONTENT]
    post_many(rows, now=now)
    wrong = _post(main, line, -1, EntryKind.CORRECTION, now)
    _post(main, line, 1, EntryKind.REVERSAL, now, reverses=wrong)
    owner = line.contract.owner
    specialist = User.objects.filter(groups__name=SPECIALISTS).order_by("pk").first()
    if owner is None or specialist is None:
        return
    service = _post(main, line, -60, EntryKind.SERVICE, now, cause=Cause(name="Гудок", name_en="Tone"))
    payment = _post(main, line, 300, EntryKind.PAYMENT, now, cause=Cause(rule="cash"))
    for entry, reason in ((service, ClaimReason.NOT_MINE), (payment, ClaimReason.WRONG_SUM)):
        amount = abs(entry.amount)
        claim = open_claim(entry=entry, by=owner, reason=reason, amount=amount, now=now)
        return_money(claim=claim, by=specialist, amount=amount, now=now)


def _row(account: Account, line: Line, kind: EntryKind, amount: int, cause: Cause, channel: Channel) -> Posting:
    return Posting(
        account_id=account.pk,
        amount=Decimal(amount),
        kind=kind,
        reference=f"demo:each:{kind}",
        line_id=line.pk,
        cause=cause,
        channel=channel,
    )


def _post(
    account: Account,
    line: Line,
    amount: int,
    kind: EntryKind,
    now: datetime,
    *,
    cause: Cause = NO_CAUSE,
    reverses: Entry | None = None,
) -> Entry:
    return post(
        account=account,
        amount=Decimal(amount),
        kind=kind,
        reference=f"demo:each:{kind}:{amount}",
        now=now,
        line=line,
        cause=cause,
        channel=Channel.STAFF,
        reverses=reverses,
    )
