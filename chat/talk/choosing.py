"""The person says what they meant, and whether an answer helped."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cabinet.accounts.models import User
from cabinet.core.errors import DomainError, NotFound
from chat.knowledge.use import Use, note_use
from chat.models import Answer, AuthorKind, BotDecision, Conversation, EventKind, Leads, Message
from chat.services.changes import Change, change
from chat.services.person import wait_for_person
from chat.services.reopening import reopen_if_closed
from chat.talk import wording
from chat.talk.owed import Owed
from chat.talk.replies import Reply, give, offer
from chat.talk.saying import bot_says, mark

NONE = "none"  # «Ничего из этого»


class PersonLeads(DomainError):
    code = "person_leads"
    message = _("Вам уже отвечает специалист. Напишите ему обычным сообщением.")


def choose(
    *, conversation: Conversation, by: User | None, offered: UUID, slug: str, strong: bool, now: datetime
) -> None:
    """Answer what was chosen of the choice in the message `offered`; the same again changes nothing, another one is
    answered, too. `NONE` calls a specialist. `strong`: whether live data may be told in this session.

    Raises `NotFound` for what was not offered, `PersonLeads` once a specialist answers, what `reopen_if_closed` raises.
    """
    reply = None if slug == NONE else _answer_chosen(conversation, offered, slug, strong, now)
    with change(conversation=conversation, now=now) as changing:
        message = _card(changing.conversation, offered, "choice")
        chosen = list(message.data.get("chosen", ()))
        if slug in chosen:
            return
        _refuse_where_a_person_leads(changing.conversation)
        _goes_on(changing, by=by)
        mark(changing, message, by=by, chosen=[*chosen, slug])
        if reply is None:
            wait_for_person(changing)
            changing.add(EventKind.CALL, actor=by)
            return
        reply.data["decision"] = message.data.get("decision")
        BotDecision.objects.filter(pk=message.data.get("decision")).update(answer=reply.answer)
        bot_says(changing, reply)


def say_whether_helped(
    *, conversation: Conversation, by: User | None, answered: UUID, helped: bool, now: datetime
) -> None:
    """Keep what the person says of the answer in the message `answered`; it is said once.

    An answer that did not help is followed by what else may be meant; the second in a row, by a specialist. Raises
    `NotFound`, and what `reopen_if_closed` does.
    """
    with change(conversation=conversation, now=now) as changing:
        message = _card(changing.conversation, answered, "answer")
        if message.data.get("helped") is not None:
            return
        before = _helped_before(message)
        mark(changing, message, by=by, helped=helped)
        BotDecision.objects.filter(pk=message.data.get("decision")).update(helped=helped)
        _note_word(message, helped, now)
        if not helped and changing.conversation.leads == Leads.BOT:
            _goes_on(changing, by=by)
            bot_says(changing, _after_no_help(message, failed_before=before is False))


def _goes_on(change: Change, *, by: User | None) -> None:
    """What was solved is not: open again, if it was closed, and no longer about to be."""
    reopen_if_closed(change, actor=by)
    change.conversation.closes_at = None


def _note_word(message: Message, helped: bool, now: datetime) -> None:
    """After the commit, so that nobody waits for who speaks of the same answer elsewhere."""
    if (answer := message.data.get("answer")) is not None:
        word = Use.HELPED if helped else Use.MISSED
        transaction.on_commit(partial(note_use, answer_id=answer, what=word, now=now), robust=True)


def _answer_chosen(conversation: Conversation, offered: UUID, slug: str, strong: bool, now: datetime) -> Reply:
    message = _card(conversation, offered, "choice")
    answer = Answer.objects.filter(pk__in=message.data.get("answers", ()), slug=slug, active=True).first()
    if answer is None:
        raise NotFound
    asked = _question_before(message)
    text = asked.text if asked else answer.title
    owed = Owed(0, message, text, strong=strong, pictures=False, asked_at=now)
    return give(answer, message.data.get("language", "ru"), conversation=conversation, owed=owed, now=now)


def _after_no_help(message: Message, *, failed_before: bool) -> Reply:
    language = message.data.get("language", "ru")
    with override(language):
        if failed_before:
            return Reply(text=wording.not_helped_twice(), calls=True)
        others = _other_candidates(message)
        if not others:
            return Reply(text=wording.not_helped())
        reply = offer(others, language, wording.not_helped_others())
    reply.data["decision"] = message.data.get("decision")
    return reply


def _other_candidates(message: Message) -> list[Answer]:
    decision = BotDecision.objects.filter(pk=message.data.get("decision")).first()
    slugs = [str(each.get("slug")) for each in decision.candidates] if decision else []
    found = {
        each.slug: each
        for each in Answer.objects.filter(slug__in=slugs, active=True).exclude(pk=message.data["answer"])
    }
    return [found[slug] for slug in slugs if slug in found]


def _helped_before(message: Message) -> bool | None:
    """What was said of the answer before `message`; None if nothing was."""
    earlier = Message.objects.filter(conversation=message.conversation_id, card="answer", pk__lt=message.pk)
    last = earlier.exclude(data__helped=None).order_by("-pk").first()
    helped: bool | None = last.data.get("helped") if last else None
    return helped


def _question_before(message: Message) -> Message | None:
    asked = Message.objects.filter(conversation=message.conversation_id, pk__lt=message.pk)
    return asked.filter(author_kind=AuthorKind.SUBSCRIBER).order_by("-pk").first()


def _card(conversation: Conversation, client_id: UUID, card: str) -> Message:
    message = Message.objects.filter(conversation=conversation, client_id=client_id, card=card).first()
    if message is None or message.author_kind != AuthorKind.BOT:
        raise NotFound
    return message


def _refuse_where_a_person_leads(conversation: Conversation) -> None:
    if conversation.leads == Leads.PERSON and conversation.waiting_since is None:
        raise PersonLeads
    if conversation.specialist_id is not None:
        raise PersonLeads
