"""The same contract twice: in the database, and in plain Python (`reference`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from billing.models import Account, AccountKind
from billing.services.ledger import open_account
from cabinet.accounts.models import Line
from subscriptions.models import Every, Offering, PeriodCharge, Subscription
from subscriptions.models.catalogue import ResumeBy
from tests.billing.money import account_of, pay, rub
from tests.people import add_line, make_contract
from tests.subscriptions.charging.reference import CONTENT, SERVICE, TARIFF, Deal, Item
from tests.subscriptions.made import has, make_content, make_service, make_tariff

_numbers = count(1)
_offerings: dict[tuple[object, ...], Offering] = {}


@dataclass
class Twin:
    """`deal` is what it has to come to; `lines` and `held` are the rows, in the order of its lines and items."""

    deal: Deal
    lines: list[Line]
    held: list[Subscription]

    def top_up(self, amount: int, *, now: datetime, to_content: bool = False) -> None:
        account = account_of(self.lines[0])
        if to_content and self.deal.content is not None:
            account = open_account(contract=self.lines[0].contract, kind=AccountKind.CONTENT)
        pay(account, amount, reference=f"top-up:{next(_numbers)}", now=now)
        self.deal.top_up(amount, to_content=to_content)

    def switch_off(self, number: int) -> None:
        """At the end of what is paid."""
        item, held = self.deal.items[number], Subscription.objects.get(pk=self.held[number].pk)
        if item.state != "active" or item.ends is not None:
            return
        item.ends = item.paid_to
        held.ends_at = held.paid_until
        held.save(update_fields=["ends_at"])

    def differences(self) -> Iterator[str]:
        """In words; none if all is as it has to be."""
        yield from differences(self.deal, self.lines[0].contract_id, [each.pk for each in self.held])


def differences(deal: Deal, contract: int, held: list[int]) -> Iterator[str]:
    """Where the rows of `contract` are not what `deal` says: money, periods, states, who waits."""
    accounts = {account.kind: account for account in Account.objects.filter(contract=contract)}
    for kind, right in ((AccountKind.MAIN, deal.main), (AccountKind.CONTENT, deal.content)):
        if right is not None and accounts[kind].balance != right:
            yield f"{kind}: {accounts[kind].balance}, and should be {right}"
    rows = PeriodCharge.objects.filter(subscription__in=held).order_by("pk")
    numbers = {pk: number for number, pk in enumerate(held)}
    found = sorted(
        (numbers[row.subscription_id], row.period_start.astimezone(deal.zone).date(), int(row.amount)) for row in rows
    )
    if found != sorted(deal.charged):
        yield f"charged {sorted(set(found) ^ set(deal.charged))} on one side only, {len(found)} in all"
    states = dict(Subscription.objects.filter(pk__in=held).values_list("pk", "status"))
    for number, pk in enumerate(held):
        if states[pk] != deal.items[number].state:
            yield f"{number}: {states[pk]}, and should be {deal.items[number].state}"
    waits = any(item.state == "suspended" for item in deal.items)
    if any(account.awaits_money != waits for account in accounts.values()):
        yield f"waits for money: {not waits}, and should be {waits}"


def offering_of(item: Item) -> Offering:
    """One that costs and behaves like `item`; services are never the same twice, as a line has each once."""
    how = {"price": item.price, "every": Every.DAY if item.daily else Every.MONTH}
    match item.kind:
        case 0:
            resume = ResumeBy.KEPT if item.kept else ResumeBy.FRESH
            return _shared(make_tariff, (TARIFF, item.price, item.daily, item.kept), resume=resume, **how)
        case 1:
            return make_service(f"service-{SERVICE}-{next(_numbers)}", is_extra=item.extra, **how)
        case _:
            return make_content(f"content-{CONTENT}-{next(_numbers)}", **how)


def _shared(make: object, key: tuple[object, ...], **how: object) -> Offering:
    known = _offerings.get(key)
    if known is None or not type(known).objects.filter(pk=known.pk, code=known.code).exists():
        _offerings[key] = known = make(**how)  # type: ignore[operator]
    return known


def make_twin(deal: Deal, *, now: datetime) -> Twin:
    """Begin `deal`, whose items begin at `now`, in the database: what is there then is what is left after paying."""
    numbers = [f"7999{next(_numbers):07}" for _ in range(max(item.line for item in deal.items) + 1)]
    contract = make_contract(numbers[0])
    contract.time_zone = deal.zone.key
    contract.save()
    lines = [Line.objects.get(contract=contract), *(add_line(contract, number) for number in numbers[1:])]
    today: date = now.astimezone(deal.zone).date()
    for number, item in enumerate(deal.items):
        item.first = today
        deal.charged.append((number, today, item.price))
    content = deal.content
    main = open_account(contract=contract)
    if content is not None:
        open_account(contract=contract, kind=AccountKind.CONTENT)
    for kind, left in ((AccountKind.MAIN, deal.main), (AccountKind.CONTENT, content)):
        if left is None:
            continue
        of_content = [item.price for item in deal.items if item.kind == CONTENT and content is not None]
        paid = sum(of_content) if kind == AccountKind.CONTENT else sum(i.price for i in deal.items) - sum(of_content)
        if left + paid:
            account = Account.objects.get(contract=contract, kind=kind)
            pay(account, left + paid, reference=f"first:{account.pk}", now=now)
    held = [has(lines[item.line], offering_of(item), now=now) for item in deal.items]
    if deal.least_for_extras is not None:
        threshold = Decimal(rub(deal.least_for_extras))
        Account.objects.filter(pk=main.pk).update(notice_below=threshold, stops_extras=True)
    return Twin(deal, lines, held)


MOSCOW = ZoneInfo("Europe/Moscow")
