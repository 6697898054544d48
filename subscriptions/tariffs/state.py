"""What a change of tariff depends on, read from the database once: `planning` decides by it and asks nothing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Sum

from billing.models import Account, AccountKind, Bucket, Entry
from cabinet.accounts.models import Line
from subscriptions.models import ChangeStatus, Kind, PeriodCharge, Subscription, TariffChange
from subscriptions.selectors import BY_RANK

MOST = 2000  # subscriptions of a contract: its lines are charged from one account
OFFERINGS = ("tariff__rate_card", "service", "content", "line")


@dataclass(frozen=True, slots=True)
class Pack:
    """What is left of a package: seconds, messages or bytes, until then."""

    pk: int
    unit: str
    left: int
    until: datetime


@dataclass(frozen=True, slots=True)
class State:
    """A line at `now`. `was`: the tariff it is on; `last`: the period of it that was paid last, with its entry, of
    which `refundable` roubles were not given back yet. `held`: all that the contract's lines have. `changes`: what is
    planned for the other lines. `packs`: what is left of packages, by whose they are."""

    line: Line
    now: datetime
    was: Subscription | None
    last: PeriodCharge | None
    refundable: Decimal
    held: Sequence[Subscription]
    changes: Sequence[TariffChange]
    packs: Mapping[str, tuple[Pack, ...]]
    balance: Decimal
    floor: Decimal
    extras_from: Decimal  # extras are not paid for below it
    has_content: bool  # an account of its own, which content is paid from

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.line.contract.time_zone)

    @property
    def own(self) -> list[Subscription]:
        """What this line has."""
        return [each for each in self.held if each.line_id == self.line.pk]


def load(line: Line, *, now: datetime) -> State:
    """The state of `line`, in a few statements. Who is going to write by it holds the contract, packages and accounts
    already (`applying.hold_all`)."""
    held = _held(line)
    own = [each for each in held if each.line_id == line.pk]
    was = next((each for each in own if each.kind == Kind.TARIFF), None)
    last = was.charges.select_related("entry").order_by("-period_start").first() if was else None
    accounts = {each.kind: each for each in Account.objects.filter(contract=line.contract_id)}
    main = accounts.get(AccountKind.MAIN) or Account(contract=line.contract)
    planned = TariffChange.objects.filter(line__contract=line.contract_id, status=ChangeStatus.PLANNED)
    return State(
        line=line,
        now=now,
        was=was,
        last=last,
        refundable=_refundable(last),
        held=held,
        changes=list(planned.exclude(line=line).select_related("to")[:MOST]),
        packs=_packs(line, own, now),
        balance=main.balance,
        floor=main.floor,
        extras_from=_extras_from(main),
        has_content=AccountKind.CONTENT in accounts,
    )


def _held(line: Line) -> list[Subscription]:
    rows = Subscription.objects.filter(line__contract=line.contract_id, ended_at=None)
    return list(rows.select_related(*OFFERINGS).order_by(BY_RANK, "line", "pk")[:MOST])


def _refundable(last: PeriodCharge | None) -> Decimal:
    """What of the period's entry was not given back; what was given back and taken again counts as not given."""
    if last is None or last.entry is None:
        return Decimal(0)
    given = Entry.objects.filter(reverses=last.entry)
    taken_again = Entry.objects.filter(reverses__reverses=last.entry)
    return -last.entry.amount - _sum_of(given) - _sum_of(taken_again)


def _sum_of(entries: object) -> Decimal:
    total: Decimal | None = entries.aggregate(total=Sum("amount"))["total"]  # type: ignore[attr-defined]
    return total or Decimal(0)


def _packs(line: Line, own: Sequence[Subscription], now: datetime) -> dict[str, tuple[Pack, ...]]:
    names = [str(each.public_id) for each in own]
    rows = Bucket.objects.filter(
        line=line, source__in=Kind.values, source_id__in=names, from_at__lte=now, until_at__gt=now
    )
    found: dict[str, tuple[Pack, ...]] = defaultdict(tuple)
    for row in rows.order_by("unit", "pk"):
        if row.granted > row.used:
            found[row.source_id] += (Pack(row.pk, row.unit, row.granted - row.used, row.until_at),)
    return found


def _extras_from(account: Account) -> Decimal:
    if account.stops_extras and account.notice_below is not None:
        return max(account.floor, account.notice_below)
    return account.floor
