"""What a page says while somebody writes in it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from chat.api_view import ChatView
from chat.flood import refuse_flood
from chat.promises.attachments import write
from chat.promises.drafts import Writer, draft_of, keep_draft
from chat.promises.typing import note_typing
from chat.serializers import MessageIn, ReplyIn, Text
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


class Files(ChatView):
    """`POST …/files {client_id, text, files…}` as a form with files: a message with up to five; as `…/messages`."""

    parser_classes = (MultiPartParser,)

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        data = (ReplyIn if viewer.at_desk else MessageIn)(data=request.data)
        data.is_valid(raise_exception=True)
        refuse_flood(viewer)
        uploads = request.FILES.getlist("files")
        said = write(conversation=conversation, viewer=viewer, uploads=uploads, now=now, **data.validated_data)
        body = {"seq": said.seq, "client_id": str(said.message.client_id), "at": said.message.at.isoformat()}
        return Response(body, status=status.HTTP_201_CREATED if said.created else status.HTTP_200_OK)


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
