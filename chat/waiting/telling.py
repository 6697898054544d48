"""SMS about a call that was asked for. They go to the line that the call is about, or where that does not work to the
person's own numbers; never to a number that somebody merely typed in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from cabinet.accounts.models import LineStatus
from cabinet.accounts.services.notify import notify
from cabinet.requests.events import RESULT
from cabinet.requests.models import Request
from chat.models import CallBack
from chat.waiting import texts


def tell_reminder(call_back: CallBack, now: datetime) -> None:
    """«Перезвоним с 14:00 до 16:00»."""
    _tell(call_back, texts.REMINDER.name, "reminder", now)


def tell_missed(call_back: CallBack, now: datetime) -> None:
    """Somebody called, and nobody answered: when the next call is, or that there is none."""
    if call_back.ended_at is None:
        _tell(call_back, texts.MISSED.name, f"missed-{call_back.tries}", now)
    else:
        _tell(call_back, texts.NOT_REACHED.name, "not-reached", now)


def _tell(call_back: CallBack, template: str, key: str, now: datetime) -> None:
    request = call_back.request
    line = request.line
    works = line is not None and line.status == LineStatus.ACTIVE and line.msisdn
    if not works and request.user is None:
        return
    notify(
        event=RESULT.name,
        template=template,
        facts=_facts(call_back, request),
        line=line if works else None,
        user=request.user,
        now=now,
        dedup_key=f"call-back:{request.number}:{key}",
        urgent=True,  # it is about minutes, and within the hours in which people are called
    )


def _facts(call_back: CallBack, request: Request) -> dict[str, object]:
    zone = ZoneInfo(request.line.contract.time_zone if request.line else settings.TIME_ZONE)
    begins, ends, again = (each.astimezone(zone) for each in (call_back.from_at, call_back.until_at, call_back.next_at))
    return {
        "from": date_format(begins, "H:i"),
        "until": date_format(ends, "H:i"),
        "again": date_format(again, "H:i"),
        "link": str(settings.PUBLIC_URL).rstrip("/") + reverse("call-back"),
    }
