"""The gateway of the demonstration: a telephone on a page, `/phone/<msisdn>/`."""

from __future__ import annotations

import time

from django.conf import settings
from django.utils import timezone

from cabinet.sms.gateways.base import Accepted, Outcome, Outgoing, Refused
from cabinet.sms.models import DeviceMessage, Handset, ReceiptManner


class Simulator:
    """Takes every message after `SIMULATOR_DELAY` seconds, and recognises one that it has seen.

    The switches of the telephone (`Handset`) make it refuse, or report late or never: see `services.telephone`.
    """

    name = "simulator"
    deduplicates = True
    resident = False
    at_once = 1
    kept_for_codes = 0

    def open(self) -> None:
        pass

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def send(self, message: Outgoing) -> Outcome:
        if settings.SIMULATOR_DELAY:
            time.sleep(settings.SIMULATOR_DELAY)
        handset = Handset.objects.filter(msisdn=message.msisdn).first() or Handset()
        if handset.refuses:
            return Refused("the telephone refuses", permanent=True)
        DeviceMessage.objects.bulk_create(
            [
                DeviceMessage(
                    source=message.public_id,
                    msisdn=message.msisdn,
                    sender=message.sender,
                    kind=message.kind,
                    text=message.text,
                    at=timezone.now(),
                )
            ],
            ignore_conflicts=True,
        )
        return Accepted((str(message.public_id),), delivered=handset.receipts == ReceiptManner.AT_ONCE)
