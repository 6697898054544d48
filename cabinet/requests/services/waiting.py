"""Waiting for the network's answer to what a request ordered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import look_again, move

SLOW = timedelta(minutes=1)  # without the network's answer, after which the request says so
LONGEST_LOOK = timedelta(minutes=1)  # between two looks at the network's answer
SILENT = _("Сеть ещё не подтвердила. Пробуем снова, пока не ответит.")


def wait_on(request: Request, *, since: datetime, now: datetime) -> None:
    """Look again, the later the longer the network is silent `since`; and say once that it is."""
    age = now - since
    again = now + min(max(age / 4, timedelta(seconds=1)), LONGEST_LOOK)
    if age > SLOW and not request.result.get("slow"):
        result = {**request.result, "slow": True}
        move(request, to=RequestStatus.WORKING, now=now, note=SILENT, next_step_at=again, result=result)
    else:
        look_again(request, at=again)
