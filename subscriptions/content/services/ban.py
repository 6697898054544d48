"""One switch that lets no paid content in: not by the page, the API, an SMS or its provider (T10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from subscriptions.charging.holding import hold
from subscriptions.content.errors import BanIsOwners
from subscriptions.content.selectors import Mine, ban_of, mine
from subscriptions.content.services.unsubscribe import end_held
from subscriptions.content.services.wishes import BAN, BAN_LIFTED, write_down
from subscriptions.models import ContentBan


def forbid(*, line: Line, end_too: bool, by: User, channel: Channel, now: datetime) -> list[Mine]:
    """Let no more content to `line`, and with `end_too` end what it has; returns what ended. Harmless to repeat. Raises
    `NotFound`."""
    require(by, line, Right.MANAGE, now)
    with transaction.atomic():
        held = hold(line)
        made = {"since": now, "channel": channel, "made_by": by}
        if ContentBan.objects.get_or_create(line=held, defaults=made)[1]:
            write_down(BAN, line=held, by=by, channel=channel, now=now)
        codes = [each.code for each in mine(held)] if end_too else []
        return end_held(line=held, codes=codes, by=by, channel=channel, now=now)


def let_in(*, line: Line, by: User, channel: Channel, now: datetime) -> bool:
    """Lift the ban; False where there is none. What the owner of the contract forbade, only the owner lifts. Raises
    `NotFound`, `BanIsOwners`."""
    require(by, line, Right.MANAGE, now)
    with transaction.atomic():
        held = hold(line)
        ban = ban_of(held)
        if ban is None:
            return False
        if not may_lift(ban, by=by, line=held):
            raise BanIsOwners
        ban.delete()
        write_down(BAN_LIFTED, line=held, by=by, channel=channel, now=now)
        return True


def may_lift(ban: ContentBan, *, by: User, line: Line) -> bool:
    """Whether `by`, who manages `line`, may lift `ban`."""
    owner = line.contract.owner_id
    return by.pk == owner or ban.made_by_id != owner
