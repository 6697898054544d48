"""The subscriber writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cabinet.accounts.models import User
from chat.models import AuthorKind, Conversation, DraftSide, EventKind, Leads, NoticeEnd, StoredFile
from chat.promises.drafts import Writer, drop_sent
from chat.services.accept import Said, Written, accept, accepted_before, attach_to, clean_text
from chat.services.changes import change
from chat.services.person import wait_for_person
from chat.services.reopening import reopen_if_closed
from chat.services.reply_notices import end_batch


def say(
    *,
    conversation: Conversation,
    author: User | None,
    client_id: UUID,
    text: str,
    now: datetime,
    strong: bool = False,
    files: Sequence[StoredFile] | None = None,
) -> Said:
    """Accept a message of the subscriber once; from then on it waits for a specialist, or the bot owes an answer to it.
    Writing reopens what was closed, and calls off a closing that was proposed.

    `author` is None for a guest. `strong`: the session has shown who is there (`accounts.assurance`), so that the bot
    may answer from live data. What hangs on it (`files`; empty for a retry of what had some) a person looks at, never
    the bot.

    The same `client_id` with the same text returns the first row. Raises `EmptyMessage`, `MessageTooLong`,
    `ClientIdReused`, or `ContinuedElsewhere` where a newer conversation took over.
    """
    words = clean_text(text, may_be_empty=files is not None)
    data = {"strong": True} if strong else {}
    card = "files" if files else ""
    written = Written(client_id, AuthorKind.SUBSCRIBER, author, words, card=card, data=data)
    with change(conversation=conversation, now=now) as changing:
        if before := accepted_before(changing, written):
            return before
        reopen_if_closed(changing, actor=author)
        said = accept(changing, written)
        attach_to(said.message, files, now)
        locked = changing.conversation
        if locked.has_unread_reply:  # otherwise there is no batch
            end_batch(conversation=locked, end=NoticeEnd.WROTE, now=now)
        locked.last_question_seq = said.seq
        locked.closes_at = locked.subscriber_typed_at = None
        writer = Writer(DraftSide.SUBSCRIBER, author)
        drop_sent(conversation=locked, writer=writer, client_id=client_id, text=written.text)
        if locked.leads == Leads.BOT and not files:
            locked.bot_owes_seq = said.seq
        else:
            if locked.leads == Leads.BOT:
                changing.add(EventKind.CALL, actor=author)
            wait_for_person(changing)
    return said
