"""A conversation closes when both agree, or nobody objects in time (C11): a specialist proposes, the subscriber is
asked, and the server closes it when its time has come. Never while they write, and never over what nobody saw."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError
from chat.models import Conversation, Draft, DraftSide, EventKind
from chat.services.assign import refuse_anothers
from chat.services.changes import Change, change
from chat.services.person import close_for_good, nobody_waits, wait_for_person

WRITES = timedelta(seconds=60)  # after a key was pressed the subscriber still counts as writing
FORGOTTEN = timedelta(hours=24)  # a draft that nobody touched for so long holds nothing open
BATCH = 100  # conversations a sweep closes at most; the rest wait for the next second


class UnseenQuestion(DomainError):
    code = "unseen_question"
    message = _("Пока вы закрывали, абонент написал ещё. Прочтите и ответьте.")


class StillWrites(DomainError):
    code = "still_writes"
    message = _("Абонент сейчас пишет. Закрыть можно через минуту после того, как он остановится.")


class UnsentDraft(DomainError):
    code = "unsent_draft"
    message = _("Абонент начал сообщение и ещё не отправил его. Закрыть пока нельзя.")


class ClosingCalledOff(DomainError):
    code = "closing_called_off"
    message = _("Закрытие уже отменено. Разговор продолжается.")


def propose_closing(*, conversation: Conversation, specialist: User, seen_seq: int, now: datetime) -> None:
    """Ask the subscriber whether the question is solved; it closes in `CHAT_CLOSING` seconds unless they object.

    Who waited for an answer and got none waits no longer, and the figures say so: it is no answer. Twice is as once,
    and the first time stands. Raises
    `AnsweredByAnother`, and `UnseenQuestion` if the subscriber wrote after `seen_seq`; `StillWrites`, `UnsentDraft`.
    """
    with change(conversation=conversation, now=now) as changing:
        locked = changing.conversation
        if not locked.is_open or locked.closes_at is not None:
            return
        refuse_anothers(locked, specialist)
        if locked.last_question_seq > seen_seq:
            raise UnseenQuestion
        if reason := _not_now(locked, now):
            raise reason
        nobody_waits(changing, answered_by=None)
        locked.closes_at = changing.at + timedelta(seconds=settings.CHAT_CLOSING)
        changing.add(EventKind.CLOSING, actor=specialist)


def agree_to_close(*, conversation: Conversation, by: User | None, now: datetime) -> None:
    """«Да, спасибо»: it closes at once. Twice is as once. `by` is None for a guest.

    Raises `ClosingCalledOff` if nothing is proposed any more.
    """
    with change(conversation=conversation, now=now) as changing:
        if not changing.conversation.is_open:
            return
        if changing.conversation.closes_at is None:
            raise ClosingCalledOff
        close_for_good(changing, actor=by)


def keep_open(*, conversation: Conversation, by: User | None, at_desk: bool, now: datetime) -> None:
    """«Не закрывать». A subscriber who objects waits for an answer again. Without a proposal nothing changes."""
    with change(conversation=conversation, now=now) as changing:
        if changing.conversation.closes_at is None:
            return
        _call_off(changing, actor=by, why="specialist" if at_desk else "subscriber")
        if not at_desk:
            wait_for_person(changing)


def words_changed(changing: Change, *, by: User | None) -> None:
    """Within a change: the subscriber says otherwise what was to be closed over; somebody has to read it."""
    if changing.conversation.closes_at is not None:
        _call_off(changing, actor=by, why="subscriber_writes")
        wait_for_person(changing)


def sweep(now: datetime) -> int:
    """Close what is due, or call the closing off where the subscriber writes; returns how many were handled."""
    due = Conversation.objects.filter(closes_at__lte=now).order_by("closes_at")[:BATCH]
    handled = 0
    for conversation in due:
        with change(conversation=conversation, now=now) as changing:
            locked = changing.conversation
            if not locked.is_open or locked.closes_at is None or locked.closes_at > now:
                continue  # somebody was faster
            if _not_now(locked, now):
                _call_off(changing, actor=None, why="writes")
            else:
                close_for_good(changing, actor=None)
            handled += 1
    return handled


def _not_now(conversation: Conversation, now: datetime) -> DomainError | None:
    """Why the subscriber cannot be cut short now; read under the conversation's lock."""
    typed_at = conversation.subscriber_typed_at
    if typed_at is not None and typed_at > now - WRITES:
        return StillWrites()
    begun = Draft.objects.filter(conversation=conversation, side=DraftSide.SUBSCRIBER)
    if begun.filter(changed_at__gt=now - FORGOTTEN).exists():
        return UnsentDraft()
    return None


def _call_off(change: Change, *, actor: User | None, why: str) -> None:
    change.conversation.closes_at = None
    change.add(EventKind.STAYS, actor=actor, data={"by": why})
