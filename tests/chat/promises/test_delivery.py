"""«Отправлено», «доставлено», «прочитано» (C10), and who is typing (C12)."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from chat.models import Event, EventKind, ReplyNotice
from chat.promises.typing import note_typing, other_types
from chat.services.read import read_by_specialist
from chat.services.reply_notices import sweep
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(conversation):
    return f"/chat/{conversation.public_id}/events"


def got() -> list[dict[str, object]]:
    return list(Event.objects.filter(kind=EventKind.DELIVERED).order_by("seq").values_list("data", flat=True))


def test_a_message_is_delivered_once_the_other_side_has_fetched_it(ask, owner, specialist, events):
    seq = ask().seq
    mine = signed_in(owner)
    assert mine.get(events).json()["got_seq"] == 0  # fetching one's own delivers nothing
    assert got() == []
    desk = signed_in(specialist)
    for _time in range(3):
        desk.get(events)
    assert got() == [{"by": "specialist", "seq": seq}]
    answer = mine.get(events).json()
    assert (answer["got_seq"], answer["read_seq"]) == (seq, 0)
    assert "доставлено" in mine.get(events.removesuffix("events"), follow=True).content.decode()


def test_an_answer_is_delivered_by_opening_the_page(ask, answer, owner, conversation):
    ask()
    seq = answer().seq
    signed_in(owner).get(f"/chat/{conversation.public_id}/", follow=True)
    assert got() == [{"by": "subscriber", "seq": seq}]


def test_what_was_read_is_not_delivered_afterwards(ask, conversation, specialist, events):
    seq = ask().seq
    read_by_specialist(conversation=conversation, reader=specialist, seq=seq, now=NOW)
    signed_in(specialist).get(events)
    assert got() == []


def test_typing_is_shown_to_the_other_side_and_fades(conversation):
    note_typing(conversation=conversation, side="subscriber", now=NOW)
    conversation.refresh_from_db()
    assert other_types(conversation, at_desk=True, now=NOW + timedelta(seconds=5))
    assert not other_types(conversation, at_desk=False, now=NOW)
    assert not other_types(conversation, at_desk=True, now=NOW + timedelta(seconds=6))


def test_typing_is_written_and_hinted_at_most_every_two_seconds(conversation):
    with patch("chat.promises.typing.hint_typing") as hinted:
        for seconds in (0, 1, 2, 3):
            note_typing(conversation=conversation, side="specialist", now=NOW + timedelta(seconds=seconds))
    assert hinted.call_count == 2
    conversation.refresh_from_db()
    assert conversation.specialist_typed_at == NOW + timedelta(seconds=3)
    assert not Event.objects.exists()


def test_typing_keeps_no_sms_from_going(ask, answer, conversation, settings):
    ask()
    answer()
    due = NOW + timedelta(seconds=settings.CHAT_SMS_DELAY)
    note_typing(conversation=conversation, side="subscriber", now=due)
    assert sweep(due) == 1
    assert ReplyNotice.objects.get().sms is not None


def test_the_page_says_that_somebody_types(owner, specialist, events):
    desk, mine = signed_in(specialist), signed_in(owner)
    assert mine.get(events).json()["typing"] is False
    desk.post(events.replace("events", "typing"), {}, "application/json")
    assert mine.get(events).json()["typing"] is True
    assert desk.get(events).json()["typing"] is False
