"""The specialist answers, or leaves a note for colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import Audience, AuthorKind, Conversation, DraftSide, EventKind, Leads, StoredFile
from chat.promises.drafts import Writer, drop_sent
from chat.services.accept import Said, Written, accept, accepted_before, attach_to, clean_text
from chat.services.assign import hand_to
from chat.services.changes import Change, change
from chat.services.person import nobody_waits
from chat.services.reopening import reopen_if_closed
from chat.services.reply_notices import open_batch


class AnsweredByAnother(DomainError):
    code = "answered_by_another"

    def __init__(self, specialist: User) -> None:
        name = {"name": specialist.public_name}
        super().__init__(_("Этот разговор ведёт %(name)s. Чтобы ответить, возьмите его себе.") % name)


def reply(
    *,
    conversation: Conversation,
    specialist: User,
    client_id: UUID,
    text: str,
    now: datetime,
    files: Sequence[StoredFile] | None = None,
) -> Said:
    """Accept an answer once. A conversation that nobody answers becomes the specialist's; it waits no longer.

    Raises `AnsweredByAnother`, and what `say` raises.
    """
    words = clean_text(text, may_be_empty=files is not None)
    written = Written(client_id, AuthorKind.SPECIALIST, specialist, words, card="files" if files else "")
    with change(conversation=conversation, now=now) as changing:
        if before := accepted_before(changing, written):
            return before
        said = answer(changing, written, specialist=specialist, now=now)
        attach_to(said.message, files, now)
        _drop_draft(changing.conversation, specialist, written)
    return said


def answer(changing: Change, written: Written, *, specialist: User, now: datetime) -> Said:
    """Within a change: `written`, which is new, answers what was asked, whatever card it has. Raises as `reply`."""
    locked = changing.conversation
    if locked.is_open and locked.specialist_id != specialist.pk and locked.specialist is not None:
        raise AnsweredByAnother(locked.specialist)
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
