"""Sending a notice again, whose fate nobody knows: by a person, where it is safe, and never blindly."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from cabinet.core.net import Origin
from cabinet.sms.models import SmsMessage, SmsStatus
from cabinet.sms.selectors import may_be_sent_again

Journal = Callable[[SmsMessage, Any, Origin, datetime], None]  # (the message, the member of staff, whence, now)
_journals: list[Journal] = []


def journal_by(journal: Journal) -> None:
    """Have `journal` write down who had a message sent again, in the same transaction. For `apps.py` of higher apps."""
    if journal not in _journals:
        _journals.append(journal)


@transaction.atomic
def send_again(*, sms_ids: Collection[int], by: Any, origin: Origin, now: datetime) -> list[SmsMessage]:
    """Put back into the queue those of `sms_ids` that may be sent again (`may_be_sent_again`); returns them.

    The last claim stays with the row: should its holder still be alive and tell that the message left, it is believed.
    """
    messages = list(may_be_sent_again(now).filter(pk__in=sms_ids).select_for_update(of=("self",)))
    SmsMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        status=SmsStatus.QUEUED, finished_at=None, error="", next_attempt_at=None
    )
    for message in messages:
        for journal in _journals:
            journal(message, by, origin, now)
    return messages
