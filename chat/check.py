"""What the 2-second check asks of the database: all sockets of a process in one query (DESIGN §4.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from cabinet.accounts.access import has_second_factor_sql, is_specialist_sql, may_chat_sql
from chat.guests.links import holds_link_sql, link_lasts

GUEST = 0  # the key of nobody: who reads as a guest


class Socket(Protocol):
    """What is asked about: whose socket it is (`GUEST`: of a guest), of which session, on which conversation (by key;
    None: the queue)."""

    @property
    def user_id(self) -> int: ...
    @property
    def session_key(self) -> str: ...
    @property
    def conversation_id(self) -> int | None: ...
    @property
    def at_desk(self) -> bool: ...


@dataclass(frozen=True)
class Verdict:
    """How a socket stands now. `seq` is the last that it may be hinted at, 0 for the queue's."""

    signed_in: bool
    allowed: bool
    seq: int


QUERY = f"""
    SELECT w.n,
        EXISTS (SELECT FROM accounts_session s WHERE s.session_key = w.session_key
                AND (s.user_id = w.user_id OR w.user_id = {GUEST}) AND s.expire_date > %(now)s),
        CASE WHEN w.at_desk THEN {is_specialist_sql(user="w.user_id")} AND {has_second_factor_sql(user="w.user_id")}
             WHEN w.user_id = {GUEST} THEN {holds_link_sql(session="w.session_key", conversation="conversation")}
             ELSE (conversation.author_id = w.user_id) IS TRUE
                 AND {may_chat_sql(user="w.user_id", line="conversation.line_id")} END,
        coalesce(CASE WHEN w.at_desk THEN conversation.last_seq ELSE conversation.public_seq END, 0)
    FROM unnest(%(users)s::bigint[], %(sessions)s::text[], %(conversations)s::bigint[], %(desks)s::boolean[])
        WITH ORDINALITY AS w (user_id, session_key, conversation_id, at_desk, n)
    LEFT JOIN chat_conversation conversation ON conversation.id = w.conversation_id
    ORDER BY w.n
"""  # noqa: S608 - no input


def check(sockets: Sequence[Socket], now: datetime) -> list[Verdict]:
    """A verdict for each of `sockets`, in their order."""
    parameters: dict[str, Any] = {
        "now": now,
        "guests_since": now - link_lasts(),
        "users": [socket.user_id for socket in sockets],
        "sessions": [socket.session_key for socket in sockets],
        "conversations": [socket.conversation_id for socket in sockets],
        "desks": [socket.at_desk for socket in sockets],
    }
    with connection.cursor() as cursor:
        cursor.execute(QUERY, parameters)
        return [Verdict(signed_in, allowed, seq) for _number, signed_in, allowed, seq in cursor.fetchall()]
