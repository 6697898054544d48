"""Reading calls that were asked for."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cabinet.accounts.models import Line, User
from cabinet.core.errors import NotFound
from cabinet.requests.models import OPEN
from chat.models import CallBack, Conversation

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


def due() -> QuerySet[CallBack]:
    """What is to be called, in the order in which it is due; for the desk."""
    return (
        CallBack.objects.filter(ended_at=None, request__status__in=OPEN)
        .select_related("request__line__contract", "conversation", "specialist")
        .order_by("next_at", "pk")[:LISTED]
    )


def find_call_back(public_id: UUID) -> CallBack:
    """Raises `NotFound`."""
    found = CallBack.objects.select_related("request__line__contract").filter(request__public_id=public_id).first()
    if found is None:
        raise NotFound
    return found
