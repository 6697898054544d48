"""Forgetting what nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from cabinet.accounts.models import (
    CodeFuse,
    EmailLink,
    KnownDevice,
    LoginCode,
    NumberLimit,
    OneTimePassword,
    PasswordLimit,
    SecurityEventDetails,
    Session,
    SignInAlert,
)
from cabinet.accounts.services import passwords

CODES_KEPT = timedelta(days=1)  # after they expired, for questions about a sign-in that went wrong
DEVICES_KEPT = timedelta(days=400)  # without a sign-in: the cookie is gone by then
ALERTS_KEPT = timedelta(days=30)  # after their link expired, so that it can say so
ONE_TIME_KEPT = timedelta(days=30)  # after they expired: the list of who was given one; the journal keeps it longer
LIMITS_KEPT = timedelta(days=1)  # the longest of their windows; no pause is longer
ERASED_AT_ONCE = 1000  # rows of details


def forget_expired(*, now: datetime) -> None:
    """Delete expired sessions, forgotten devices, dead codes and links, and limits whose window is over."""
    Session.objects.filter(expire_date__lt=now).delete()
    KnownDevice.objects.filter(last_seen_at__lt=now - DEVICES_KEPT).delete()
    SignInAlert.objects.filter(expires_at__lt=now - ALERTS_KEPT).delete()
    erase_details(before=now - timedelta(days=settings.JOURNAL_DETAILS_DAYS))
    EmailLink.objects.filter(expires_at__lt=now - ALERTS_KEPT).delete()
    LoginCode.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    OneTimePassword.objects.filter(expires_at__lt=now - ONE_TIME_KEPT).delete()
    NumberLimit.objects.filter(touched_at__lt=now - LIMITS_KEPT).delete()
    CodeFuse.objects.filter(window_started_at__lt=now - LIMITS_KEPT).delete()
    PasswordLimit.objects.filter(window_started_at__lt=now - passwords.window()).delete()


def erase_details(*, before: datetime) -> None:
    """Erase what is personal of the journal's events before `before`; the events stay. The oldest come first in the
    order of keys, so that no index of times is needed: it stops at the first portion with nothing to erase."""
    while True:
        oldest = SecurityEventDetails.objects.order_by("pk").values_list("pk", "event__at")[:ERASED_AT_ONCE]
        old = [pk for pk, at in oldest if at < before]
        if not old:
            return
        SecurityEventDetails.objects.filter(pk__in=old).delete()
