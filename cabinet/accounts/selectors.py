"""Reading what a person sees of their own security."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cabinet.accounts.journal_kinds import OF_A_LINE
from cabinet.accounts.models import (
    Access,
    BlockReason,
    EmailLink,
    Line,
    LineStatus,
    SecurityEvent,
    Session,
    SignInAlert,
    User,
)
from cabinet.core.errors import NotFound

DEVICES_SHOWN = 50
EVENTS_SHOWN = 20


def sessions_of(user: User, now: datetime) -> list[Session]:
    """Where `user` is signed in, the last used first; at most `DEVICES_SHOWN` and one more."""
    alive = Session.objects.filter(user=user, expire_date__gt=now).defer("session_data")
    return list(alive.order_by("-last_seen_at", "pk")[: DEVICES_SHOWN + 1])


def session_of(user: User, public_id: UUID) -> Session | None:
    """One session of `user`."""
    return Session.objects.filter(user=user, public_id=public_id).defer("session_data").first()


def find_alert(token: str) -> SignInAlert:
    """What the link of an SMS about a new device is about. Raises `NotFound`."""
    alert = SignInAlert.objects.select_related("user").filter(token_hash=hashed(token)).first()
    if alert is None:
        raise NotFound
    return alert


def lost_lines_of(user: User) -> QuerySet[Line]:
    """The lines whose code would sign `user` in, and whose telephone somebody else may hold."""
    by_code = Access.objects.filter(line=OuterRef("pk"), user=user, by_code=True)
    return Line.objects.filter(
        Q(primary_of__owner=user) | Exists(by_code), status=LineStatus.BLOCKED, block_reason=BlockReason.LOSS
    )


def find_email_link(token: str) -> EmailLink:
    """What the link of a letter is about. Raises `NotFound`."""
    link = EmailLink.objects.select_related("user").filter(token_hash=hashed(token)).first()
    if link is None:
        raise NotFound
    return link


def hashed(secret: str) -> str:
    """How keys of devices and tokens of links are kept. Both are long and random: a plain hash hides them, and does
    not change with the portal's own key."""
    return sha256(secret.encode()).hexdigest()


def journal_of(
    user: User, *, line: Line | None = None, kinds: Collection[str] = (), before: UUID | None = None
) -> list[SecurityEvent]:
    """What `user` may read of the journal, the newest first; at most `EVENTS_SHOWN` and one more.

    That is what happened to their cabinet, what they did, and what happened to the lines of their contracts. Of
    another person's life on those lines they read only what concerns the line (`journal_kinds.OF_A_LINE`).
    `before` is the public id of the last event of the page before; unknown ones begin anew.
    """
    events = SecurityEvent.objects.order_by("-id")
    if kinds:
        events = events.filter(kind__in=kinds)
    if line is not None:
        events = events.filter(line=line)
    last = before and SecurityEvent.objects.filter(public_id=before).values_list("pk", flat=True).first()
    if last:
        events = events.filter(pk__lt=last)
    own = Line.objects.filter(contract__owner=user)
    mine = list((own.filter(pk=line.pk) if line else own).values_list("pk", flat=True))
    # Each part is read from its own index and is as short as the page, however long the journal is.
    parts = [
        part.values_list("pk", flat=True)[: EVENTS_SHOWN + 1]
        for part in (
            events.filter(user=user),
            events.filter(made_by=user),
            events.filter(line__in=mine, kind__in=OF_A_LINE),
        )
    ]
    newest = parts[0].union(*parts[1:]).order_by("-id")[: EVENTS_SHOWN + 1]
    found = SecurityEvent.objects.filter(pk__in=list(newest)).select_related("line", "made_by", "details")
    return list(found.order_by("-id"))
