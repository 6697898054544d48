"""A line's own state: what a block closes in the portal, and what an unblock opens again (A11).

The network is told by `cabinet.requests`, which also keeps the request; here is what holds at once, before any network
has answered. Both run inside the caller's transaction, which holds the lock of the line's row.
"""

from __future__ import annotations

from datetime import datetime

from cabinet.accounts.models import Access, BlockReason, Line, LineStatus, Session, User
from cabinet.accounts.services.codes import end_codes
from cabinet.accounts.services.email import forget_doubted_address
from cabinet.accounts.services.permanent_password import forget_doubted
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.social import forget_linked_by_thief


def lock(line_id: int) -> Line:
    """The line with this key as it is now, its row locked until the transaction ends."""
    return Line.objects.select_for_update(of=("self",), no_key=True).select_related("contract__owner").get(pk=line_id)


def signed_in_by(line: Line) -> list[User]:
    """The people whom a code of `line` signs in: the owner by the primary one, and who proved it before."""
    people = [access.user for access in Access.objects.select_related("user").filter(line=line, by_code=True)]
    owner = line.contract.owner
    if owner is not None and line.contract.primary_line_id == line.pk and owner not in people:
        people.append(owner)
    return people


def shut(line: Line, *, reason: BlockReason, now: datetime, keep_session: str | None = None) -> None:
    """Refuse codes and signing in by `line` from now on.

    A loss also ends every session that it opened, and every one of the people whom its code signs in, except
    `keep_session`: the key of the session that asked, if more than this line's telephone stands behind it.
    """
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, reason, now
    line.save(update_fields=["status", "block_reason", "blocked_at"])
    end_codes(line=line, now=now)
    if reason is BlockReason.LOSS:
        Session.objects.filter(line=line).exclude(session_key=keep_session or "").delete()
        for user in signed_in_by(line):
            end_sessions(user=user, keep=keep_session)


def forget_what_a_thief_made(line: Line, now: datetime) -> None:
    """What may be a thief's way in, made while the telephone of a lost line was gone, ends: when the line works again,
    and as a step of closing it. Afterwards nothing says any more that it was lost."""
    if line.is_lost:
        for user in signed_in_by(line):
            forget_doubted(user)
            forget_linked_by_thief(user, line, now)
            forget_doubted_address(user, line, now)


def reopen(line: Line, *, now: datetime) -> None:
    """The line works again. What may be a thief's way in, made while its telephone was gone, does not."""
    forget_what_a_thief_made(line, now)
    line.status, line.block_reason, line.blocked_at = LineStatus.ACTIVE, "", None
    line.save(update_fields=["status", "block_reason", "blocked_at"])
