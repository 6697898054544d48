"""What is kept of calls that were asked for (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row
from chat.models import CallBack

ERASED = ""


def _export(user: User, now: datetime) -> Iterator[Row]:
    asked = CallBack.objects.filter(request__user=user).select_related("request").order_by("request_id")
    for each in asked.iterator():
        yield {
            "request": each.request.number,
            "number": each.msisdn,
            "from": each.from_at,
            "until": each.until_at,
            "about": each.words,
        }


def _erase(user: User, now: datetime) -> None:
    """When somebody was called stays for the desk's figures; which number and about what goes."""
    theirs = CallBack.objects.filter(request__user=user)
    theirs.filter(ended_at=None).update(ended_at=now)
    theirs.update(msisdn=ERASED, words=ERASED)


CALL_BACKS = PersonalData(
    name="call-backs",
    models=("chat.CallBack",),
    about=_("Звонки, которые вы просили: куда, когда и о чём. При удалении стираются номер и слова."),
    fields={
        "request": _("Номер заявки"),
        "number": _("Номер"),
        "from": _("С"),
        "until": _("До"),
        "about": _("О чём"),
    },
    export=_export,
    erase=_erase,
)
