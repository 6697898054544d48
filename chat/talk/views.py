"""The acts of the bot's cards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from cabinet.accounts.assurance import is_strong
from cabinet.core.errors import NotFound
from chat.acts import act
from chat.models import Conversation
from chat.talk.choosing import choose, say_whether_helped
from chat.viewers import Viewer


@act
def choose_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """A button of a choice: `message` is what offered it, `answer` what was chosen."""
    _require_subscriber(viewer)
    choose(
        conversation=conversation,
        by=viewer.user,
        offered=_message(request),
        slug=request.POST.get("answer", ""),
        strong=is_strong(request),
        now=now,
    )


@act
def helped_act(request: HttpRequest, conversation: Conversation, viewer: Viewer, now: datetime) -> None:
    """«Помогло», «Не помогло» (`helped`: yes or no) of the answer in `message`."""
    _require_subscriber(viewer)
    said = {"yes": True, "no": False}.get(request.POST.get("helped", ""))
    if said is None:
        raise NotFound
    say_whether_helped(conversation=conversation, by=viewer.user, answered=_message(request), helped=said, now=now)


def _require_subscriber(viewer: Viewer) -> None:
    """The person who asks decides, nobody at the desk."""
    if viewer.at_desk:
        raise NotFound


def _message(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("message", ""))
    except ValueError:
        raise NotFound from None
