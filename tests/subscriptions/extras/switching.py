"""People with money and a tariff, who switch services on and off."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from billing.services.ledger import open_account
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.network.models import NetworkOrder, Told
from cabinet.network.services.dispatch import dispatch
from cabinet.requests.models import Request
from subscriptions.extras.services.switching_off import keep_on, switch_off
from subscriptions.extras.services.switching_on import switch_on
from subscriptions.extras.steps import advance_on
from subscriptions.models import Offering, Subscription
from tests.billing.money import pay
from tests.people import NOW, make_owner


def person(msisdn: str = "79161230001", money: str | int = 1000) -> Line:
    """The line of an owner with `money` on the account."""
    _owner, line = make_owner(msisdn)
    if money:
        pay(open_account(contract=line.contract), money)
    return line


def on(line: Line, offering: Offering, *, now: datetime = NOW, key: UUID | None = None, **how: object) -> Request:
    how = {"by": line.contract.owner, "channel": Channel.PAGE} | how
    return switch_on(line=line, code=offering.code, now=now, key=key, **how)


def off(line: Line, offering: Offering, *, now: datetime = NOW, key: UUID | None = None, **how: object) -> Request:
    how = {"by": line.contract.owner, "channel": Channel.PAGE} | how
    return switch_off(line=line, code=offering.code, now=now, key=key, **how)


def kept(line: Line, offering: Offering, *, now: datetime = NOW) -> Request:
    return keep_on(line=line, code=offering.code, by=line.contract.owner, channel=Channel.PAGE, now=now)


def live(line: Line) -> list[str]:
    """Codes of what the line has."""
    return sorted(Subscription.objects.filter(line=line, ended_at=None).values_list("code", flat=True))


def of(line: Line, offering: Offering) -> Subscription:
    """The newest subscription of `line` to `offering`, whether it lives or not."""
    return Subscription.objects.filter(line=line, code=offering.code).latest("pk")


def answered(request: Request, *, now: datetime = NOW) -> Request:
    """The network is told what waits for it, and at `now` the portal looks at what became of the wish."""
    dispatch(timezone.now())
    advance_on(request, now)
    request.refresh_from_db()
    return request


def heard() -> list[tuple[str, str]]:
    """What the simulated network did: operation and code, in its order."""
    return [(told.operation, told.details["code"]) for told in Told.objects.order_by("pk")]


def ordered() -> list[tuple[str, str]]:
    """Operations that the network was to be told, and what became of each."""
    return list(NetworkOrder.objects.order_by("pk").values_list("operation", "status"))
