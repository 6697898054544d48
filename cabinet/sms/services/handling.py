"""Doing what an incoming SMS asks for, once: by a worker as soon as it came, by the dispatcher's sweep otherwise.

Both claim by a row lock, so it does not matter who comes first, or that both come. One transaction holds what the
handlers did, the mark that it is done and the wiping of the text: all of it happened, or nothing.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cabinet.sms.cipher import unseal
from cabinet.sms.incoming_handlers import Handler, handlers
from cabinet.sms.models import IncomingSms

logger = logging.getLogger(__name__)

PAUSES = (5, 30, 120, 600)  # seconds after the first, second, … time that a handler broke; then it is given up
PATIENCE = 2.0  # seconds of a sweep; past them the rest waits for the next, so that nothing here delays a code
NOBODY = "nobody"  # the outcome of what was for no handler
UNREADABLE = "unreadable"


def handle_due(now: datetime) -> int:
    """One sweep at `now`, the oldest first; returns how many messages were dealt with."""
    started, count = time.monotonic(), 0
    while time.monotonic() - started < PATIENCE and _handle_first(_due(now), now):
        count += 1
    return count


def handle(*, incoming_id: int, now: datetime) -> bool:
    """Deal with one message; False if it was dealt with, somebody else is at it, or it is not time yet."""
    return _handle_first(_due(now).filter(pk=incoming_id), now)


def _due(now: datetime) -> QuerySet[IncomingSms]:
    waited = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    return IncomingSms.objects.filter(waited, handled_at=None)


@transaction.atomic
def _handle_first(due: QuerySet[IncomingSms], now: datetime) -> bool:
    message = due.select_for_update(skip_locked=True).order_by("pk").first()
    if message is None:
        return False
    try:
        text = unseal(bytes(message.body))
    except InvalidToken:
        logger.error("incoming sms %s: it cannot be decrypted: SECRET_KEY changed without a fallback", message.pk)
        _end(message, UNREADABLE, now)
        return True
    broken = [name for name, handler in handlers().items() if not _call(name, handler, message, text, now)]
    if broken and message.attempts < len(PAUSES):
        message.next_attempt_at = now + timedelta(seconds=PAUSES[message.attempts])
        message.attempts += 1
        message.save(update_fields=["attempts", "next_attempt_at", "done_by", "outcome"])
    else:
        _end(message, f"broke: {broken[0]}" if broken else message.outcome or NOBODY, now)
    return True


def _call(name: str, handler: Handler, message: IncomingSms, text: str, now: datetime) -> bool:
    """Call one handler unless it has done its part; False if it broke."""
    if name in message.done_by:
        return True
    try:
        with transaction.atomic():
            outcome = handler(message, text, now)
    except Exception as error:
        if connection.needs_rollback:  # the database itself went: nothing of this counts
            raise
        # The error's name only: its text may hold what the person wrote.
        logger.error("incoming sms %s: %s broke: %s", message.pk, name, type(error).__name__)
        return False
    message.done_by.append(name)
    message.outcome = (message.outcome or outcome)[:60]
    return True


def _end(message: IncomingSms, outcome: str, now: datetime) -> None:
    message.handled_at, message.outcome, message.body = now, outcome[:60], b""
    message.save(update_fields=["handled_at", "outcome", "body", "done_by"])
