"""Reading what a person sees of their own security."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cabinet.accounts.models import Session, SignInAlert, User
from cabinet.core.errors import NotFound

DEVICES_SHOWN = 50


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


def hashed(secret: str) -> str:
    """How keys of devices and tokens of links are kept. Both are long and random: a plain hash hides them, and does
    not change with the portal's own key."""
    return sha256(secret.encode()).hexdigest()
