"""What charging has to come to, in plain Python: whole roubles, days, one contract, no database and no cleverness.

All that is due begins at a midnight of the contract's zone, so days are enough. It shares nothing with the portal's
code, dates included.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TARIFF, SERVICE, CONTENT = range(3)  # who is paid first on the same day
ON, STOPPED, OFF = "active", "suspended", "ended"


@dataclass
class Item:
    """Something that a line has since `first`, when it was paid for the first time unless it was free then."""

    line: int
    kind: int
    price: int
    daily: bool
    first: date
    kept: bool = False  # goes on by its old days after it was stopped
    extra: bool = False  # not paid from below the owner's threshold
    begun: int = 1
    ends: date | None = None
    state: str = ON

    def day(self, number: int) -> date:
        """On which the period `number` begins."""
        if self.daily:
            return self.first + timedelta(days=number)
        months = self.first.year * 12 + self.first.month - 1 + number
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(self.first.day, monthrange(year, month)[1]))

    @property
    def paid_to(self) -> date:
        return self.day(self.begun)


@dataclass
class Deal:
    """A contract: its money, what its lines have in the order in which it was made, and what was charged."""

    zone: ZoneInfo
    main: int
    content: int | None = None
    least_for_extras: int | None = None
    items: list[Item] = field(default_factory=list)
    charged: list[tuple[int, date, int]] = field(default_factory=list)  # which item, from which day, how much
    money_came: bool = False

    def top_up(self, amount: int, *, to_content: bool = False) -> None:
        if to_content and self.content is not None:
            self.content += amount
        else:
            self.main += amount
        if any(item.state == STOPPED for item in self.items):
            self.money_came = True

    def run(self, moment: datetime) -> None:
        today = moment.astimezone(self.zone).date()
        while True:
            due = sorted(event for number in range(len(self.items)) if (event := self._next(number, today)))
            if not due:
                break
            day, _kind, _line, number = due[0]
            self._happens(self.items[number], number, day)
        if self.money_came:
            self._try_again(today)
            self.money_came = False

    def _next(self, number: int, today: date) -> tuple[date, int, int, int] | None:
        item = self.items[number]
        days = []
        if item.state != OFF and item.ends is not None:
            days.append(item.ends)
        if item.state == ON:
            days.append(item.paid_to)
        if not days or min(days) > today:
            return None
        return min(days), item.kind, item.line, number

    def _happens(self, item: Item, number: int, day: date) -> None:
        if item.ends is not None and item.ends <= day:
            item.state = OFF
        elif self._tariff_stopped(item) or not self._can_pay(item):
            item.state = STOPPED
        else:
            self._pay(item, number, day)
            item.begun += 1

    def _try_again(self, today: date) -> None:
        waiting = [number for number, item in enumerate(self.items) if item.state == STOPPED]
        for number in sorted(waiting, key=lambda number: (self.items[number].kind, self.items[number].line, number)):
            item = self.items[number]
            if self._tariff_stopped(item) or not self._can_pay(item):
                continue
            if item.kept:
                while item.day(item.begun + 1) <= today:
                    item.begun += 1
            else:
                item.first, item.begun = today, 0
            self._pay(item, number, item.day(item.begun))
            item.begun += 1
            item.state = ON

    def _tariff_stopped(self, item: Item) -> bool:
        tariffs = [each for each in self.items if each.line == item.line and each.kind == TARIFF]
        return item.kind != TARIFF and any(each.state == STOPPED for each in tariffs)

    def _from_content(self, item: Item) -> bool:
        return item.kind == CONTENT and self.content is not None

    def _can_pay(self, item: Item) -> bool:
        if self._from_content(item):
            assert self.content is not None
            return not item.price or self.content >= item.price
        careful = item.extra or item.kind == CONTENT
        least = self.least_for_extras if careful and self.least_for_extras is not None else 0
        return not item.price or self.main - item.price >= least

    def _pay(self, item: Item, number: int, day: date) -> None:
        if self._from_content(item):
            assert self.content is not None
            self.content -= item.price
        else:
            self.main -= item.price
        self.charged.append((number, day, item.price))
