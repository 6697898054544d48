"""What a page says while somebody writes in it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from chat.api_view import ChatView
from chat.promises.drafts import Writer, draft_of, keep_draft
from chat.promises.typing import note_typing
from chat.serializers import Text
from chat.viewers import requested


class DraftIn(serializers.Serializer[None]):
    """What was typed so far; `client_id` is what it will be sent as."""

    client_id = serializers.UUIDField(default=uuid4)
    text = Text()


class Typing(ChatView):
    """`POST …/typing`: a key was pressed within the last seconds."""

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        note_typing(conversation=conversation, side=viewer.is_side_of, now=now)
        return Response({"ok": True})


class DraftKept(ChatView):
    """`…/draft`: GET what one began, on any device; POST what it is now (an empty text removes it)."""

    def get(self, request: Request, public_id: UUID) -> Response:
        conversation, viewer = requested(request, public_id, timezone.now())
        draft = draft_of(conversation, Writer.of(viewer))
        return Response(
            {"client_id": draft.client_id, "text": draft.text} if draft else {"client_id": None, "text": ""}
        )

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        said = DraftIn(data=request.data)
        said.is_valid(raise_exception=True)
        keep_draft(conversation=conversation, writer=Writer.of(viewer), now=now, **said.validated_data)
        return Response({"ok": True})
