"""The specialist answers, or leaves a note for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cabinet.accounts.models import User
from chat.models import Audience, AuthorKind, Conversation, DraftSide, EventKind, Leads, StoredFile
from chat.promises.drafts import Writer, drop_sent
from chat.services.accept import Said, Written, accept, accepted_before, attach_to, clean_text
from chat.services.assign import hand_to, refuse_anothers
from chat.services.changes import Change, change
from chat.services.person import nobody_waits
from chat.services.reopening import reopen_if_closed
from chat.services.reply_notices import open_batch
from chat.services.stale import refuse_stale


def reply(
    *,
    conversation: Conversation,
    specialist: User,
    client_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[StoredFile] | None = None,
    seen_seq: int | None = None,
) -> Said:
    """Accept an answer once. A conversation that nobody answers becomes the specialist's; it waits no longer.

    `seen_seq`: up to where the specialist had read when they wrote it; None where nobody can tell. Raises
    `AnsweredByAnother`, `StaleReply`, and what `say` raises.
    """
    words = clean_text(text, may_be_empty=files is not None)
    written = Written(client_id, AuthorKind.SPECIALIST, specialist, words, card="files" if files else "")
    with change(conversation=conversation, now=now) as changing:
        if before := accepted_before(changing, written):
            return before
        refuse_stale(changing.conversation, specialist=specialist, seen_seq=seen_seq)
        said = answer(changing, written, specialist=specialist, now=now)
        attach_to(said.message, files, now)
        _drop_draft(changing.conversation, specialist, written)
    return said


def answer(changing: Change, written: Written, *, specialist: User, now: datetime) -> Said:
    """Within a change: `written`, which is new, answers what was asked, whatever card it has. Raises as `reply`."""
    locked = changing.conversation
    if locked.is_open:
        refuse_anothers(locked, specialist)
    reopen_if_closed(changing, actor=specialist)
    hand_to(changing, specialist=specialist, actor=specialist)
    said = accept(changing, written)
    locked.last_reply_seq = said.seq
    nobody_waits(changing, answered_by=specialist)
    locked.leads = Leads.PERSON
    locked.closes_at = locked.specialist_typed_at = None
    open_batch(conversation=locked, now=now)
    return said


def note(*, conversation: Conversation, specialist: User, client_id: UUID, text: str, now: datetime) -> Said:
    """Accept a note once: seen by staff only, nobody's answer. Raises `ClientIdReused` and what `clean_text` does."""
    written = Written(client_id, AuthorKind.SPECIALIST, specialist, clean_text(text), EventKind.NOTE)
    with change(conversation=conversation, now=now) as changing:
        if before := accepted_before(changing, written):
            return before
        _drop_draft(changing.conversation, specialist, written)
        return accept(changing, written, audience=Audience.STAFF)


def _drop_draft(conversation: Conversation, specialist: User, written: Written) -> None:
    writer = Writer(DraftSide.SPECIALIST, specialist)
    drop_sent(conversation=conversation, writer=writer, client_id=written.client_id, text=written.text)
