"""Alarms: what a person on duty must hear of. Each is a line of the log at ERROR, a row that staff see in the admin,
and a degraded field of `/readyz` while it lasts.

Names are stable, so that a watch on the log can be written against them: `alarm codes.fuse 7903123: …`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection

from cabinet.core.models import Alarm

logger = logging.getLogger(__name__)

QUIET = timedelta(minutes=10)  # an alarm that was not heard for so long is over; the next one is a new one

RING = """
INSERT INTO core_alarm AS known (name, scope, about, started_at, last_at, times) VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (name, scope) DO UPDATE SET
    about = EXCLUDED.about,
    started_at = CASE WHEN known.last_at <= %s THEN EXCLUDED.started_at ELSE known.started_at END,
    times = CASE WHEN known.last_at <= %s THEN 1 ELSE known.times + 1 END,
    last_at = greatest(known.last_at, EXCLUDED.last_at)
RETURNING times
"""


def ring(name: str, *, scope: str, about: str, now: datetime) -> bool:
    """Say that `name` is wrong with `scope`; returns whether it was quiet until now, and so was written to the log."""
    with connection.cursor() as cursor:
        cursor.execute(RING, [name, scope, about, now, now, now - QUIET, now - QUIET])
        times: int = cursor.fetchone()[0]
    if times > 1:
        return False
    logger.error("alarm %s %s: %s", name, scope, about)
    return True


def ringing(now: datetime) -> str:
    """The alarms that last, in a few words, for `/readyz`; nothing when all is quiet."""
    lasting = Alarm.objects.filter(last_at__gt=now - QUIET).order_by("name", "scope").values_list("name", "scope")
    return ", ".join(f"{name} {scope}" for name, scope in lasting[:5])
