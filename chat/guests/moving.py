"""A guest proves the number: the conversation moves into the cabinet (C7)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError, NotFound
from chat.guests.links import links_of
from chat.guests.texts import MOVED_TOLD
from chat.models import Conversation, Draft, DraftSide, EventKind, GuestSession
from chat.services.changes import change

KEY = "guest_moves"  # in the session: the conversation whose link was held before signing in; it outlives the key


class AnotherNumber(DomainError):
    code = "another_number"
    message = _("Вы вошли под другим номером. Перенести разговор может тот, чей номер в нём указан.")


def own_line(*, conversation: Conversation, user: User, now: datetime) -> Line | None:
    """The line with the number that the guest left, if `user` may ask about it."""
    guest = conversation.guest
    line = lines_for(user, now).filter(msisdn=guest.msisdn).first() if guest else None
    return line if line is not None and allowed(user, line, Right.CHAT, now) else None


def move(*, conversation: Conversation, user: User, now: datetime) -> Line:
    """The conversation is `user`'s from now on, about the number that the guest left; whoever read it by the link does
    not any more. Twice is as once. Raises `AnotherNumber`, and `NotFound` for what somebody else has moved."""
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        line = own_line(conversation=locked, user=user, now=now)
        if line is None:
            raise AnotherNumber
        if locked.author_id == user.pk:
            return line
        if locked.line_id is not None:
            raise NotFound
        Conversation.objects.filter(pk=locked.pk).update(line=line, author=user)
        Draft.objects.filter(conversation=locked, side=DraftSide.SUBSCRIBER, author=None).update(author=user)
        GuestSession.objects.filter(link__conversation=locked).delete()
        changing.add(EventKind.TOLD, actor=user, data={"what": MOVED_TOLD})
    return line


def remember(request: HttpRequest, conversation: Conversation, now: datetime) -> bool:
    """Whether this browser holds the link of `conversation`; if it does, it is known after signing in, too."""
    holds = links_of(request.session.session_key, now).filter(conversation=conversation).exists()
    if holds:
        request.session[KEY] = str(conversation.public_id)
    return holds


def is_remembered(request: HttpRequest, conversation: Conversation) -> bool:
    """Whether this browser held the link before somebody signed in in it."""
    return request.session.get(KEY) == str(conversation.public_id)
