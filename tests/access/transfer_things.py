"""Things of the world about transfers: what waits for its code, and what somebody asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from billing.models import MoneyRequest, Transfer
from billing.services.ledger import open_account
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel

if TYPE_CHECKING:
    from tests.access.world import World


def transfer(_world: World, line: Line) -> Transfer:
    """That waits for its code, to a number that nobody here has."""
    now, account = timezone.now(), open_account(contract=line.contract)
    return Transfer.objects.create(
        from_account=account,
        from_line=line,
        msisdn="79160000009",
        channel=Channel.PAGE,
        amount=20,
        created_at=now,
        expires_at=now + timedelta(minutes=10),
    )


def money_request(world: World, line: Line) -> MoneyRequest:
    """What the stranger asks of the line."""
    now = timezone.now()
    return MoneyRequest.objects.create(
        asker=Line.objects.get(contract__owner=world.people["stranger"]),
        msisdn=str(line.msisdn),
        line=line,
        channel=Channel.PAGE,
        amount=20,
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
