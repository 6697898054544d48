"""What the dispatcher does with requests: each whose time has come takes its next step."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from cabinet.requests.models import Request

logger = logging.getLogger(__name__)

BATCH = 50  # requests a sweep advances at most
LEASE = timedelta(minutes=1)  # that one step may take before somebody else tries it again


def sweep(now: datetime) -> int:
    """Advance the requests that are due; returns how many. Two sweeps at once share them out."""
    due = list(
        Request.objects.filter(next_step_at__lte=now).order_by("next_step_at").values_list("pk", flat=True)[:BATCH]
    )
    return sum(_advance(pk, now) for pk in due)


def _advance(pk: int, now: datetime) -> bool:
    """One step, by whoever claims it: the claim puts it off, so a step whose process died is tried again later."""
    if not Request.objects.filter(pk=pk, next_step_at__lte=now).update(next_step_at=now + LEASE):
        return False
    request = Request.objects.select_related("user", "line__contract").get(pk=pk)
    try:
        request.about.advance(request, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("request %s: its next step failed", request.number)
    return True
