"""The dispatcher: sweeps every outbox each second, without the broker, so that a lost wake-up costs a second."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from cabinet.core import health, sweeps

logger = logging.getLogger(__name__)

HEARTBEAT_EVERY = 5  # sweeps


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between sweeps")

    def handle(self, *args: Any, interval: float, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        count = 0
        while not stop.is_set():
            try:
                if count % HEARTBEAT_EVERY == 0:
                    health.beat("dispatcher", timezone.now())
                sweeps.run_all(timezone.now())
            except (OperationalError, InterfaceError) as error:
                logger.warning("dispatcher: the database is away: %s", error)
                connection.close()
            close_old_connections()
            count += 1
            stop.wait(interval)
