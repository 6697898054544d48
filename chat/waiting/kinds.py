"""«Перезвонить мне» among the kinds of requests."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request
from chat.models import CallBack
from chat.waiting.call_backs import CALL_BACK, cancel


def _facts(request: Request) -> list[tuple[str, str]]:
    asked = CallBack.objects.filter(request=request).first()
    if asked is None:
        return []
    zone = ZoneInfo(request.line.contract.time_zone if request.line else settings.TIME_ZONE)
    facts = [(gettext("Куда звонить"), phones.national(asked.msisdn)), (gettext("Когда"), when(asked, zone))]
    return [*facts, (gettext("О чём"), asked.words)] if asked.words else facts


def when(asked: CallBack, zone: ZoneInfo) -> str:
    """«28 ноября, 14:00–16:00»."""
    begins, ends = asked.from_at.astimezone(zone), asked.until_at.astimezone(zone)
    return f"{date_format(begins, 'j E')}, {span(begins, ends)}"


def span(begins: datetime, ends: datetime) -> str:
    """`14:00–16:00`, of moments on the clock that they carry."""
    return f"{date_format(begins, 'H:i')}–{date_format(ends, 'H:i')}"


KIND = RequestKind(name=CALL_BACK, title=_("Перезвонить мне"), cancel=cancel, facts=_facts)
