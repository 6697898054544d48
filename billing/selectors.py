"""Reading of accounts: balances, movements by pages, statements that reconcile.

A movement's place is its `seq`: a period becomes a range of `seq` by two look-ups in an index, and everything else
(pages, totals, exports) reads that range. Entries never change, so totals and pages of one statement agree even while
new entries are posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from billing.models import Account, AccountKind, Entry
from billing.periods import Period
from billing.statements.filters import EVERYTHING, Only
from cabinet.accounts.access import Right, allowed, require
from cabinet.accounts.models import Line, User

ZERO = Decimal("0.00")
EXPORT_CHUNK = 1000
LINES_LIMIT = 100  # numbers to choose among
# On every first page, so written out: building them by the ORM takes four times as long as running them. In the last
# the account is a subquery because for a join PostgreSQL would sort all entries of the account.
ACCOUNT = "SELECT * FROM billing_account WHERE contract_id = %s AND kind = %s"
BALANCES = "SELECT contract_id, balance FROM billing_account WHERE contract_id = ANY(%s) AND kind = %s"
NEWEST = """
SELECT * FROM billing_entry
WHERE account_id = (SELECT id FROM billing_account WHERE contract_id = %s AND kind = %s)
    AND (%s::bigint IS NULL OR line_id = %s::bigint)
ORDER BY seq DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """`amount` roubles at the moment `at`; `account` is None while nothing was ever posted to the contract."""

    amount: Decimal
    at: datetime
    account: Account | None


@dataclass(frozen=True, slots=True)
class Total:
    """`amount` roubles on so many `accounts`."""

    amount: Decimal
    accounts: int


@dataclass(frozen=True, slots=True)
class View:
    """The part of a contract's account that somebody may see: all of it, or only the entries of `line`."""

    contract_id: int
    kind: AccountKind
    line: Line | None

    @property
    def whole(self) -> bool:
        return self.line is None


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry as a person sees it: what stands beside it (`line`, the words of `title`) is read when it is shown."""

    entry: Entry
    whole: bool  # whether they see the whole account

    @property
    def public_id(self) -> UUID:
        return self.entry.public_id

    @property
    def seq(self) -> int:
        return self.entry.seq

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def kind(self) -> str:
        return self.entry.kind

    @property
    def amount(self) -> Decimal:
        return self.entry.amount

    @property
    def posted_at(self) -> datetime:
        return self.entry.posted_at

    @property
    def line(self) -> Line | None:
        return self.entry.line

    @property
    def balance_after(self) -> Decimal | None:
        """None for who may not see the other movements: the sums would tell of them."""
        return self.entry.balance_after if self.whole else None


@dataclass(frozen=True, slots=True)
class Page:
    """Movements, newest first; `older` and `newer` are the cursors of the pages beside it, None at the ends."""

    movements: list[Movement]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """Totals of a period, in roubles: opening + income - spent + rest = closing.

    `opening` and `closing` are None where only one line's movements are seen. Its entries are those of the account
    with `after_seq < seq <= last_seq` that are asked for (`only`); `rest` is what the others came to.
    """

    view: View
    period: Period
    account: Account | None
    after_seq: int
    last_seq: int
    opening: Decimal | None
    income: Decimal
    spent: Decimal
    closing: Decimal | None
    only: Only = EVERYTHING

    @property
    def rest(self) -> Decimal | None:
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening - self.income + self.spent

    @property
    def from_date(self) -> date:
        return self.period.first

    @property
    def to_date(self) -> date:
        return self.period.last


def balance_of(*, line: Line, now: datetime, kind: AccountKind = AccountKind.MAIN) -> Balance:
    """The balance behind `line`. Whether somebody may see it is asked of `accounts.access` (`Right.SEE_BALANCE`)."""
    account = next(iter(Account.objects.raw(ACCOUNT, [line.contract_id, kind.value])), None)
    return Balance(account.balance if account else ZERO, now, account)


def balances_of(*, lines: Iterable[Line]) -> dict[int, Decimal]:
    """The main balance of each contract that `lines` belong to, by the contract's primary key."""
    contracts = {line.contract_id for line in lines}
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, [list(contracts), AccountKind.MAIN.value])
        return dict.fromkeys(contracts, ZERO) | dict(cursor.fetchall())


def total_of(*, lines: QuerySet[Line]) -> Total:
    """The main balances behind `lines` together, each contract counted once."""
    found = Account.objects.filter(contract_id__in=lines.order_by().values("contract_id"), kind=AccountKind.MAIN)
    told = found.aggregate(accounts=Count("pk"), amount=Sum("balance"))
    return Total(told["amount"] or ZERO, told["accounts"])


def view_for(*, user: User | AnonymousUser, line: Line, now: datetime, kind: AccountKind = AccountKind.MAIN) -> View:
    """What `user` may see of the account behind `line`: the owner everything, others the entries of that line.

    Raises `NotFound` for who may not see entries, and for all but the owner on the content account.
    """
    if allowed(user, line, Right.SEE_ACCOUNT, now):
        return View(line.contract_id, kind, None)
    require(user, line, Right.SEE_ENTRIES if kind == AccountKind.MAIN else Right.SEE_ACCOUNT, now)
    return View(line.contract_id, kind, line)


def lines_of(*, view: View) -> list[Line]:
    """The numbers that the movements of a view may be of, closed ones too: the first `LINES_LIMIT` of the contract."""
    if view.line:
        return [view.line]
    return list(Line.objects.filter(contract=view.contract_id).order_by("opened_at", "pk")[:LINES_LIMIT])


def last_movements(*, user: User | AnonymousUser, line: Line, limit: int, now: datetime) -> list[Movement]:
    """The newest movements behind `line` that `user` may see. Raises `NotFound` like `view_for`."""
    view = view_for(user=user, line=line, now=now)
    only = view.line.pk if view.line else None
    newest = Entry.objects.raw(NEWEST, [view.contract_id, view.kind.value, only, only, limit])
    return _movements(view, newest)


def statement(*, view: View, period: Period, only: Only = EVERYTHING) -> Statement:
    """Totals of `period`, or of `only` some movements: two queries, and only the second reads more than four rows."""
    before, until = _last_before(period.start), _last_before(period.end)
    account = (
        Account.objects.filter(contract_id=view.contract_id, kind=view.kind)
        .annotate(
            opening_seq=Subquery(before.values("seq")[:1]),
            opening=Subquery(before.values("balance_after")[:1]),
            closing_seq=Subquery(until.values("seq")[:1]),
            closing=Subquery(until.values("balance_after")[:1]),
        )
        .first()
    )
    after_seq, last_seq = (account.opening_seq or 0, account.closing_seq or 0) if account else (0, 0)
    sums = (
        only.of(_between(view, account, after_seq, last_seq)).aggregate(
            income=Sum("amount", filter=Q(amount__gt=0)), spent=Sum("amount", filter=Q(amount__lt=0))
        )
        if account
        else {}
    )
    return Statement(
        view=view,
        period=period,
        account=account,
        after_seq=after_seq,
        last_seq=last_seq,
        opening=((account and account.opening) or ZERO) if view.whole else None,
        income=sums.get("income") or ZERO,
        spent=-(sums.get("spent") or ZERO),
        closing=((account and account.closing) or ZERO) if view.whole else None,
        only=only,
    )


def movements(*, of: Statement, limit: int, before: int | None = None, after: int | None = None) -> Page:
    """A page of a statement: the newest movements, those before (older than) a cursor, or those after it."""
    if of.account is None:
        return Page([], None, None)
    entries = of.only.of(_between(of.view, of.account, of.after_seq, of.last_seq))
    if after is not None:
        found = list(entries.filter(seq__gt=after).order_by("seq")[: limit + 1])
        if len(found) > limit:
            return _page(of.view, found[limit - 1 :: -1], older=True, newer=True)
        before = None  # the newest page, and a full one
    elif before is not None:
        entries = entries.filter(seq__lt=before)
    found = list(entries.order_by("-seq")[: limit + 1])
    return _page(of.view, found[:limit], older=len(found) > limit, newer=before is not None)


def export(*, of: Statement) -> Iterator[list[Movement]]:
    """All movements of a statement in their order, a chunk at a time."""
    after = of.after_seq
    while of.account is not None:
        entries = of.only.of(_between(of.view, of.account, after, of.last_seq))
        chunk = _movements(of.view, entries.order_by("seq")[:EXPORT_CHUNK])
        if not chunk:
            return
        yield chunk
        after = chunk[-1].seq


def _seen(view: View) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("line")
    return entries if view.whole else entries.filter(line=view.line)


def _between(view: View, account: Account, after_seq: int, last_seq: int) -> QuerySet[Entry]:
    return _seen(view).filter(account=account, seq__gt=after_seq, seq__lte=last_seq)


def _last_before(moment: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(account=OuterRef("pk"), posted_at__lt=moment).order_by("-posted_at", "-seq")


def _page(view: View, entries: list[Entry], *, older: bool, newer: bool) -> Page:
    seen = _movements(view, entries)
    if not seen:
        return Page([], None, None)
    return Page(seen, seen[-1].seq if older else None, seen[0].seq if newer else None)


def _movements(view: View, entries: Iterable[Entry]) -> list[Movement]:
    return [Movement(entry, view.whole) for entry in entries]
