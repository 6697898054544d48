"""New questions are dealt to who is present, in the order of the promises, each to the least busy (C13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from cabinet.accounts.models import User
from chat.models import Conversation, SpecialistPresence
from chat.services.assign import hand_to
from chat.services.changes import change
from chat.shift.presence import PRESENT_FOR, loads, present

AT_ONCE = 20  # conversations dealt by one sweep
ABSENT_AFTER = timedelta(minutes=5)  # who answered a conversation is not waited for any longer


def deal(now: datetime) -> int:
    """Give who waits, and has nobody or somebody who went away, to the present; returns how many were given.

    Whoever is at their limit gets nothing: the rest stays in the queue, where anybody may take it. Twice is as once.
    """
    if not settings.DESK_DEAL:
        return 0
    there = {each.user_id: each for each in present(now)}
    if not there:
        return 0
    load = dict.fromkeys(there, 0) | loads(there, now)
    given = 0
    for conversation in _unattended(now):
        free = [user for user in there if load[user] < there[user].limit]
        if not free:
            break
        chosen = min(free, key=lambda user: (load[user], there[user].dealt_at or there[user].seen_at, user))
        if _give(conversation, there[chosen].user, now):
            there[chosen].dealt_at = now + timedelta(microseconds=given)  # of equals, the next one is another
            load[chosen] += 1
            given += 1
            SpecialistPresence.objects.filter(user=chosen).update(dealt_at=there[chosen].dealt_at)
    return given


def _unattended(now: datetime) -> list[Conversation]:
    away = Q(specialist__presence=None) | Q(specialist__presence__seen_at__lt=now - PRESENT_FOR)
    left = away & Q(specialist__isnull=False, waiting_since__lt=now - ABSENT_AFTER)
    waiting = Conversation.objects.filter(Q(specialist=None) | left, waiting_since__isnull=False)
    return list(waiting.order_by(F("promised_until").asc(), "pk")[:AT_ONCE])


def _give(conversation: Conversation, specialist: User, now: datetime) -> bool:
    """Whether it still waited for somebody, under its lock, as it did when it was read."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if locked.waiting_since is None or locked.specialist_id != conversation.specialist_id:
            return False
        hand_to(changing, specialist=specialist, actor=None)
    return True
