"""What a thread shows of editing: the link while it is possible, and to staff what was said before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from chat.models import Conversation, Message, MessageEdit
from chat.promises.edits import EDITABLE, answers_of_others, is_own
from chat.viewers import Viewer


@dataclass(frozen=True)
class EditLink:
    """Where a message is changed, and until when."""

    url: str
    until: datetime


def edit_links(
    messages: Collection[Message], *, conversation: Conversation, viewer: Viewer, now: datetime
) -> dict[int, EditLink]:
    """By the key of each message that `viewer` may change now. One query, and only where they wrote just now."""
    fresh = [each for each in messages if now < each.at + EDITABLE and is_own(each, viewer)]
    if not fresh or not conversation.is_open:
        return {}
    answered = answers_of_others(conversation, viewer).aggregate(last=Max("pk"))["last"] or 0
    return {
        each.pk: EditLink(reverse("chat-edit", args=[conversation.public_id, each.client_id]), each.at + EDITABLE)
        for each in fresh
        if each.pk > answered
    }


def earlier_texts(messages: Collection[Message], *, viewer: Viewer, request: HttpRequest) -> dict[int, SafeString]:
    """For staff: what each changed message said before, as markup. One query where something was changed."""
    changed = [each.pk for each in messages if each.edited_at is not None]
    if not viewer.at_desk or not changed:
        return {}
    found: dict[int, list[MessageEdit]] = {}
    for each in MessageEdit.objects.filter(message__in=changed).order_by("pk"):
        found.setdefault(each.message_id, []).append(each)
    return {key: render_to_string("chat/_earlier.html", {"edits": edits}, request) for key, edits in found.items()}
