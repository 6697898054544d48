"""Pop-ups of the SIM card come from the network: refusing them on «Уведомления» switches them off there (T11). That
choice is the one truth: no service may be called so (`Service.clean`)."""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import Line
from cabinet.network.models import Operation
from cabinet.network.services.orders import order
from cabinet.sms.models import BulkCategory
from subscriptions.charging.holding import hold
from subscriptions.charging.network import number_of
from subscriptions.extras.services.beginning import end_now
from subscriptions.models import Kind, Status, Subscription
from subscriptions.models.catalogue import POPUPS


def follow(line: Line, category: str, allowed: bool, now: datetime) -> None:
    """Have the network do what was chosen. A service of that name from before ends, too."""
    if category != BulkCategory.SIM_POPUP:
        return
    held = hold(line)
    services = Subscription.objects.filter(
        line=held, kind=Kind.SERVICE, ended_at=None, status=Status.ACTIVE, service__network_code=POPUPS
    )
    on = list(services.select_related("service"))
    if on and not allowed:
        end_now(on, held, now=now)
    elif not on:
        order(
            operation=Operation.SWITCH_ON if allowed else Operation.SWITCH_OFF,
            msisdn=number_of(held),
            line_public_id=held.public_id,
            details={"code": POPUPS},
            now=now,
        )
