"""Who is on duty with the desk open, how much each has to do, and who looks at the same conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from cabinet.accounts.access import specialists
from cabinet.accounts.models import User
from chat.models import Conversation, ConversationStatus, Look, SpecialistPresence

PRESENT_FOR = timedelta(minutes=2)  # after the desk was last heard of; an open one is heard of twice a minute
TOUCHED_AFTER = timedelta(seconds=20)
BUSY_FOR = timedelta(minutes=30)  # after the last event, a conversation that nobody waits in costs no attention
LOOKS_FOR = timedelta(seconds=25)  # an open page renews it every ten
COLLEAGUES = 100


@dataclass(frozen=True)
class Colleague:
    """Whom a conversation may be given to. `load`: conversations that they have in hand."""

    user: User
    present: bool
    load: int


def present(now: datetime) -> QuerySet[SpecialistPresence]:
    """Who is on duty with the desk open."""
    return SpecialistPresence.objects.filter(
        on_duty=True, seen_at__gte=now - PRESENT_FOR, user__in=specialists()
    ).select_related("user")


def is_present(specialist_id: int | None, now: datetime) -> bool:
    """Whether this specialist (by key) is on duty with the desk open."""
    return specialist_id is not None and present(now).filter(user=specialist_id).exists()


def in_hand(now: datetime) -> QuerySet[Conversation]:
    """Conversations that somebody answers and that cost attention now."""
    return Conversation.objects.filter(
        Q(waiting_since__isnull=False) | Q(last_event_at__gte=now - BUSY_FOR),
        status=ConversationStatus.OPEN,
        specialist__isnull=False,
    )


def loads(users: Iterable[int], now: datetime) -> dict[int, int]:
    """How many conversations each of `users` (by key) has in hand."""
    counted = in_hand(now).filter(specialist__in=list(users)).values_list("specialist").annotate(n=Count("pk"))
    return {int(user): int(n) for user, n in counted.order_by() if user is not None}


def colleagues_of(specialist: User, now: datetime) -> list[Colleague]:
    """The other specialists: present ones first, of those the least busy."""
    others = list(
        specialists().exclude(pk=specialist.pk).select_related("presence").order_by("name", "pk")[:COLLEAGUES]
    )
    busy = loads((other.pk for other in others), now)
    found = [Colleague(other, _is_there(other, now), busy.get(other.pk, 0)) for other in others]
    return sorted(found, key=lambda each: (not each.present, each.load))


def duty_of(specialist: User, now: datetime) -> SpecialistPresence:
    """The row of `specialist`, whose desk is open now."""
    mine, made = SpecialistPresence.objects.get_or_create(user=specialist, defaults={"seen_at": now})
    if not made and mine.seen_at < now - TOUCHED_AFTER:
        SpecialistPresence.objects.filter(pk=mine.pk, seen_at__lt=now).update(seen_at=now)
    return mine


def set_duty(*, specialist: User, on: bool, now: datetime) -> None:
    """Begin or end a shift. What one has in hand at its end stays one's own until somebody else is there to take it."""
    SpecialistPresence.objects.update_or_create(user=specialist, defaults={"on_duty": on, "seen_at": now})


def look_at(*, conversation: Conversation, specialist: User, seen_seq: int, now: datetime) -> None:
    """`specialist` has the conversation before them, and has seen it up to `seen_seq`. Marks only go forward."""
    Look.objects.bulk_create(
        [Look(conversation=conversation, specialist=specialist, seen_seq=0, until=now + LOOKS_FOR)],
        update_conflicts=True,
        unique_fields=["conversation", "specialist"],
        update_fields=["until"],
    )
    seen = min(seen_seq, conversation.last_seq)
    Look.objects.filter(conversation=conversation, specialist=specialist, seen_seq__lt=seen).update(seen_seq=seen)


def others_looking(conversation: Conversation, specialist: User, now: datetime) -> list[User]:
    """Who else has the conversation before them."""
    looks = Look.objects.filter(conversation=conversation, until__gt=now).exclude(specialist=specialist)
    return [look.specialist for look in looks.select_related("specialist").order_by("specialist__name")[:5]]


def _is_there(user: User, now: datetime) -> bool:
    mine: SpecialistPresence | None = getattr(user, "presence", None)
    return mine is not None and mine.on_duty and mine.seen_at >= now - PRESENT_FOR
