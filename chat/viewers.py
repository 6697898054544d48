"""Who looks at a conversation, and as what: the subscriber's side or the desk's. Asked by pages, API and sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from rest_framework.request import Request

from cabinet.accounts.access import Right, is_specialist, require
from cabinet.accounts.models import User
from cabinet.core.errors import NotFound
from chat.guests.links import links_of
from chat.models import Audience, Conversation, Guest
from chat.selectors import find_conversation


@dataclass(frozen=True)
class Viewer:
    """Who may see a conversation; `at_desk` sees what is the staff's, too. A guest has no `user`, though somebody may
    be signed in in the same browser."""

    user: User | None
    at_desk: bool
    guest: Guest | None = None

    @property
    def specialist(self) -> User:
        """Who sits at the desk. Raises `NotFound` for anybody else."""
        if self.user is None or not self.at_desk:
            raise NotFound
        return self.user

    @property
    def key(self) -> str:
        """Names the person in limits and in what their browser keeps."""
        return f"guest:{self.guest.pk}" if self.guest else str(self.user.pk if self.user else "")

    @property
    def is_side_of(self) -> str:
        """Whose marks they move: `subscriber` or `specialist`."""
        return "specialist" if self.at_desk else "subscriber"

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Whose events are shown."""
        return (Audience.ALL, Audience.STAFF) if self.at_desk else (Audience.ALL,)

    def last_seq(self, conversation: Conversation) -> int:
        """The last seq that may be shown."""
        return conversation.last_seq if self.at_desk else conversation.public_seq

    def require_desk(self) -> None:
        """Raise `NotFound` for what only the desk has."""
        if not self.at_desk:
            raise NotFound


def viewer_of(
    *, user: User | AnonymousUser, verified: bool, session_key: str | None, conversation: Conversation, now: datetime
) -> Viewer:
    """How who has the session with this key may see `conversation`: `user`, if somebody is signed in in it; `verified`
    by the second factor or not. A guest's conversation is seen by browsers that hold its link. Raises `NotFound`."""
    if isinstance(user, User) and user.is_staff:
        if not verified:
            raise NotFound
        require(user, conversation, Right.ANSWER, now)
        return Viewer(user, at_desk=True)
    if conversation.line_id is None:
        if not links_of(session_key, now).filter(conversation=conversation).exists():
            raise NotFound
        return Viewer(None, at_desk=False, guest=conversation.guest)
    require(user, conversation, Right.CHAT, now)
    return Viewer(cast(User, user), at_desk=False)  # `require` let nobody else through


def requested(
    request: HttpRequest | Request, public_id: UUID, now: datetime, *also: str
) -> tuple[Conversation, Viewer]:
    """The conversation that a page or the API was asked for (see `find_conversation`), and who asks.

    Raises `NotFound`.
    """
    conversation = find_conversation(public_id, *also)
    verified, key = is_verified(request.user), request.session.session_key
    return conversation, viewer_of(
        user=request.user, verified=verified, session_key=key, conversation=conversation, now=now
    )


def is_at_desk(user: User | AnonymousUser, *, verified: bool) -> bool:
    """Whether `user` may work at the desk in a session that is `verified` by a second factor."""
    return verified and is_specialist(user)


def is_verified(user: User | AnonymousUser) -> bool:
    """Whether the session of a request passed the second factor (OTPMiddleware puts the answer on the user)."""
    check = getattr(user, "is_verified", None)
    return bool(check and check())


def session_is_verified(user: User | AnonymousUser, session: Mapping[str, Any]) -> bool:
    """The same for a socket, which has the session but not the middleware."""
    device_id = session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(device_id) if device_id else None
    return device is not None and device.user_id == user.pk
