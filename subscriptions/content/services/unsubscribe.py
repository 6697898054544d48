"""Ending content: at once, free of charge, and as often as anybody asks (T5, T6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import end
from subscriptions.content.selectors import Mine, mine
from subscriptions.content.services.wishes import OFF, write_down


def unsubscribe(
    *,
    line: Line,
    codes: Collection[str],
    by: User | None,
    channel: Channel,
    now: datetime,
    made_by: User | None = None,
) -> list[Mine]:
    """End those of `codes` that `line` has, and nothing else; returns them.

    What was charged for today stays charged; nothing is charged for any more. Asked again, it finds nothing to end and
    writes nothing. `by` is None for the telephone of the line itself, which may always stop what it pays for;
    `made_by` is who does it by the word of `by`: a specialist. Raises `NotFound`.
    """
    if by is not None:
        require(by, line, Right.MANAGE, now)
    with transaction.atomic():
        return end_held(line=hold(line), codes=codes, by=by, made_by=made_by, channel=channel, now=now)


def end_held(
    *,
    line: Line,
    codes: Collection[str],
    by: User | None,
    channel: Channel,
    now: datetime,
    made_by: User | None = None,
) -> list[Mine]:
    """The same for who holds the line's contract already and has asked for the right."""
    ended = [each for each in mine(line) if each.code in codes]
    if ended:
        end([each.subscription for each in ended], now=now)
        about = [each.content for each in ended]
        write_down(OFF, line=line, by=by, made_by=made_by, channel=channel, now=now, services=about)
    return ended
