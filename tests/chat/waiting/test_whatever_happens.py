"""Whatever people and sweeps do to a conversation, in any order and at once: who waits has one open wait with the same
promise, events follow one another, and a bot's answer ends nobody's waiting."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connection

from cabinet.accounts.models import User
from cabinet.accounts.services.lines import close_line
from cabinet.core.errors import DomainError
from chat.bot.decisions import Candidate, Decision
from chat.models import (
    AuthorKind,
    Conversation,
    Decided,
    DraftSide,
    Event,
    EventKind,
    Message,
    ReplyNotice,
    Wait,
    WaitEnd,
)
from chat.personal import erase_words
from chat.promises.closing import agree_to_close, keep_open, propose_closing
from chat.promises.closing import sweep as close_due
from chat.promises.drafts import Writer, keep_draft
from chat.promises.edits import edit
from chat.promises.rating import rate
from chat.promises.typing import note_typing
from chat.services.assign import take, transfer
from chat.services.person import call_person
from chat.services.read import read_by_subscriber
from chat.services.reply import reply
from chat.services.reply_notices import sweep as tell
from chat.services.say import say
from chat.shift.dealing import deal
from chat.shift.presence import set_duty
from chat.talk.answering import answer_owed
from chat.talk.choosing import choose, say_whether_helped
from chat.viewers import Viewer
from chat.waiting.promises import sweep as keep_promises
from tests.chat.talk.conftest import answers, led_by_bot  # noqa: F401
from tests.people import NOW, make_specialist

STEPS = 40
Act = Callable[[datetime], object]


class People:
    """What everybody may do, chosen by `random`; refusals are a part of it."""

    def __init__(self, talk: Conversation, owner: User, colleagues: list[User], known: list, random: Random) -> None:
        self.talk, self.owner, self.colleagues, self.known, self.random = talk, owner, colleagues, known, random

    def acts(self) -> list[Act]:
        of, me, by = {"conversation": self.talk}, self.owner, self.random.choice(self.colleagues)
        to = self.random.choice([None, *self.colleagues])
        flip = self.random.random() < 0.5
        return [
            lambda now: say(
                author=me, client_id=uuid4(), text=self.random.choice(["Вопрос", "оператор"]), now=now, **of
            ),
            lambda now: say(author=me, client_id=uuid4(), text="Вопрос", now=now, **of),
            lambda now: answer_owed(now=now, ask=self.decide, **of),
            lambda now: answer_owed(now=now, ask=self.decide, **of),
            lambda now: self.reply(by, now),
            lambda now: take(specialist=by, now=now, over=flip, **of),
            lambda now: transfer(by=by, to=to, client_id=uuid4(), words="Заметка", now=now, **of),
            lambda now: propose_closing(specialist=by, seen_seq=10_000, now=now, **of),
            lambda now: agree_to_close(by=me, now=now, **of),
            lambda now: keep_open(by=me, at_desk=flip, now=now, **of),
            lambda now: call_person(by=me, now=now, **of),
            lambda now: edit(viewer=Viewer(me, at_desk=False), client_id=self.said(), text="Иначе", now=now, **of),
            lambda now: say_whether_helped(by=me, answered=self.said("answer"), helped=flip, now=now, **of),
            lambda now: choose(by=me, offered=self.said("choice"), slug="none", strong=True, now=now, **of),
            lambda now: choose(by=me, offered=self.said("choice"), slug="detailing", strong=True, now=now, **of),
            lambda now: read_by_subscriber(reader=me, seq=self.random.randrange(200), now=now, **of),
            lambda now: keep_draft(writer=Writer(DraftSide.SUBSCRIBER, me), client_id=uuid4(), text="", now=now, **of),
            lambda now: note_typing(side="subscriber", now=now, **of),
            lambda now: rate(by=me, stars=5, words="", now=now, **of),
            lambda now: set_duty(specialist=by, on=flip, now=now),
            deal,
            close_due,
            close_due,
            keep_promises,
            tell,
        ]

    def reply(self, by: User, now: datetime) -> None:
        said = reply(conversation=self.talk, specialist=by, client_id=uuid4(), text="Ответ", now=now)
        ended = Wait.objects.filter(conversation=self.talk, since__lt=said.message.at)
        assert not ended.filter(ended_at=None).exists()

    def decide(self, _query: str) -> Decision:
        decided = self.random.choice([Decided.ANSWER, Decided.ANSWER, Decided.CHOICE, Decided.SPECIALIST])
        found = tuple(Candidate(each.slug, each.pk, 0.9) for each in self.known)
        return Decision(decided, found, "ru")

    def said(self, card: str = "") -> UUID:
        found = Message.objects.filter(conversation=self.talk, card=card).exclude(author_kind=AuthorKind.SPECIALIST)
        last = found.order_by("-pk").first()
        return last.client_id if last else uuid4()

    def do(self, now: datetime) -> None:
        with suppress(DomainError):
            self.random.choice(self.acts())(now)


def times(random: Random) -> Iterator[datetime]:
    now = NOW
    for _step in range(STEPS):
        now += timedelta(seconds=random.choice([1, 1, 20, 90, 700, 4000]))
        yield now


def assert_consistent(talk: Conversation) -> None:
    talk.refresh_from_db()
    open_waits = list(Wait.objects.filter(conversation=talk, ended_at=None).values_list("since", "promised_until"))
    assert open_waits == ([(talk.waiting_since, talk.promised_until)] if talk.waiting_since else [])
    seqs = list(Event.objects.filter(conversation=talk).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, talk.last_seq + 1))
    answered = Wait.objects.filter(conversation=talk, end=WaitEnd.ANSWERED)
    assert not answered.exclude(specialist__is_staff=True).exists()
    acts = Event.objects.filter(conversation=talk, actor__is_staff=True)
    for ended_at in answered.values_list("ended_at", flat=True):
        assert acts.filter(at=ended_at, kind__in=[EventKind.MESSAGE, EventKind.CLOSING]).exists()
    assert not ReplyNotice.objects.filter(conversation=talk).exclude(state="ended").exists() or talk.has_unread_reply


@pytest.fixture
def colleagues(specialist: User) -> list[User]:
    return [specialist, make_specialist("petr")]


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order(led_by_bot, owner, colleagues, answers, seed):  # noqa: F811
    random = Random(seed)
    people = People(led_by_bot, owner, colleagues, list(answers.values()), random)
    for now in times(random):
        people.do(now)
        assert_consistent(led_by_bot)


@pytest.mark.parametrize("how", ["closed", "erased"])
def test_whoever_waits_when_all_ends_waits_no_more(led_by_bot, owner, line, how):  # noqa: F811
    call_person(conversation=led_by_bot, by=owner, now=NOW)
    later = NOW + timedelta(minutes=1)
    if how == "closed":
        close_line(line=line, now=later)
    else:
        erase_words(led_by_bot, later)
    assert_consistent(led_by_bot)
    wait = Wait.objects.get()
    assert (wait.end, wait.ended_at, wait.specialist) == (WaitEnd.CLOSED, later, None)


@pytest.mark.django_db(transaction=True)
def test_all_at_once(led_by_bot, owner, colleagues, answers):  # noqa: F811
    known = list(answers.values())

    def act(seed: int) -> None:
        random = Random(seed)
        people = People(led_by_bot, owner, colleagues, known, random)
        try:
            for number in range(12):
                people.do(NOW + timedelta(minutes=number))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(act, range(6)))
    assert_consistent(led_by_bot)
