"""Ending what is signed in."""

from __future__ import annotations

from cabinet.accounts.models import Session, User


def end_sessions(*, user: User, keep: str | None = None) -> int:
    """Sign `user` out everywhere but in the session whose key is `keep`; returns how many ended.

    Pages are refused from the next request on, open sockets within two seconds (`chat.check`).
    """
    return Session.objects.filter(user=user).exclude(session_key=keep or "").delete()[0]


def renew(*, before: Session, session_key: str) -> None:
    """The session `session_key` is `before` under another key: the same device, signed in at the same time."""
    kept = ("public_id", "device_id", "proof", "signed_in_at", "last_seen_at", "ip", "user_agent")
    Session.objects.filter(session_key=session_key).update(**{name: getattr(before, name) for name in kept})
