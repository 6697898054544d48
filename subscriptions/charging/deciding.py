"""What one contract is charged for at a moment: decided from what was read, without asking the database.

In the order of time, then of rank and line, of what needs what, and of subscription (ADR 17), period by period, so
that a run that comes late does what the ones that never came would have done. Then what was suspended is tried again,
if money came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from subscriptions.charging.periods import Period, day_of, first_day, holding, nth
from subscriptions.charging.wallets import Wallet
from subscriptions.charging.writing import Paid
from subscriptions.models import Every, Kind, News, Status, Subscription, Tariff
from subscriptions.models.catalogue import ResumeBy
from subscriptions.selectors import RANK

UNTOUCHED = (Status.PENDING, Status.PAUSED, Status.ENDED)
MOST = 200  # steps of a contract at once; what is left is due still
ZONES_DIFFER = timedelta(hours=26)  # at most, from the first midnight of a day on Earth to the last

Event = tuple[datetime, int, int, int, int]  # when, rank, line, what it needs, subscription


class OutOfStep(Exception):
    """A subscription's next period does not begin where its last one ended: somebody has to look before it is paid."""


@dataclass(slots=True)
class Decided:
    """What to write of one contract: what is paid, and the subscriptions that `changed`, by their keys, as they are
    from now on. `whole`: nothing that is due now was left for later."""

    paid: list[Paid] = field(default_factory=list)
    changed: dict[int, Subscription] = field(default_factory=dict)
    news: dict[int, News] = field(default_factory=dict)
    resumed: set[int] = field(default_factory=set)
    suspended: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    whole: bool = True


def decide(
    held: Sequence[Subscription],
    wallet: Wallet,
    *,
    zone: ZoneInfo,
    now: datetime,
    before: datetime | None = None,
    money_came: bool = False,
) -> Decided:
    """Charge `held`, which is all of a contract that is due, suspended or a tariff, up to `now`, and change it so.

    With `before`, only what is due before that moment, and nothing is resumed yet. Raises `OutOfStep`.
    """
    return _Charging(held, wallet, zone, now).run(before=before, money_came=money_came)


class _Charging:
    def __init__(self, held: Sequence[Subscription], wallet: Wallet, zone: ZoneInfo, now: datetime) -> None:
        self.held = {each.pk: each for each in held}
        self.wallet, self.zone, self.now = wallet, zone, now
        self.tariffs = {each.line_id: each for each in held if each.kind == Kind.TARIFF}
        self.services = {(each.line_id, each.code): each for each in held if each.kind == Kind.SERVICE}
        self.decided = Decided()

    def run(self, *, before: datetime | None, money_came: bool) -> Decided:
        queue = [event for each in self.held.values() if (event := self._event(each, before)) is not None]
        heapify(queue)
        steps = 0
        while queue:
            if steps == MOST:
                self.decided.whole = False
                return self.decided
            at, *_order, pk = heappop(queue)
            self._step(self.held[pk], at)
            steps += 1
            if (event := self._event(self.held[pk], before)) is not None:
                heappush(queue, event)
        if before is not None:
            self.decided.whole = False
        elif money_came:
            self._resume_all()
        return self.decided

    def _event(self, each: Subscription, before: datetime | None) -> Event | None:
        """When something happens to `each` next, if that is not later than now. What rests ends no sooner than it has
        worked for as long as it is paid: its `ends_at` moves on when it works again."""
        if each.status in UNTOUCHED:
            return None
        moments = [each.ends_at] if each.ends_at is not None else []
        if each.status == Status.ACTIVE and each.due_at is not None:
            moments.append(each.due_at)
        at = min(moments, default=None)
        if at is None or at > self.now or (before is not None and at >= before):
            return None
        return at, RANK[Kind(each.kind)], each.line_id, self._depth(each, frozenset()), each.pk

    def _depth(self, each: Subscription, above: frozenset[int]) -> int:
        """How much stands before it of what it needs: that comes first, and what it needs first of all."""
        if each.pk in above:
            return 0  # two that need each other
        needed = self._needed_by(each)
        return max((1 + self._depth(other, above | {each.pk}) for other in needed), default=0)

    def _needed_by(self, each: Subscription) -> list[Subscription]:
        """What of the line `each` does not work without, as far as it is among what is looked at."""
        needs = each.service.requires if each.service is not None else ()
        found = [self.services.get((each.line_id, code)) for code in needs]
        return [other for other in found if other is not None]

    def _step(self, each: Subscription, at: datetime) -> None:
        self.decided.changed[each.pk] = each
        if each.ends_at is not None and each.ends_at <= at:
            self._end(each)
        elif self._is_without_tariff(each) or self._is_without_service(each):
            self._suspend(each, told=False)
        else:
            self._pay_or_suspend(each)

    def _pay_or_suspend(self, each: Subscription) -> None:
        period = self._next_period(each)
        if self.wallet.missing(each, each.offering.price):
            self._suspend(each, told=True)
            return
        day = first_day(each.anchor, each.every, period.index)
        self._pay(each, period, from_at=period.start, day=day)

    def _next_period(self, each: Subscription) -> Period:
        """From where the last one ended: another zone of the contract since then moves only where it ends."""
        due = each.due_at
        assert due is not None  # `_event` looked  # noqa: S101
        period = nth(anchor=each.anchor, every=each.every, index=each.periods, zone=self.zone)
        if period.start == due:
            return period
        if abs(period.start - due) > ZONES_DIFFER or period.until <= due:
            raise OutOfStep(f"subscription {each.pk}: period {period.index} begins {period.start}, due {due}")
        return Period(period.index, due.astimezone(self.zone), period.until)

    def _pay(self, each: Subscription, period: Period, *, from_at: datetime, day: date) -> None:
        price = each.offering.price
        account = self.wallet.take(each, price)
        self.decided.paid.append(Paid(each, period, price, account.pk, from_at, day))
        each.periods, each.paid_until, each.due_at = period.index + 1, period.until, period.until

    def _is_without_tariff(self, each: Subscription) -> bool:
        tariff = self.tariffs.get(each.line_id)
        return each.kind != Kind.TARIFF and tariff is not None and tariff.status == Status.SUSPENDED

    def _is_without_service(self, each: Subscription) -> bool:
        """Whether something that it needs is suspended: it does not work then, and nobody pays for that."""
        return any(other.status == Status.SUSPENDED for other in self._needed_by(each))

    def _suspend(self, each: Subscription, *, told: bool) -> None:
        each.status, each.suspended_at, each.due_at = Status.SUSPENDED, self.now, None
        self.decided.suspended.add(each.pk)
        if told:
            self.decided.news[each.pk] = News.SUSPENDED

    def _end(self, each: Subscription) -> None:
        each.status, each.ended_at, each.due_at = Status.ENDED, each.ends_at, None
        self.decided.ended.add(each.pk)

    def _resume_all(self) -> None:
        waiting = [each for each in self.held.values() if each.status == Status.SUSPENDED]
        waiting.sort(key=lambda each: (RANK[Kind(each.kind)], each.line_id, each.pk))
        while waiting:
            left = [each for each in waiting if not self._resumes(each)]
            if len(left) == len(waiting):
                return
            waiting = left  # what needs another resumes after it, whichever was switched on first

    def _resumes(self, each: Subscription) -> bool:
        if self._is_without_tariff(each) or self._is_without_service(each) or not self._resume(each):
            return False
        self._note_resumed(each)
        return True

    def _resume(self, each: Subscription) -> bool:
        """Whether there is money for it now, or nothing to pay."""
        if each.every == Every.NEVER:
            return True
        if each.paid_until is not None and each.paid_until > self.now:
            each.due_at = each.paid_until
            return True
        if self.wallet.missing(each, each.offering.price):
            return False
        if not _keeps_its_days(each):
            each.anchor = day_of(self.now, self.zone)
        period = holding(anchor=each.anchor, every=each.every, moment=self.now, zone=self.zone)
        day = day_of(period.start, self.zone)
        if each.paid_until is not None and each.paid_until > period.start:
            period = Period(period.index, each.paid_until.astimezone(self.zone), period.until)
        self._pay(each, period, from_at=max(period.start, self.now), day=day)
        return True

    def _note_resumed(self, each: Subscription) -> None:
        each.status, each.suspended_at = Status.ACTIVE, None
        decided = self.decided
        decided.changed[each.pk] = each
        if each.pk in decided.suspended:  # within this very run: nothing happened
            decided.suspended.discard(each.pk)
            decided.news.pop(each.pk, None)
            return
        decided.resumed.add(each.pk)
        tariff = self.tariffs.get(each.line_id)
        if each.kind == Kind.TARIFF or tariff is None or tariff.pk not in decided.resumed:
            decided.news[each.pk] = News.RESUMED


def _keeps_its_days(each: Subscription) -> bool:
    offering = each.offering
    return isinstance(offering, Tariff) and offering.resume == ResumeBy.KEPT
