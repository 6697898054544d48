"""Reading calls that were asked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from cabinet.requests.models import OPEN, RequestStep
from chat.models import CallBack, Conversation
from chat.waiting.call_backs import HELD

LISTED = 100  # rows of the desk's list


def standing(line: Line) -> CallBack | None:
    """The call about `line` that is ordered and not made yet."""
    return CallBack.objects.select_related("request").filter(request__line=line, ended_at=None).first()


def conversation_to_call_about(public_id: str, line: Line, user: User | AnonymousUser) -> Conversation | None:
    """The conversation of `user` about `line` that an address names; none for what is somebody else's."""
    try:
        asked = UUID(public_id)
    except ValueError:
        return None
    return Conversation.objects.filter(public_id=asked, line=line, author_id=user.pk).first()


def due(now: datetime) -> QuerySet[CallBack]:
    """What is to be called, in the order in which it is due; for the desk. `free`: anybody may take it."""
    moved = RequestStep.objects.filter(request=OuterRef("request"), at__gt=now - HELD)
    return (
        CallBack.objects.filter(ended_at=None, request__status__in=OPEN)
        .annotate(free=Q(specialist=None) | ~Exists(moved))
        .select_related("request__line__contract", "conversation", "specialist")
        .order_by("next_at", "pk")[:LISTED]
    )


def find_call_back(public_id: UUID) -> CallBack:
    """Raises `NotFound`."""
    found = CallBack.objects.select_related("request__line__contract").filter(request__public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
