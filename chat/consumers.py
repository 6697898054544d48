"""Sockets: a hint goes out, «visible» or «hidden» comes in. Nothing is said through them, so nothing is lost there."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from cabinet.core.errors import NotFound
from chat.check import GUEST
from chat.selectors import find_conversation
from chat.services.presence import keep_open
from chat.viewers import is_at_desk, session_is_verified, viewer_of
from chat.watch import Watched, watch

FRAME_LIMIT = 256  # characters of what a client may send
NOT_UNDERSTOOD = 4400
NOT_FOUND = 4404


class HintSocket(AsyncWebsocketConsumer):
    """A socket under watch. Subclasses say in `open` whose it is."""

    channel_layer_alias = "none"  # the process listens once for all of its sockets (chat.watch)
    watched: Watched | None = None
    _ending = False
    _news: dict[str, Any] | None = None
    _sender: asyncio.Task[None] | None = None

    def open(self, now: datetime) -> Watched:
        """Read from the database what is to be watched. Raises `NotFound`."""
        raise NotImplementedError

    async def connect(self) -> None:
        try:
            self.watched = await database_sync_to_async(self.open)(timezone.now())
        except NotFound:
            await self.close(NOT_FOUND)  # before it is accepted: answers 403
            return
        await self.accept()
        seq = self.watched.seq
        await watch().add(self.watched)
        await self._send({"type": "subscribed", "seq": seq})

    async def disconnect(self, code: int) -> None:
        self._ending = True
        if self._sender:
            self._sender.cancel()
        if self.watched:
            await watch().remove(self.watched)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        kind = _kind(text_data)
        if kind not in ("visible", "hidden") or self.watched is None:
            await self.close(NOT_UNDERSTOOD)
            return
        appeared = kind == "visible" and not self.watched.visible
        self.watched.visible = kind == "visible"
        if appeared and self.watched.conversation_id is not None and not self.watched.at_desk:
            await database_sync_to_async(keep_open)(conversations=[self.watched.conversation_id], now=timezone.now())

    def hint(self, conversation: str, seq: int) -> None:
        """Tell the client, unless it is still being told: then it is told the latest afterwards."""
        self._news = {"type": "hint", "conversation": conversation, "seq": seq}
        if not self._ending and (self._sender is None or self._sender.done()):
            self._sender = asyncio.create_task(self._send_news())

    def typing(self, conversation: str) -> None:
        """Tell the client that the other side types, unless it is being told something that matters."""
        if not self._ending and (self._sender is None or self._sender.done()):
            self._sender = asyncio.create_task(self._send_typing(conversation))

    def end(self, code: int) -> None:
        """Close the socket: its person may not have it any more."""
        if not self._ending:
            self._ending = True
            self._sender = asyncio.create_task(self.close(code))

    async def _send_news(self) -> None:
        while self._news is not None:
            news, self._news = self._news, None
            await self._send(news)

    async def _send_typing(self, conversation: str) -> None:
        await self._send({"type": "typing", "conversation": conversation})
        await self._send_news()  # a hint that came meanwhile

    async def _send(self, frame: dict[str, Any]) -> None:
        with suppress(OSError, RuntimeError):  # the other end has just gone
            await self.send(text_data=json.dumps(frame))


class ChatSocket(HintSocket):
    """`/ws/chat/<uuid>/`: one conversation, for whoever may see it."""

    def open(self, now: datetime) -> Watched:
        user, session = self.scope["user"], self.scope["session"]
        conversation = find_conversation(self.scope["url_route"]["kwargs"]["public_id"])
        verified = session_is_verified(user, session)
        key = session.session_key
        viewer = viewer_of(user=user, verified=verified, session_key=key, conversation=conversation, now=now)
        return Watched(
            self,
            user_id=viewer.user.pk if viewer.user else GUEST,
            session_key=key,
            at_desk=viewer.at_desk,
            conversation_id=conversation.pk,
            public_id=str(conversation.public_id),
            seq=viewer.last_seq(conversation),
        )


class DeskSocket(HintSocket):
    """`/ws/desk/`: every conversation, for specialists."""

    def open(self, now: datetime) -> Watched:
        user, session = self.scope["user"], self.scope["session"]
        if not is_at_desk(user, verified=session_is_verified(user, session)):
            raise NotFound
        return Watched(self, user_id=user.pk, session_key=session.session_key, at_desk=True)


def _kind(text: str | None) -> str:
    """The `type` of a client's frame, or nothing for what cannot be understood."""
    if text is None or len(text) > FRAME_LIMIT:
        return ""
    try:
        frame = json.loads(text)
    except ValueError:
        return ""
    return str(frame.get("type", "")) if isinstance(frame, dict) else ""
