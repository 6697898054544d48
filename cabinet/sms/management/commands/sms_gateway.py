"""Holds the connections of a resident SMS gateway and sends what the outbox promises. Several may run side by side."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cabinet.sms.gateways import gateway
from cabinet.sms.services.pump import Pump


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not gateway().resident:
            raise CommandError("This SMS_GATEWAY holds no connections: the dispatcher and the workers send through it.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        Pump(gateway()).run(stop)
