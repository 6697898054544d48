"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from cabinet.accounts.models import LoginCode, NumberLimit, PasswordLimit, Session
from cabinet.accounts.services import codes, passwords

CODES_KEPT = timedelta(days=1)  # after they expired, for questions about a sign-in that went wrong


def forget_expired(*, now: datetime) -> None:
    """Delete expired sessions, dead codes, and limits whose window is over."""
    Session.objects.filter(expire_date__lt=now).delete()
    LoginCode.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    NumberLimit.objects.filter(window_started_at__lt=now - codes.WINDOW, next_code_at__lt=now).delete()
    PasswordLimit.objects.filter(window_started_at__lt=now - passwords.WINDOW).delete()
