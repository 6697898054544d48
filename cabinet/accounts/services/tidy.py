"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from cabinet.accounts.models import CodeFuse, KnownDevice, LoginCode, NumberLimit, PasswordLimit, Session, SignInAlert
from cabinet.accounts.services import passwords

CODES_KEPT = timedelta(days=1)  # after they expired, for questions about a sign-in that went wrong
DEVICES_KEPT = timedelta(days=400)  # without a sign-in: the cookie is gone by then
ALERTS_KEPT = timedelta(days=30)  # after their link expired, so that it can say so
LIMITS_KEPT = timedelta(days=1)  # the longest of their windows; no pause is longer


def forget_expired(*, now: datetime) -> None:
    """Delete expired sessions, forgotten devices, dead codes and links, and limits whose window is over."""
    Session.objects.filter(expire_date__lt=now).delete()
    KnownDevice.objects.filter(last_seen_at__lt=now - DEVICES_KEPT).delete()
    SignInAlert.objects.filter(expires_at__lt=now - ALERTS_KEPT).delete()
    LoginCode.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    NumberLimit.objects.filter(touched_at__lt=now - LIMITS_KEPT).delete()
    CodeFuse.objects.filter(window_started_at__lt=now - LIMITS_KEPT).delete()
    PasswordLimit.objects.filter(window_started_at__lt=now - passwords.WINDOW).delete()
