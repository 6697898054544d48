"""What requests keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import number_for
from cabinet.core.personal_data import PersonalData, Row
from cabinet.requests.models import PortPaper, Request, RequestStep


def _export(user: User, now: datetime) -> Iterator[Row]:
    """What was asked for about the person's cabinet and contracts."""
    for request in Request.objects.filter(user=user).select_related("line__contract").order_by("pk").iterator():
        yield {
            "number": request.number,
            "what": str(request.about.title),
            "about": number_for(user, request.line),
            "state": request.get_status_display(),
            "details": "; ".join(f"{name}: {value}" for name, value in request.facts()),
            "channel": request.get_channel_display(),
            "made_at": request.created_at,
            "ended_at": request.ended_at,
        }


def _erase(user: User, now: datetime) -> None:
    """That something was asked for, and when, stays; what exactly goes.
    Nothing is open any more by then (`home.services.closing`)."""
    theirs = Request.objects.filter(Q(user=user) | Q(made_by=user))
    PortPaper.objects.filter(request__in=theirs).update(document=b"", tail="")
    RequestStep.objects.filter(request__in=theirs).update(note_ru="", note_en="")
    theirs.update(payload={}, result={})


REQUESTS = PersonalData(
    name="requests",
    models=("requests.Request", "requests.RequestStep", "requests.PortPaper"),
    about=_("О чём вы просили оператора и что из этого вышло. При удалении остаётся только что за заявка и когда."),
    fields={
        "number": _("Номер заявки"),
        "what": _("О чём"),
        "about": _("Номер"),
        "state": _("Состояние"),
        "details": _("Подробности"),
        "channel": _("Канал"),
        "made_at": _("Подана"),
        "ended_at": _("Закончена"),
    },
    export=_export,
    erase=_erase,
)
