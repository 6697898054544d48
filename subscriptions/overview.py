"""What the first page tells of a line's tariff and regular charges (T1, B12): read along with its balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import cached_property
from django.utils.translation import get_language

from cabinet.accounts.models import Line, LineKind
from cabinet.core.links import link
from subscriptions.fixed.pausing import MAY_REST
from subscriptions.models import Every, Kind, Status
from subscriptions.words import price_words

SHOWN = 3  # regular charges that the first page names; the others are counted
MOST = 60  # subscriptions of a line that are read
# One row for each thing that the line has, one for a change of tariff that waits, one for the best recommendation.
STATEMENT = f"""
SELECT * FROM (
    SELECT jsonb_build_object(
        'what', held.kind, 'id', held.public_id, 'code', held.code, 'status', held.status,
        'name', coalesce(tariff.name_ru, service.name_ru, content.name_ru),
        'name_en', coalesce(tariff.name_en, service.name_en, content.name_en),
        'price', coalesce(tariff.price, service.price, content.price)::text,
        'every', coalesce(tariff.every, service.every, content.every),
        'due', extract(epoch FROM held.due_at)::float8, 'ends', extract(epoch FROM held.ends_at)::float8,
        'speed', tariff.speed, 'channels', tariff.channels, 'category', service.category,
        'number', content.short_number
    )
    FROM subscriptions_subscription AS held
    LEFT JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
    LEFT JOIN subscriptions_service AS service ON service.id = held.service_id
    LEFT JOIN subscriptions_contentservice AS content ON content.id = held.content_id
    WHERE held.line_id = %(line)s AND held.ended_at IS NULL
    ORDER BY held.kind = 'tariff' DESC, held.kind = 'service' DESC, held.id LIMIT {MOST}
) AS held
UNION ALL (
    SELECT jsonb_build_object(
        'what', 'change', 'name', tariff.name_ru, 'name_en', tariff.name_en,
        'price', tariff.price::text, 'every', tariff.every, 'due', extract(epoch FROM change.apply_at)::float8
    )
    FROM subscriptions_tariffchange AS change JOIN subscriptions_tariff AS tariff ON tariff.id = change.to_id
    WHERE change.line_id = %(line)s AND change.status = 'planned'
)
UNION ALL (
    SELECT jsonb_build_object('what', 'recommendation', 'saving', saving::text)
    FROM subscriptions_recommendation
    WHERE line_id = %(line)s AND hidden_at IS NULL AND accepted_at IS NULL ORDER BY saving DESC LIMIT 1
)
"""  # noqa: S608 - no input


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that the line has. `due_at` is when `price` roubles are taken next: never, once it was switched off."""

    kind: Kind
    public_id: str
    code: str
    name: str
    status: Status
    price: Decimal
    every: Every
    due_at: datetime | None
    ends_at: datetime | None
    speed: int | None
    channels: int | None
    is_tv_pack: bool
    short_number: str

    @property
    def price_words(self) -> str:
        return price_words(self.price, self.every)

    @property
    def off_url(self) -> str:
        """Where it is switched off."""
        return link("subscription-off" if self.kind == Kind.CONTENT else "service-off", self.code)

    @property
    def is_suspended(self) -> bool:
        return self.status == Status.SUSPENDED

    @property
    def is_paused(self) -> bool:
        return self.status == Status.PAUSED

    @property
    def is_charged(self) -> bool:
        """Whether it costs something again and again."""
        return self.price > 0 and self.every != Every.NEVER and self.ends_at is None


@dataclass(frozen=True, slots=True)
class Change:
    """That the line goes over to another tariff at `at`, and what that takes then, in roubles."""

    name: str
    at: datetime
    price: Decimal


@dataclass(frozen=True)
class Overview:
    """All of it. Times are those of the contract's zone."""

    line: Line
    held: Sequence[Held]
    change: Change | None
    saving: Decimal | None  # roubles a month that the best recommendation promises

    @cached_property
    def tariff(self) -> Held | None:
        return next((each for each in self.held if each.kind == Kind.TARIFF), None)

    @cached_property
    def regular(self) -> list[Held]:
        """What is charged besides the tariff: other people's content first, for that is what surprises."""
        charged = [each for each in self.held if each.kind != Kind.TARIFF and each.is_charged]
        return sorted(charged, key=lambda each: each.kind != Kind.CONTENT)

    @cached_property
    def shown(self) -> list[Held]:
        return self.regular[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.regular) - len(self.shown)

    @cached_property
    def next_charge(self) -> datetime | None:
        """When something is taken next."""
        return min((at for at, _price in self._coming), default=None)

    @cached_property
    def next_sum(self) -> Decimal:
        """How many roubles are taken then: of all that is due on that day."""
        if self.next_charge is None:
            return Decimal(0)
        day = self.next_charge.date()
        return sum((price for at, price in self._coming if at.date() == day), Decimal(0))

    @cached_property
    def packs(self) -> list[Held]:
        """Channel packs of a television."""
        return [each for each in self.held if each.is_tv_pack] if self.line.kind == LineKind.TV else []

    @property
    def may_rest(self) -> bool:
        """Whether it can be paused for some days, or is paused."""
        return self.line.kind in MAY_REST and self.tariff is not None and not self.tariff.is_suspended

    @cached_property
    def _coming(self) -> list[tuple[datetime, Decimal]]:
        """When and how much is taken next for each thing: from its day on for the tariff that waits."""
        change = self.change
        coming = [
            (each.due_at, each.price)
            for each in self.held
            if each.is_charged
            and each.due_at is not None
            and not (change is not None and each.kind == Kind.TARIFF and each.due_at >= change.at)
        ]
        return [*coming, (change.at, change.price)] if change is not None and change.price else coming

    def missing(self, balance: Decimal | None) -> Decimal:
        """How many roubles would bring a suspended tariff back; an account's floor is nobody's first question."""
        if self.tariff is None or not self.tariff.is_suspended or balance is None:
            return Decimal(0)
        return max(self.tariff.price - balance, Decimal(0))


def overview(*, line: Line, rows: Sequence[dict[str, Any]]) -> Overview:
    """What `rows` of `STATEMENT` tell of `line`."""
    zone = ZoneInfo(line.contract.time_zone)
    held = [_held(row, zone) for row in rows if row["what"] in Kind.values]
    change = next((_change(row, zone) for row in rows if row["what"] == "change"), None)
    saving = next((Decimal(row["saving"]) for row in rows if row["what"] == "recommendation"), None)
    return Overview(line, held, change, saving)


def _change(row: dict[str, Any], zone: ZoneInfo) -> Change:
    """A tariff without periods takes nothing of itself."""
    price = Decimal(0) if row["every"] == Every.NEVER else Decimal(row["price"])
    return Change(_name(row), datetime.fromtimestamp(row["due"], zone), price)


def _held(row: dict[str, Any], zone: ZoneInfo) -> Held:
    return Held(
        kind=Kind(row["what"]),
        public_id=row["id"],
        code=row["code"],
        name=_name(row),
        status=Status(row["status"]),
        price=Decimal(row["price"]),
        every=Every(row["every"]),
        due_at=_moment(row["due"], zone),
        ends_at=_moment(row["ends"], zone),
        speed=row["speed"],
        channels=row["channels"],
        is_tv_pack=row["category"] == "tv",
        short_number=row["number"] or "",
    )


def _name(row: dict[str, Any]) -> str:
    return str(row["name_en"] if get_language() == "en" and row["name_en"] else row["name"])


def _moment(seconds: float | None, zone: ZoneInfo) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, zone)
