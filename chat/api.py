"""What the chat's pages ask for: events, writing, reading. The truth is here; sockets only hint."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from cabinet.accounts.assurance import is_strong
from chat.api_view import ChatView
from chat.flood import refuse_flood
from chat.promises.delivery import note_got
from chat.promises.typing import other_types
from chat.selectors import events_after
from chat.serializers import EventsIn, MessageIn, ReadIn, ReplyIn
from chat.services.accept import Said
from chat.services.read import read_by_specialist, read_by_subscriber
from chat.services.reply import note, reply
from chat.services.say import say
from chat.showing import marks_of_other, show_all
from chat.talk.answering import answer_at_once
from chat.viewers import Viewer, requested


class Events(ChatView):
    """`GET …/events?after=SEQ&limit=200`: what happened since, as far as who asks may see it."""

    def get(self, request: Request, public_id: UUID) -> Response:
        asked = _valid(EventsIn(data=request.query_params))
        # `last_seq` is read before the events: whatever commits in between is found by the next question.
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        limit = asked["limit"]
        events = list(events_after(conversation, after=asked["after"], limit=limit, audiences=viewer.audiences))
        marks = marks_of_other(conversation, viewer)
        more = len(events) == limit
        note_got(
            conversation=conversation,
            viewer=viewer,
            seq=events[-1].seq if more else viewer.last_seq(conversation),
            now=now,
        )
        shown = show_all(events, conversation=conversation, viewer=viewer, request=request._request, now=now)
        return Response(
            {
                "events": [each.as_json() for each in shown],
                "last_seq": viewer.last_seq(conversation),
                "more": more,
                "read_seq": marks.read,
                "got_seq": marks.got,
                "typing": other_types(conversation, at_desk=viewer.at_desk, now=now),
            }
        )


class Messages(ChatView):
    """`POST …/messages {client_id, text}`: 201 for a new message, 200 for a retry; both say its place.

    From the desk with `seen_seq`: 409 `stale_reply` if others wrote after it.
    """

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        data = _valid((ReplyIn if viewer.at_desk else MessageIn)(data=request.data))
        refuse_flood(viewer)
        if viewer.at_desk:
            said = reply(conversation=conversation, specialist=viewer.specialist, now=now, **data)
        else:
            said = say(
                conversation=conversation, author=viewer.user, now=now, strong=is_strong(request._request), **data
            )
            answer_at_once(conversation=conversation, now=now)
        return _said(said, viewer)


class Notes(ChatView):
    """`POST …/notes {client_id, text}`: a note for colleagues; for the desk only."""

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        viewer.require_desk()
        data = _valid(MessageIn(data=request.data))
        refuse_flood(viewer)
        return _said(note(conversation=conversation, specialist=viewer.specialist, now=now, **data), viewer)


class Read(ChatView):
    """`POST …/read {seq}`: everything up to `seq` was seen."""

    def post(self, request: Request, public_id: UUID) -> Response:
        now = timezone.now()
        conversation, viewer = requested(request, public_id, now)
        seq = _valid(ReadIn(data=request.data))["seq"]
        mark = read_by_specialist if viewer.at_desk else read_by_subscriber
        return Response({"read_seq": mark(conversation=conversation, reader=viewer.user, seq=seq, now=now)})


def _said(said: Said, viewer: Viewer) -> Response:
    body = {"seq": said.seq, "client_id": str(said.message.client_id), "at": said.message.at.isoformat()}
    return Response(body, status=status.HTTP_201_CREATED if said.created else status.HTTP_200_OK)


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
