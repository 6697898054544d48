"""Hints: «something happened in this conversation, up to this seq», and nothing else (DESIGN §4.6).

They may be lost. A socket process notices within its next check (`chat.watch`), a client when it catches up.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from django.conf import settings

from cabinet.core.jobs import after_commit

DESK = "desk"  # the group of every specialist's socket: hints of all conversations
Message = dict[str, Any]
_of_thread = threading.local()


def group_of(conversation: UUID | str) -> str:
    """The group of the subscriber's sockets of one conversation."""
    return f"chat.{conversation}"


def hint_after_commit(*, conversation: UUID, seq: int, public_seq: int | None) -> None:
    """Once the transaction commits, hint the desk at `seq`, and the subscriber at `public_seq` if there is one."""
    seqs = {DESK: seq}
    if public_seq is not None:
        seqs[group_of(conversation)] = public_seq
    after_commit("a chat hint", lambda: _send(str(conversation), seqs))


def hint_typing(*, conversation: UUID, side: str) -> None:
    """Once the transaction commits, hint the other side of `side` that somebody types."""
    group = DESK if side == "subscriber" else group_of(conversation)
    message = {"type": "hint", "group": group, "conversation": str(conversation), "typing": True}
    after_commit("a chat hint of typing", lambda: _run([message]))


def _send(conversation: str, seqs: dict[str, int]) -> None:
    _run([{"type": "hint", "group": group, "conversation": conversation, "seq": seq} for group, seq in seqs.items()])


def _run(messages: Sequence[Message]) -> None:
    """Runs in the publisher's thread, on a loop of its own that keeps its connection between hints."""
    loop: asyncio.AbstractEventLoop | None = getattr(_of_thread, "loop", None)
    if loop is None:
        loop = _of_thread.loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.wait_for(_send_all(messages), settings.BROKER_TIMEOUT))


async def _send_all(messages: Sequence[Message]) -> None:
    layer = get_channel_layer()
    for message in messages:
        await layer.group_send(message["group"], message)
