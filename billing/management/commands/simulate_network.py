"""Keep calls, messages and sessions of the demonstration's numbers coming, until stopped."""

from __future__ import annotations

import logging
import signal
import threading
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from billing.demo.network import report

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=20.0, help="seconds between reports of the network")
        parser.add_argument("--events", type=int, default=6, help="events in each report")
        parser.add_argument("--times", type=int, default=0, help="reports until it ends by itself; 0: never")

    def handle(self, *args: Any, every: float, events: int, times: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only the demonstration has a simulated network: real usage comes by /gateway/usage/.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        random, reports = Random(), 0  # noqa: S311 - whose telephone rings is no secret
        while not stop.is_set():
            try:
                report(now=timezone.now(), about=events, random=random)
            except (OperationalError, InterfaceError) as error:
                logger.warning("simulate_network: the database is away: %s", error)
                connection.close()
            reports += 1
            if reports == times:
                return
            close_old_connections()
            stop.wait(every)
