"""A report of each closed month by e-mail: switched on and off, ordered once a month."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from billing.models import Account, Report, ReportFormat, ReportSubscription
from billing.periods import Period, previous_month, this_month
from billing.selectors import view_for
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.email import address_of
from cabinet.core.errors import DomainError

CHUNK = 500


class NoAddress(DomainError):
    code = "no_address"
    message = _("Сначала подтвердите адрес почты: отчёт приходит только на подтверждённый.")


@transaction.atomic
def subscribe(*, user: User, line: Line, format: ReportFormat, now: datetime) -> ReportSubscription:
    """Send `user` a report of each month that closes from now on. Twice is as once; another `format` takes the place of
    the first. Raises `NotFound` for who may not see the movements, `NoAddress`."""
    view_for(user=user, line=line, now=now)
    if not address_of(user):
        raise NoAddress
    found, _created = ReportSubscription.objects.get_or_create(
        user=user, line=line, stopped_at=None, defaults={"format": format, "created_at": now}
    )
    if found.format != format:
        found.format = format
        found.save(update_fields=["format"])
    return found


def unsubscribe(*, user: User, line: Line, now: datetime) -> bool:
    """No more of them; False if there were none. What is being made is still made."""
    going = ReportSubscription.objects.filter(user=user, line=line, stopped_at=None)
    return bool(going.update(stopped_at=now))


def subscription_of(user: User, line: Line) -> ReportSubscription | None:
    return ReportSubscription.objects.filter(user=user, line=line, stopped_at=None).first()


def order_monthly(*, now: datetime) -> int:
    """Order what closed months owe to those who had subscribed before they closed; returns how many were ordered.

    Run as often as one likes: a month of a person and a line is one row. Whether the person still may see anything is
    asked when the report is made.
    """
    zones = ReportSubscription.objects.filter(stopped_at=None).values_list("line__contract__time_zone", flat=True)
    return sum(_order(zone, now) for zone in zones.order_by("line__contract__time_zone").distinct())


def _order(zone: str, now: datetime) -> int:
    month = previous_month(now, ZoneInfo(zone))
    of_the_month = Report.objects.filter(subscription__isnull=False, from_date=month.first)
    ordered = of_the_month.filter(user=OuterRef("user"), line=OuterRef("line"))
    waiting = ReportSubscription.objects.filter(
        ~Exists(ordered),
        stopped_at=None,
        created_at__lt=this_month(now, month.zone).start,
        line__contract__time_zone=zone,
        line__closed_at=None,
        user__is_active=True,
        user__email_verified_at__isnull=False,
    )
    count, last = 0, 0
    while chunk := list(waiting.filter(pk__gt=last).select_related("user", "line").order_by("pk")[:CHUNK]):
        _write(chunk, month, now)
        count, last = count + len(chunk), chunk[-1].pk
    return count


def _write(chunk: list[ReportSubscription], month: Period, now: datetime) -> None:
    accounts = dict(
        Account.objects.filter(contract__in={each.line.contract_id for each in chunk}, kind="main").values_list(
            "contract_id", "pk"
        )
    )
    Report.objects.bulk_create(
        [
            Report(
                user=each.user,
                line=each.line,
                account_id=accounts.get(each.line.contract_id),
                format=each.format,
                language=each.user.language or "ru",
                from_date=month.first,
                to_date=month.last,
                by_email=True,
                subscription=each,
                dedup_key=f"monthly:{each.user_id}:{each.line_id}:{month.first:%Y-%m}",
                created_at=now,
            )
            for each in chunk
        ],
        ignore_conflicts=True,
    )
