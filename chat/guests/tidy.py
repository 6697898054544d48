"""Forgetting guests: nobody signs in to close what they began, so time does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from cabinet.accounts.models import Session
from cabinet.core.windows import span
from chat.guests.personal import NOBODY, erase_guests
from chat.learning.personal import erase_lessons
from chat.models import Conversation, Guest, GuestNumber, GuestSession
from chat.personal import erase_words

BATCH = 200  # conversations forgotten at once; the rest wait for the next time


def tidy(*, now: datetime) -> int:
    """Forget browsers whose session ended, counts that are over, and guests who proved nothing and were silent for
    `GUEST_KEPT_DAYS`: name, number, link and every word, once. Returns how many conversations were forgotten."""
    lives = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    GuestSession.objects.exclude(Exists(lives)).delete()
    figures = (*settings.GUEST_ASKS_PER_NUMBER, *settings.GUEST_SMS_PER_NUMBER)
    GuestNumber.objects.filter(touched_at__lt=now - max(map(span, figures))).delete()
    silent = Conversation.objects.filter(
        line=None, guest__isnull=False, last_event_at__lt=now - timedelta(days=settings.GUEST_KEPT_DAYS)
    )
    forgotten = list(silent.exclude(guest__msisdn=NOBODY).select_related("guest").order_by("pk")[:BATCH])
    for conversation in forgotten:
        erase_words(conversation, now)
        erase_lessons(Conversation.objects.filter(pk=conversation.pk))
        erase_guests(Guest.objects.filter(conversations=conversation), now)
    return len(forgotten)
