"""Writing the security journal (A14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from cabinet.accounts.models import Line, SecurityEvent, SecurityEventDetails, SecurityEventKind, User
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin, valid_ip


@transaction.atomic
def record(
    kind: SecurityEventKind,
    *,
    now: datetime,
    user: User | None = None,
    line: Line | None = None,
    made_by: User | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
    **facts: str,
) -> SecurityEvent:
    """Write down that `kind` happened to the cabinet of `user`, or to `line`, within the caller's transaction.

    `made_by` is who did it, by default `user`; what failed, and what the portal did by itself (`Channel.SYSTEM`), was
    done by nobody. `facts` are what else the journal's page tells (`device`, `number`,
    `name`); they and `origin` are personal, and stand apart, where they can be erased.
    """
    (event,) = record_of_lines(
        kind, lines=[line], now=now, user=user, made_by=made_by, channel=channel, origin=origin, **facts
    )
    return event


@transaction.atomic
def record_of_lines(
    kind: SecurityEventKind,
    *,
    lines: Iterable[Line | None],
    now: datetime,
    user: User | None = None,
    made_by: User | None = None,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
    **facts: str,
) -> list[SecurityEvent]:
    """As `record`, an event for each of `lines`, in two statements however many they are."""
    by_nobody = made_by is None and (kind == SecurityEventKind.SIGN_IN_FAILED or channel == Channel.SYSTEM)
    by = None if by_nobody else made_by or user
    events = SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=kind, user=user, line=line, made_by=by, channel=channel, at=now) for line in lines
    )
    if origin != NOWHERE or facts:
        SecurityEventDetails.objects.bulk_create(
            SecurityEventDetails(event=event, ip=valid_ip(origin.ip), user_agent=origin.user_agent, facts=facts)
            for event in events
        )
    return events


def record_of_people(
    kind: SecurityEventKind, *, whose: Iterable[tuple[User, Line]], now: datetime, made_by: User
) -> None:
    """As `record`, an event for each person and a line of theirs, in one statement however many they are."""
    SecurityEvent.objects.bulk_create(
        SecurityEvent(kind=kind, user=user, line=line, made_by=made_by, channel=Channel.PAGE, at=now)
        for user, line in whose
    )
