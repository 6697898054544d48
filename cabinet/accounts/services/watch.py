"""Watching what comes of codes: when few of them are typed in, somebody sends them for the sake of sending."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from cabinet.accounts.models import Line, LoginCode
from cabinet.core import alarms

ALARM = "codes.unused"
WATCHED = timedelta(hours=1)


def watch_codes(*, now: datetime) -> None:
    """Ring when less than the due share of the codes whose life ended within an hour was used. Numbers that nobody has
    do not count: nothing was sent to them."""
    real = Line.objects.filter(msisdn=OuterRef("msisdn"), closed_at=None)
    over = LoginCode.objects.filter(Exists(real), expires_at__gt=now - WATCHED, expires_at__lte=now)
    counted = over.aggregate(sent=Count("pk"), used=Count("pk", filter=Q(worked=True)))
    sent, used = counted["sent"], counted["used"]
    if sent >= settings.CODES_USED_OF and used < settings.CODES_USED_SHARE * sent:
        alarms.ring(ALARM, scope="all", about=f"{used} of {sent} codes were used within an hour", now=now)
