"""The promise of an answer, and what happens where it is not kept: never silence (C4).

A wait that is still open when its time is over is told so, once, in the thread and by SMS, with another time; the
conversation stays at the head of the queue. Where that is not kept either, an alarm rings for who is on duty.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cabinet.core.alarms import ring
from chat.models import EventKind, Wait
from chat.services.changes import change
from chat.services.reply_notices import tell_unless_open
from chat.waiting.texts import NOT_IN_TIME

BATCH = 100  # waits that one sweep looks at; the rest wait for the next second
TOLD = "not_in_time"


def sweep(now: datetime) -> int:
    """Tell those who were promised an answer and got none, and alarm where it was promised twice; how many."""
    late = Wait.objects.filter(ended_at=None, promised_until__lte=now)
    broken = list(late.filter(broken_at=None).order_by("promised_until").values_list("pk", flat=True)[:BATCH])
    twice = late.filter(promised_again__lte=now, alarmed_at=None).order_by("promised_again")
    return sum(_say_so(pk, now) for pk in broken) + sum(_alarm(wait, now) for wait in twice[:BATCH])


def _say_so(pk: int, now: datetime) -> int:
    """Once: the conversation's lock decides between two sweeps, and between a sweep and an answer."""
    wait = Wait.objects.select_related("conversation").get(pk=pk)
    with change(conversation=wait.conversation, now=now) as changing:
        if changing.conversation.waiting_since != wait.since:
            return 0  # answered, or closed, a moment ago
        again = changing.at + timedelta(seconds=settings.CHAT_PROMISE_AGAIN)
        if not Wait.objects.filter(pk=pk, broken_at=None).update(broken_at=changing.at, promised_again=again):
            return 0
        changing.add(EventKind.TOLD, actor=None, data={"what": TOLD, "until": again.isoformat()})
        tell_unless_open(
            conversation=changing.conversation,
            template=NOT_IN_TIME.name,
            dedup_key=f"chat-not-in-time:{pk}",
            now=changing.at,
        )
    return 1


@transaction.atomic
def _alarm(wait: Wait, now: datetime) -> int:
    if not Wait.objects.filter(pk=wait.pk, ended_at=None, alarmed_at=None).update(alarmed_at=now):
        return 0
    waited = int((now - wait.since).total_seconds() // 60)
    ring("chat.promise", scope=str(wait.conversation_id), about=f"waits for a specialist for {waited} minutes", now=now)
    return 1
