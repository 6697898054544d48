"""What staff do with orders that the network refused for good: send them again, or say that it was seen to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core.errors import DomainError
from cabinet.core.net import Origin
from cabinet.network.models import Operation
from subscriptions.charging import network
from subscriptions.charging.holding import hold
from subscriptions.extras.services.refused import is_wanted, locked
from subscriptions.models import Fate, SubscriptionOrder
from subscriptions.selectors import tariff_of

WHAT = "subscriptionorder"  # in the journal


class NotRefused(DomainError):
    code = "not_refused"
    message = _("Здесь делать нечего: сеть ещё не отказала, или отказ уже разобран.")


class NotWantedNow(DomainError):
    code = "not_wanted_now"
    message = _("Отправлять уже нельзя: с тех пор на номере всё иначе. Отметили разобранным.")


def send_again(told: SubscriptionOrder, *, by: User, now: datetime, origin: Origin) -> None:
    """Order it of the network once more, if it still is as it says. Raises `NotRefused`, `NotWantedNow`."""
    with transaction.atomic():
        row = _settled(told, by=by, now=now, origin=origin)
        wanted = is_wanted(row)
        if wanted:
            tariff = tariff_of(row.subscription.line) if row.operation != Operation.SWITCH_OFF else None
            of = [tariff or row.subscription]
            network.tell(
                suspended=of if row.operation == Operation.SUSPEND else (),
                resumed=of if row.operation == Operation.RESUME else (),
                ended=of if row.operation == Operation.SWITCH_OFF else (),
                now=now,
            )
    if not wanted:
        raise NotWantedNow


@transaction.atomic
def mark_settled(told: SubscriptionOrder, *, by: User, now: datetime, origin: Origin) -> None:
    """It was seen to in the network itself. Raises `NotRefused`."""
    _settled(told, by=by, now=now, origin=origin)


def _settled(told: SubscriptionOrder, *, by: User, now: datetime, origin: Origin) -> SubscriptionOrder:
    line = hold(told.subscription.line)
    row = locked(told.pk)
    if row.fate != Fate.REFUSED:
        raise NotRefused
    row.fate = Fate.SETTLED
    row.save(update_fields=["fate"])
    note_staff(SecurityEventKind.STAFF_CHANGED, staff=by, about=line, what=WHAT, origin=origin, now=now)
    return row
