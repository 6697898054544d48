"""What requests keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cabinet.core.personal_data import PersonalData, Row
from cabinet.requests.models import OPEN, PortPaper, Request, RequestStatus
from cabinet.requests.services.steps import move


def _export(user: Any, now: datetime) -> Iterator[Row]:
    """What was asked for about the person's cabinet and contracts."""
    for request in Request.objects.filter(user=user).select_related("line").order_by("pk").iterator():
        yield {
            "number": request.number,
            "what": str(request.about.title),
            "about": str(request.line or ""),
            "state": request.get_status_display(),
            "details": "; ".join(f"{name}: {value}" for name, value in request.facts()),
            "channel": request.get_channel_display(),
            "made_at": request.created_at,
            "ended_at": request.ended_at,
        }


def _erase(user: Any, now: datetime) -> None:
    """That something was asked for, and when, stays; what exactly, if it was about the person alone, goes."""
    own = Request.objects.filter(user=user, line=None)
    for request in own.filter(status__in=OPEN):
        move(request, to=RequestStatus.CANCELLED, now=now, note=_("Кабинет закрыт."))
    PortPaper.objects.filter(request__in=own).update(document=b"", tail="")
    own.update(payload={}, result={})


REQUESTS = PersonalData(
    name="requests",
    models=("requests.Request", "requests.RequestStep", "requests.PortPaper"),
    export=_export,
    erase=_erase,
)
