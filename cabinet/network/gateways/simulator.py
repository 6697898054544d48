"""The network of the demonstration: it remembers what it was told, can be slow and can fail.

What becomes of a number on its way from another operator is read from its last two digits (`FATES`), so that each
outcome can be tried. A day of the transfer takes `SIMULATOR_NETWORK_DAY` seconds.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from cabinet.network.gateways.base import Done, Outcome, Provision, Refused, Transfer, Unknown
from cabinet.network.models import Operation, Told

DONOR_THINKS = 2  # days
REFUSED_CODES = ("-unserved",)  # services and tariffs that it will not switch on, by the end of their names
FATES = {"91": "debt", "92": "data", "93": "not_served", "94": "silence"}  # by the last two digits; others move


class Simulator:
    deduplicates = True

    def block(self, operation: UUID, msisdn: str, reason: str) -> Outcome:
        return self._hear(operation, Operation.BLOCK, msisdn, reason=reason)

    def unblock(self, operation: UUID, msisdn: str) -> Outcome:
        return self._hear(operation, Operation.UNBLOCK, msisdn)

    def transfer(self, operation: UUID, transfer: Transfer) -> Outcome:
        if FATES.get(transfer.msisdn[-2:]) == "not_served":
            return Refused("not_served", permanent=True)
        days = max(DONOR_THINKS, (transfer.on - timezone.now().date()).days)
        return self._hear(
            operation, Operation.TRANSFER, transfer.msisdn, application=str(transfer.application), days=str(days)
        )

    def transfer_state(self, operation: UUID, application: UUID) -> Outcome:
        self._wait()
        asked = Told.objects.filter(operation=Operation.TRANSFER, details__application=str(application)).first()
        if asked is None or self._is_cancelled(application):
            return Done({"state": "refused", "reason": "cancelled"})
        fate = FATES.get(asked.msisdn[-2:], "moves")
        day = timedelta(seconds=settings.SIMULATOR_NETWORK_DAY)
        passed = timezone.now() - asked.at
        if fate == "silence" or passed < DONOR_THINKS * day:
            return Done({"state": "asked"})
        if fate != "moves":
            return Done({"state": "refused", "reason": fate})
        return Done({"state": "moved" if passed >= int(asked.details["days"]) * day else "agreed"})

    def cancel_transfer(self, operation: UUID, application: UUID) -> Outcome:
        return self._hear(operation, Operation.CANCEL_TRANSFER, "", application=str(application))

    def provision(self, operation: UUID, number: str, what: Provision, code: str) -> Outcome:
        if code.endswith(REFUSED_CODES):
            return Refused("not_served", permanent=True)
        return self._hear(operation, Operation(what.value), number, code=code)

    def _hear(self, operation: UUID, what: Operation, msisdn: str, **details: str) -> Outcome:
        """Do it once, whatever is set to go wrong before or after."""
        self._wait()
        match settings.SIMULATOR_NETWORK_FAILS:
            case "refuses":
                return Refused("the simulator refuses", permanent=True)
            case "busy":
                return Refused("the simulator is busy", permanent=False)
        told = Told(operation_id=operation, operation=what, msisdn=msisdn, details=details, at=timezone.now())
        Told.objects.bulk_create([told], ignore_conflicts=True)
        if settings.SIMULATOR_NETWORK_FAILS == "silent":
            return Unknown("the simulator did it and said nothing")
        return Done()

    def _wait(self) -> None:
        if settings.SIMULATOR_NETWORK_DELAY:
            time.sleep(settings.SIMULATOR_NETWORK_DELAY)

    def _is_cancelled(self, application: UUID) -> bool:
        return Told.objects.filter(operation=Operation.CANCEL_TRANSFER, details__application=str(application)).exists()
