"""What numbers of the demonstration have, and what it has cost them: the periods that the charging run would have
charged for, by the functions that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from billing.demo.cards import CARDS
from billing.demo.life import Life, Row
from billing.models import Entry
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from subscriptions.charging.periods import day_of, nth
from subscriptions.charging.writing import Paid, give_packages, posting_of
from subscriptions.demo.people import held_by, person_of, tariff_of
from subscriptions.models import (
    Consent,
    ContentBan,
    ContentService,
    Every,
    Kind,
    Offering,
    PeriodCharge,
    Service,
    Status,
    Subscription,
    Tariff,
)

AT_NOON = time(12)
CARDS_BY_CODE = {card.code: card for card in CARDS}
SHOWN = "«{name}»: {price} ₽ {every}, отправитель {number}. Отключить можно в кабинете или словом СТОП на {number}."


@dataclass(frozen=True, slots=True)
class Sold:
    """The versions on the shelf, by their codes."""

    tariffs: dict[str, Tariff]
    others: dict[str, Offering]


@dataclass(slots=True)
class Held:
    """What is to be written down for all contracts."""

    subscriptions: list[Subscription] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)

    def write(self) -> None:
        """Subscriptions, consents and packages; what was paid follows when it was posted."""
        Subscription.objects.bulk_create(self.subscriptions)
        Consent.objects.bulk_create(_consent(each) for each in self.subscriptions if each.kind == Kind.CONTENT)
        give_packages(self.paid)

    def write_paid(self) -> None:
        """The paid periods, each with the entry that paid for it."""
        accounts = {each.account_id for each in self.paid}
        found = Entry.objects.filter(account__in=accounts, reference__startswith="period:")
        entries = {entry.reference: entry for entry in found}
        PeriodCharge.objects.bulk_create(
            PeriodCharge(
                subscription=each.subscription,
                period_start=each.period.start,
                period_until=each.period.until,
                amount=each.amount,
                entry=entries[each.reference] if each.amount else None,
                charged_at=_charged_at(each),
            )
            for each in self.paid
        )


def shelf() -> Sold:
    """What was ever sold, the newest version of each."""
    others = [*Service.objects.all(), *ContentService.objects.select_related("provider")]
    return Sold(
        {tariff.code: tariff for tariff in Tariff.objects.select_related("rate_card")},
        {offering.code: offering for offering in others},
    )


def give(life: Life, sold: Sold, held: Held) -> Life:
    """Give the lines of `life` what they have, noted in `held`; returns it with its fees and cards."""
    person = person_of(life.lines[0])
    if person.lacks_money:
        life = replace(life, until=life.at(0, time()).replace(day=1))
    begun = next(life.months())
    cards, paid = {}, []
    for line in life.lines:
        line.contract = life.account.contract
        tariff = sold.tariffs[tariff_of(line, first=line.pk == life.lines[0].pk)]
        if tariff.rate_card.code in COUNTED:
            cards[line.pk] = CARDS_BY_CODE[tariff.rate_card.code]
        wanted: list[tuple[Offering, datetime]] = [(tariff, begun)]
        wanted += [(sold.others[code], max(begun, life.at(days, AT_NOON))) for code, days in held_by(line)]
        for offering, started_at in wanted:
            subscription, periods = _given(life, line, offering, started_at)
            held.subscriptions.append(subscription)
            paid += periods
    held.paid += paid
    return replace(life, cards=cards, fees=_rows(paid), ends_at=person.ends_at)


COUNTED = {card.code for card in CARDS if card.prices}


def _rows(paid: Iterable[Paid]) -> list[Row]:
    return [(_charged_at(each), posting_of(each)) for each in paid if each.amount]


def _charged_at(paid: Paid) -> datetime:
    return paid.from_at


def _given(life: Life, line: Line, offering: Offering, started_at: datetime) -> tuple[Subscription, list[Paid]]:
    """A subscription with all of its periods that began before the story of `life` stops."""
    subscription = _row(life, line, offering, started_at)
    first = day_of(started_at, life.zone)
    if isinstance(offering, ContentService) and offering.trial_days:
        first += timedelta(days=offering.trial_days)
        subscription.trial_until = datetime.combine(first, time(), life.zone)
        subscription.paid_until = subscription.due_at = subscription.trial_until
    subscription.anchor = first
    paid = [] if offering.every == Every.NEVER else list(_periods(life, subscription, first, started_at))
    if paid:
        subscription.periods = len(paid)
        subscription.paid_until = subscription.due_at = paid[-1].period.until
    if life.lacks_money and subscription.due_at == life.until:
        subscription.status, subscription.suspended_at, subscription.due_at = Status.SUSPENDED, life.until, None
    return subscription, paid


def _periods(life: Life, subscription: Subscription, anchor: date, started_at: datetime) -> Iterator[Paid]:
    offering, index = subscription.offering, 0
    while True:
        period = nth(anchor=anchor, every=Every(offering.every), index=index, zone=life.zone)
        from_at = max(period.start, started_at)
        stopped = from_at >= life.until if life.lacks_money else from_at > life.until
        if stopped:
            return
        yield Paid(subscription, period, offering.price, life.account.pk, from_at)
        index += 1


def _row(life: Life, line: Line, offering: Offering, started_at: datetime) -> Subscription:
    subscription = Subscription(
        # The same each time, and with it the references of what is charged.
        public_id=uuid5(NAMESPACE_URL, f"{line.public_id}:{offering.code}"),
        line=line,
        code=offering.code,
        started_at=started_at,
        status=Status.ACTIVE,
        channel=Channel.PAGE,
        made_by=life.account.contract.owner,
    )
    match offering:
        case Tariff():
            subscription.kind, subscription.tariff = Kind.TARIFF, offering
            subscription.channel, subscription.made_by = Channel.STAFF, None
        case Service():
            subscription.kind, subscription.service = Kind.SERVICE, offering
        case ContentService():
            subscription.kind, subscription.content = Kind.CONTENT, offering
    return subscription


def _consent(subscription: Subscription) -> Consent:
    content = subscription.content
    assert content is not None  # noqa: S101 - its kind says so
    words = SHOWN.format(
        name=content.name_ru,
        price=f"{content.price:f}".replace(".", ","),
        every=content.get_every_display(),
        number=content.short_number,
    )
    return Consent(
        subscription=subscription,
        at=subscription.started_at,
        channel=subscription.channel,
        text=words,
        code_tail="42",
        by=subscription.made_by,
    )


def bans(lives: Sequence[Life], now: datetime) -> list[ContentBan]:
    """Of those who want no paid content."""
    return [
        ContentBan(line=line, since=now - timedelta(days=30), channel=Channel.PAGE, made_by=line.contract.owner)
        for life in lives
        for line in life.lines
        if person_of(line).refuses_content
    ]
