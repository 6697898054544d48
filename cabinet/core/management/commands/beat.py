"""Celery beat under an advisory lock: however many are started, one works, and another takes over when it dies.

A restart of PostgreSQL frees the lock without telling the one who works, so two may work until one is restarted. That
is why every scheduled message expires and every task is safe to run twice.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from cabinet.celery import app

LOCK = 0x62656174  # "beat": any number that nothing else locks
RETRY_SECONDS = 2.0


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        while not self._locked():
            time.sleep(RETRY_SECONDS)
        # The lock lives as long as this connection, which is kept apart from everything else that beat does.
        app.Beat(schedule=str(settings.VAR / "celerybeat-schedule"), loglevel="WARNING", quiet=True, pidfile=None).run()

    def _locked(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            return bool(cursor.fetchone()[0])
