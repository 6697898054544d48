"""Reading what lines have and what they could have: each is one statement, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Case, Q, QuerySet, Value, When

from cabinet.accounts.models import Line
from subscriptions.charging.periods import day_of
from subscriptions.models import ContentService, Kind, Service, Subscription, Tariff, TariffChange
from subscriptions.models.held import ChangeStatus

Sold = TypeVar("Sold", Tariff, Service, ContentService)
RANK = {Kind.TARIFF: 0, Kind.SERVICE: 1, Kind.CONTENT: 2}  # of what is paid for first at the same moment
BY_RANK = Case(*(When(kind=kind, then=Value(rank)) for kind, rank in RANK.items()))
MOST = 200  # of anything on a page


def live(lines: Iterable[Line]) -> QuerySet[Subscription]:
    """What `lines` have now, in the order in which it is paid for, with its versions."""
    held = Subscription.objects.filter(line__in=list(lines), ended_at=None)
    return held.select_related("tariff__rate_card", "service", "content__provider", "line__contract").order_by(
        BY_RANK, "pk"
    )


def held_by(line: Line) -> list[Subscription]:
    """The same of one line, as a list."""
    return list(live([line])[:MOST])


def tariff_of(line: Line) -> Subscription | None:
    """What tariff the line is on; None for a line that has none yet."""
    return live([line]).filter(kind=Kind.TARIFF).first()


def tariff_names(lines: Iterable[Line]) -> dict[int, str]:
    """What tariff each of `lines` is on, by its key, in the person's language; a line without one is not there."""
    held = Subscription.objects.filter(line__in=list(lines), kind=Kind.TARIFF, ended_at=None)
    return {each.line_id: each.offering.name for each in held.select_related("tariff")}


def planned_change(line: Line) -> TariffChange | None:
    """The change of tariff that waits for its day."""
    changes = TariffChange.objects.filter(line=line, status=ChangeStatus.PLANNED)
    return changes.select_related("to__rate_card", "request", "was__tariff").first()


def on_sale(model: type[Sold], *, line: Line, now: datetime) -> QuerySet[Sold]:
    """What of `model` can be had by `line` at `now`: of its kind, in its region, on its day; in the list's order."""
    day = day_of(now, ZoneInfo(line.contract.time_zone))
    begun = Q(on_sale_from=None) | Q(on_sale_from__lte=day)
    not_over = Q(on_sale_until=None) | Q(on_sale_until__gte=day)
    here = Q(regions=None) | Q(regions=line.contract.region_id) if line.contract.region_id else Q(regions=None)
    sold = model.objects.filter(begun, not_over, here, archived_at=None, kinds__contains=[line.kind])
    return sold.order_by("position", "code")


def is_sold_to(offering: Tariff | Service | ContentService, *, line: Line, now: datetime) -> bool:
    """Whether `line` may have this very version at `now`."""
    model: Any = type(offering)
    return bool(on_sale(model, line=line, now=now).filter(pk=offering.pk).exists())
