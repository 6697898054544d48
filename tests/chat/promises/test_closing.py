"""A conversation closes when both agree or nobody objects in time, and never over the subscriber's words (C11)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cabinet.accounts.models import User
from chat.models import Conversation, DraftSide, Event, EventKind, Wait
from chat.promises.closing import (
    ClosingCalledOff,
    StillWrites,
    UnseenQuestion,
    UnsentDraft,
    agree_to_close,
    keep_open,
    propose_closing,
    sweep,
)
from chat.promises.drafts import Writer, keep_draft
from chat.promises.typing import note_typing
from chat.services.accept import Said
from chat.services.assign import AnsweredByAnother
from chat.services.person import call_person
from tests.people import NOW, make_specialist, signed_in

Write = Callable[..., Said]
pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(seconds=600)


@pytest.fixture
def kinds() -> Callable[[], list[str]]:
    """The events after the answer, in order."""
    return lambda: list(Event.objects.order_by("seq").values_list("kind", flat=True))[3:]


@pytest.fixture
def propose(ask: Write, answer: Write, conversation: Conversation, specialist: User) -> Callable[..., Conversation]:
    """A question, its answer, and the proposal to close."""
    ask()
    seen = answer().seq

    def do(now: datetime = NOW, seen_seq: int = seen) -> Conversation:
        propose_closing(conversation=conversation, specialist=specialist, seen_seq=seen_seq, now=now)
        conversation.refresh_from_db()
        return conversation

    return do


def test_what_is_proposed_closes_when_its_time_has_come_and_not_before(propose, kinds):
    talk = propose()
    assert talk.closes_at == DUE
    assert sweep(DUE - timedelta(seconds=1)) == 0
    assert sweep(DUE) == 1
    assert sweep(DUE) == 0
    talk.refresh_from_db()
    assert (talk.is_open, talk.closes_at) == (False, None)
    assert kinds() == ["closing", "close"]


def test_proposing_again_does_not_begin_the_time_anew(propose, kinds):
    propose()
    assert propose(NOW + timedelta(seconds=300)).closes_at == DUE
    assert kinds() == ["closing"]


def test_whoever_agrees_closes_it_at_once_and_once(propose, owner, kinds):
    talk = propose()
    for _press in range(2):
        agree_to_close(conversation=talk, by=owner, now=NOW)
    talk.refresh_from_db()
    assert not talk.is_open
    assert kinds() == ["closing", "close"]


def test_an_agreement_to_what_is_not_proposed_any_more_closes_nothing(propose, owner, ask):
    talk = propose()
    ask("Постойте")
    with pytest.raises(ClosingCalledOff):
        agree_to_close(conversation=talk, by=owner, now=NOW)
    talk.refresh_from_db()
    assert talk.is_open


def test_whoever_objects_waits_for_an_answer_again(propose, owner, kinds):
    talk = propose()
    assert talk.waiting_since is None
    keep_open(conversation=talk, by=owner, at_desk=False, now=NOW)
    keep_open(conversation=talk, by=owner, at_desk=False, now=NOW)
    assert sweep(DUE) == 0
    talk.refresh_from_db()
    assert (talk.is_open, talk.waiting_since) == (True, NOW)
    assert kinds() == ["closing", "stays"]


def test_the_specialist_takes_the_proposal_back_and_nobody_waits(propose, specialist):
    talk = propose()
    keep_open(conversation=talk, by=specialist, at_desk=True, now=NOW)
    talk.refresh_from_db()
    assert (talk.closes_at, talk.waiting_since) == (None, None)


@pytest.mark.parametrize("how", ["writes", "calls"])
def test_writing_or_calling_a_person_calls_the_closing_off(propose, ask, owner, how):
    talk = propose()
    if how == "writes":
        ask("Ещё вопрос")
    else:
        call_person(conversation=talk, by=owner, now=NOW)
    assert sweep(DUE) == 0
    talk.refresh_from_db()
    assert (talk.is_open, talk.closes_at) == (True, None)


def test_nothing_is_proposed_over_an_unseen_message(propose, ask, conversation):
    later = ask("Ещё вопрос").seq
    with pytest.raises(UnseenQuestion):
        propose(seen_seq=later - 1)
    assert propose(seen_seq=later).closes_at is not None


def test_nothing_is_proposed_while_the_subscriber_types(propose, conversation):
    note_typing(conversation=conversation, side="subscriber", now=NOW)
    with pytest.raises(StillWrites):
        propose(NOW + timedelta(seconds=59))
    conversation.refresh_from_db()
    assert conversation.closes_at is None
    assert propose(NOW + timedelta(seconds=60)).closes_at is not None


def test_what_the_specialist_types_holds_nothing_off(propose, conversation):
    note_typing(conversation=conversation, side="specialist", now=NOW)
    assert propose().closes_at is not None


def test_nothing_is_proposed_over_an_unsent_draft_of_the_subscriber(propose, conversation, owner, specialist):
    theirs, mine = Writer(DraftSide.SUBSCRIBER, owner), Writer(DraftSide.SPECIALIST, specialist)
    keep_draft(conversation=conversation, writer=mine, client_id=uuid4(), text="Пожалуйста", now=NOW)
    key = uuid4()
    keep_draft(conversation=conversation, writer=theirs, client_id=key, text="А ещё", now=NOW)
    with pytest.raises(UnsentDraft):
        propose()
    keep_draft(conversation=conversation, writer=theirs, client_id=key, text="", now=NOW)
    assert propose().closes_at is not None


@pytest.mark.parametrize("what", ["typing", "draft"])
def test_whoever_writes_when_the_time_has_come_is_not_cut_short(propose, conversation, owner, kinds, what):
    propose()
    if what == "typing":
        note_typing(conversation=conversation, side="subscriber", now=DUE - timedelta(seconds=30))
    else:
        writer = Writer(DraftSide.SUBSCRIBER, owner)
        keep_draft(conversation=conversation, writer=writer, client_id=uuid4(), text="А ещё", now=NOW)
    assert sweep(DUE) == 1
    assert sweep(DUE) == 0
    conversation.refresh_from_db()
    assert (conversation.is_open, conversation.closes_at) == (True, None)
    assert kinds() == ["closing", "stays"]
    assert Event.objects.get(kind=EventKind.STAYS).data == {"by": "writes"}


def test_what_was_typed_and_sent_before_holds_nothing_off(ask, answer, conversation, specialist):
    note_typing(conversation=conversation, side="subscriber", now=NOW)
    ask("Спасибо")
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=1, now=NOW)
    conversation.refresh_from_db()
    assert conversation.closes_at is not None
    assert conversation.waiting_since is None  # «спасибо» needs no answer


def test_the_buttons_work_without_javascript(propose, owner, line):
    talk = propose()
    browser: Client = signed_in(owner)
    address = f"/chat/{talk.public_id}/"
    page = browser.get(f"{address}?line={line.public_id}").content.decode()
    assert "Вопрос решён?" in page
    assert f'action="{address}solved/"' in page
    assert browser.post(f"{address}stays/").status_code == 302
    talk.refresh_from_db()
    assert (talk.is_open, talk.closes_at) == (True, None)
    late = browser.post(f"{address}solved/", headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert late.json()["code"] == "closing_called_off"
    assert "Вопрос решён?" not in browser.get(f"{address}?line={line.public_id}").content.decode()


def test_the_desk_reads_why_it_did_not_close_and_the_subscriber_only_sees_the_bar(
    propose, conversation, owner, specialist
):
    propose()
    note_typing(conversation=conversation, side="subscriber", now=DUE)
    sweep(DUE)
    events = f"/chat/{conversation.public_id}/events"
    desk = {each["text"] for each in signed_in(specialist).get(events).json()["events"] if each["side"] == "state"}
    assert {"Предложено закрыть разговор", "Разговор не закрыт: абонент пишет"} <= desk
    theirs = signed_in(owner).get(events).json()["events"]
    assert [each["side"] for each in theirs if each["kind"] in ("closing", "stays")] == ["", ""]


def test_what_is_opened_again_waits_for_anybody_where_its_specialist_went_home(propose, owner, specialist, ask):
    talk = propose()
    agree_to_close(conversation=talk, by=owner, now=NOW)
    ask("Ещё вопрос")
    talk.refresh_from_db()
    assert (talk.is_open, talk.specialist, talk.waiting_since) == (True, None, NOW)


def test_a_colleagues_conversation_is_not_proposed_to_be_closed(ask, answer, conversation):
    ask()
    seen = answer().seq
    with pytest.raises(AnsweredByAnother):
        propose_closing(conversation=conversation, specialist=make_specialist("petr"), seen_seq=seen, now=NOW)
    conversation.refresh_from_db()
    assert conversation.closes_at is None


def test_a_draft_that_was_forgotten_holds_nothing_open(propose, conversation, owner):
    writer = Writer(DraftSide.SUBSCRIBER, owner)
    keep_draft(conversation=conversation, writer=writer, client_id=uuid4(), text="Ещё", now=NOW)
    day = NOW + timedelta(hours=24)
    with pytest.raises(UnsentDraft):
        propose(now=day - timedelta(seconds=1))
    assert propose(now=day).closes_at == day + timedelta(seconds=600)
    sweep(day + timedelta(seconds=600))
    conversation.refresh_from_db()
    assert not conversation.is_open
    assert conversation.drafts.count() == 1  # nothing that was typed is lost


def test_a_closing_over_what_nobody_answered_is_no_answer_in_the_figures(ask, conversation, specialist):
    said = ask()
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=said.seq, now=NOW)
    wait = Wait.objects.get()
    assert (wait.end, wait.specialist, wait.kept) == ("closed", None, False)
