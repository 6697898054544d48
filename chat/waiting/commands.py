"""«Перезвоните мне» from a telephone (C8, N4)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cabinet.core.commands import Caller, Command, Fields
from cabinet.sms.texts import render
from chat.models import CallBack
from chat.waiting import texts
from chat.waiting.call_backs import order_call_back


def _run(caller: Caller, fields: Fields, now: datetime) -> str:
    """Raises what `order_call_back` raises."""
    request = order_call_back(line=caller.line, by=None, channel=caller.channel, now=now)
    asked = CallBack.objects.get(request=request)
    zone = ZoneInfo(caller.line.contract.time_zone)
    with translation.override(caller.language):
        times = texts.times(asked.next_at.astimezone(zone), asked.until_at.astimezone(zone))
        return render(texts.ORDERED.name, caller.language, number=request.number, **times)


CALL_ME_BACK = Command(
    name="chat.call_back",
    ussd="*110*0#",
    sms=("ПЕРЕЗВОНИТЕ", "CALL BACK"),
    about=_("вам позвонят"),
    run=_run,
)
