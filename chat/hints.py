"""Hints: «something happened in this conversation, up to this seq», and nothing else (DESIGN §4.6).

They may be lost. A socket process notices within its next check (`chat.watch`), a client when it catches up.
"""

from __future__ import annotations

import asyncio
import threading
from uuid import UUID

from channels.layers import get_channel_layer
from django.conf import settings

from cabinet.core.jobs import after_commit

DESK = "desk"  # the group of every specialist's socket: hints of all conversations
_of_thread = threading.local()


def group_of(conversation: UUID) -> str:
    """The group of the subscriber's sockets of one conversation."""
    return f"chat.{conversation}"


def hint_after_commit(*, conversation: UUID, seq: int, public: bool) -> None:
    """Hint at `seq` once the transaction commits: to the desk, and to the subscriber if it is `public`."""
    message = {"type": "hint", "conversation": str(conversation), "seq": seq}
    groups = [DESK, group_of(conversation)] if public else [DESK]
    after_commit("a chat hint", lambda: _send(groups, message))


def _send(groups: list[str], message: dict[str, object]) -> None:
    """Runs in the publisher's thread, on a loop of its own that keeps its connection between hints."""
    loop: asyncio.AbstractEventLoop | None = getattr(_of_thread, "loop", None)
    if loop is None:
        loop = _of_thread.loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.wait_for(_send_all(groups, message), settings.BROKER_TIMEOUT))


async def _send_all(groups: list[str], message: dict[str, object]) -> None:
    layer = get_channel_layer()
    for group in groups:
        await layer.group_send(group, message)
