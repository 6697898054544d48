"""Giving one message to the gateway: what it needs to know, and what it says."""

from __future__ import annotations

import logging

from cryptography.fernet import InvalidToken
from django.utils import timezone

from cabinet.core import brand
from cabinet.sms.cipher import unseal
from cabinet.sms.gateways.base import Gateway, Outcome, Outgoing, Refused, Unknown
from cabinet.sms.models import SmsKind, SmsMessage
from cabinet.sms.quiet import not_before
from cabinet.sms.services.record import NotSent, Report

logger = logging.getLogger(__name__)

TOO_LATE = "too late"
NIGHT = "quiet hours"


def hand_over(message: SmsMessage, gateway: Gateway) -> Report:
    """Give a claimed message to `gateway` and wait for what becomes of it; never raises. Outside any transaction."""
    outcome = _outcome(message, gateway)
    return Report(message, outcome, timezone.now(), gateway.deduplicates)


def _outcome(message: SmsMessage, gateway: Gateway) -> Outcome | NotSent:
    try:
        outgoing = _outgoing(message)
    except InvalidToken:
        return Refused("the text cannot be decrypted: SECRET_KEY changed without a fallback", permanent=True)
    except Exception as error:  # it has surely not left; nor may who sends end with it, and hold its claim for ever
        logger.error("sms %s: it cannot be made ready: %s", message.pk, type(error).__name__)
        return Refused(f"not made ready: {type(error).__name__}", permanent=False)
    now = timezone.now()
    if now >= message.not_after:
        return NotSent(TOO_LATE)
    if message.quiet_zone and (morning := not_before(now, message.quiet_zone)):  # it was promised by day, and delayed
        return Refused(NIGHT, permanent=False, after=(morning - now).total_seconds())
    try:
        return gateway.send(outgoing)
    except Exception as error:  # a gateway that breaks in the middle leaves the fate of the message unknown
        # Its name only: its text may hold what it was about to send.
        logger.error("sms %s: the gateway broke: %s", message.pk, type(error).__name__)
        return Unknown(type(error).__name__)


def _outgoing(message: SmsMessage) -> Outgoing:
    return Outgoing(
        public_id=message.public_id,
        msisdn=message.msisdn,
        kind=SmsKind(message.kind),
        sender=brand.current().name,
        text=unseal(bytes(message.body)),
        not_after=message.not_after,
        category=message.category,
    )
