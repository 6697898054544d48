"""Writing down what was decided: entries, paid periods and the packages that they give, many at once.

Who calls holds the contracts, and within one transaction ends packages before anything is posted (`holding`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.db.models import F
from django.db.models.functions import Greatest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Allowance, Bucket, Entry
from billing.services.ledger import Posting, post_many
from cabinet.core.channels import Channel
from subscriptions.charging.periods import Period
from subscriptions.models import (
    ContentService,
    Every,
    Kind,
    Offering,
    PeriodCharge,
    Service,
    ServiceAllowance,
    Subscription,
    Tariff,
)

KINDS = {Kind.TARIFF: EntryKind.TARIFF, Kind.SERVICE: EntryKind.SERVICE, Kind.CONTENT: EntryKind.CONTENT}
TICK = timedelta(microseconds=1)
RULES = {Every.DAY: "daily", Every.MONTH: "monthly", Every.NEVER: "once"}


@dataclass(frozen=True, slots=True)
class Paid:
    """That `period` of `subscription` is paid for from the account `account_id`; usage from `from_at` on is served from
    its packages: not earlier than it was switched on within the first period."""

    subscription: Subscription
    period: Period
    amount: Decimal
    account_id: int
    from_at: datetime
    day: date | None = None  # that the period is named by, if it begins at another: the contract changed its zone

    @property
    def reference(self) -> str:
        """Of the entry: the same for whoever pays for this period."""
        return f"period:{self.subscription.public_id}:{self.day or self.period.start:%Y-%m-%d}"


def cause_of(subscription: Subscription, *, period: Period | None = None) -> Cause:
    """Why money is taken for `subscription`: what the explanation of the entry is made of."""
    offering = subscription.offering
    facts: dict[str, str] = {"price": str(offering.price), "every": offering.every}
    if period is not None:
        facts |= {"from": period.start.isoformat(), "to": period.until.isoformat()}
    return Cause(
        rule=RULES[Every(offering.every)] if period is not None else "connect",
        name=offering.name_ru,
        name_en=offering.name_en,
        number=offering.short_number if isinstance(offering, ContentService) else "",
        source=subscription.kind,
        source_id=str(subscription.public_id),
        request=str(subscription.request.public_id) if subscription.request is not None else "",
        facts=facts,
    )


def posting_of(paid: Paid) -> Posting:
    """The movement that pays for a period. The run that takes it is the portal's, whoever switched it on."""
    subscription = paid.subscription
    return Posting(
        account_id=paid.account_id,
        amount=-paid.amount,
        kind=KINDS[Kind(subscription.kind)],
        reference=paid.reference,
        line_id=subscription.line_id,
        cause=cause_of(subscription, period=paid.period),
        channel=Channel.SYSTEM,
        occurred_at=paid.period.start,
    )


def write_periods(
    paid: Sequence[Paid], *, now: datetime, before: Sequence[Posting] = (), packages: bool = True
) -> list[Entry]:
    """Post `before` and then what each of `paid` costs, note the periods and, with `packages`, give theirs.

    Returns the entries of `before`. Raises what `post_many` raises; then nothing was written.
    """
    costing = [each for each in paid if each.amount]
    entries = post_many([*before, *map(posting_of, costing)], now=now)
    of_period = {
        (each.subscription.pk, each.period.start): entry
        for each, entry in zip(costing, entries[len(before) :], strict=True)
    }
    PeriodCharge.objects.bulk_create(
        PeriodCharge(
            subscription=each.subscription,
            period_start=each.period.start,
            period_until=each.period.until,
            amount=each.amount,
            entry=of_period.get((each.subscription.pk, each.period.start)),
            charged_at=now,
        )
        for each in paid
    )
    if packages:
        give_packages(paid)
    return entries[: len(before)]


def give_packages(paid: Sequence[Paid]) -> None:
    """What the periods of `paid` give, each once."""
    allowances = _allowances({each.subscription.offering for each in paid})
    Bucket.objects.bulk_create(
        [
            Bucket(
                line_id=each.subscription.line_id,
                unit=allowance.unit,
                name_ru=each.subscription.offering.name_ru,
                name_en=each.subscription.offering.name_en,
                granted=allowance.granted,
                from_at=each.from_at,
                until_at=each.period.until,
                source=each.subscription.kind,
                source_id=str(each.subscription.public_id),
            )
            for each in paid
            for allowance in allowances[each.subscription.offering]
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def end_packages(subscriptions: Collection[Subscription], *, now: datetime) -> int:
    """What packages of `subscriptions` still had for usage that begins later is lost; returns how many ended."""
    names = [str(subscription.public_id) for subscription in subscriptions]
    lines = {subscription.line_id for subscription in subscriptions}
    buckets = Bucket.objects.filter(line__in=lines, source__in=Kind.values, source_id__in=names, until_at__gt=now)
    held = list(buckets.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    # A package that was given at this very moment is ended at the next: its period may not be empty.
    return Bucket.objects.filter(pk__in=held).update(until_at=Greatest(F("from_at") + TICK, now))


class _Allowed(Protocol):
    unit: str
    granted: int


def _allowances(offerings: Collection[Offering]) -> dict[Offering, list[_Allowed]]:
    cards = {offering.rate_card_id for offering in offerings if isinstance(offering, Tariff)}
    services = [offering for offering in offerings if isinstance(offering, Service)]
    given: dict[Offering, list[_Allowed]] = defaultdict(list)
    by_card: dict[int, list[_Allowed]] = defaultdict(list)
    for allowance in Allowance.objects.filter(rate_card__in=cards) if cards else ():
        by_card[allowance.rate_card_id].append(allowance)
    for offering in offerings:
        if isinstance(offering, Tariff):
            given[offering] = by_card[offering.rate_card_id]
    by_service = {service.pk: service for service in services}
    for of_service in ServiceAllowance.objects.filter(service__in=by_service) if by_service else ():
        given[by_service[of_service.service_id]].append(of_service)
    return given
