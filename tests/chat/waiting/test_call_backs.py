"""«Перезвоните мне»: asked for once, called by one specialist, and the person hears what became of it (C8)."""

from datetime import timedelta

import pytest

from cabinet.accounts.models import BlockReason, LineStatus, SecurityEvent, SecurityEventKind
from cabinet.accounts.services.lines import close_line
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import cancel_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from chat.models import CallBack
from chat.waiting.call_backs import (
    CallBackEnded,
    LineBlocked,
    NoSuchWindow,
    TakenByAnother,
    nobody_answered,
    order_call_back,
    remind,
    spoke,
    take_call_back,
)
from chat.waiting.selectors import due
from tests.people import NOW, make_specialist, signed_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def order(line, owner):
    def make(**more):
        return order_call_back(**{"line": line, "by": owner, "now": NOW, **more})

    return make


@pytest.fixture
def call(order) -> CallBack:
    return CallBack.objects.get(request=order())


def told() -> list[str]:
    return [unseal(sms.body) for sms in SmsMessage.objects.order_by("pk")]


def test_a_call_is_ordered_on_the_line_itself_as_soon_as_anybody_calls(order, line):
    request = order(words="О счёте")
    call = CallBack.objects.get()
    assert (call.request, call.msisdn, call.words, call.from_at) == (request, line.msisdn, "О счёте", NOW)
    assert (request.status, request.kind, request.due_at) == (RequestStatus.ACCEPTED, "call_back", call.until_at)


def test_while_one_is_open_there_is_no_other(order):
    assert order() == order(words="Ещё раз", now=NOW + MINUTE)
    assert CallBack.objects.count() == 1


def test_a_window_that_nobody_offered_is_refused(order):
    with pytest.raises(NoSuchWindow):
        order(begins=NOW.replace(hour=23))
    assert not Request.objects.exists()


def test_a_blocked_number_is_not_called_but_another_is(order, line):
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, BlockReason.VOLUNTARY, NOW
    line.save()
    with pytest.raises(LineBlocked):
        order()
    assert order(msisdn="79161234567").call_back.msisdn == "79161234567"


def test_nobody_is_called_about_a_closed_number(order, call, line):
    close_line(line=line, now=NOW)
    assert list(due(NOW)) == []
    line.refresh_from_db()
    with pytest.raises(NotFound):
        order(now=NOW + MINUTE)


def test_one_specialist_takes_it_and_the_person_reads_who_looked(call, specialist):
    take_call_back(call_back=call, specialist=specialist, now=NOW)
    with pytest.raises(TakenByAnother):
        take_call_back(call_back=call, specialist=make_specialist("boris"), now=NOW)
    call.request.refresh_from_db()
    assert call.request.status == RequestStatus.WORKING
    looked = SecurityEvent.objects.get(kind=SecurityEventKind.LOOKED_AT)
    assert (looked.made_by, looked.line) == (specialist, call.request.line)


def test_a_call_that_was_taken_and_forgotten_is_taken_by_another(call, specialist):
    boris = make_specialist("boris")
    take_call_back(call_back=call, specialist=specialist, now=NOW)
    half = NOW + 30 * MINUTE
    assert [each.free for each in due(half - MINUTE)] == [False]
    with pytest.raises(TakenByAnother):
        take_call_back(call_back=call, specialist=boris, now=half - MINUTE)
    assert [each.free for each in due(half)] == [True]
    take_call_back(call_back=call, specialist=boris, now=half)
    with pytest.raises(TakenByAnother):
        spoke(call_back=call, specialist=specialist, now=half)
    spoke(call_back=call, specialist=boris, now=half)


def test_having_spoken_ends_it_with_words_for_the_person(call, specialist):
    take_call_back(call_back=call, specialist=specialist, now=NOW)
    spoke(call_back=call, specialist=specialist, now=NOW + MINUTE, words="Объяснили списание")
    call.request.refresh_from_db()
    assert (call.request.status, call.request.steps.last().note) == (RequestStatus.DONE, "Объяснили списание")
    assert list(due(NOW)) == []
    with pytest.raises(CallBackEnded):
        spoke(call_back=call, specialist=specialist, now=NOW + MINUTE)


def test_only_who_took_it_says_what_became_of_it(call, specialist):
    with pytest.raises(TakenByAnother):
        spoke(call_back=call, specialist=specialist, now=NOW)
    with pytest.raises(TakenByAnother):
        nobody_answered(call_back=call, specialist=specialist, now=NOW)


def test_who_did_not_answer_is_called_again_and_after_the_third_time_no_more(call, specialist):
    for number in range(1, 4):
        now = NOW + number * 20 * MINUTE
        take_call_back(call_back=call, specialist=specialist, now=now)
        nobody_answered(call_back=call, specialist=specialist, now=now)
        call.refresh_from_db()
        assert call.tries == number
        if number < 3:
            assert (call.next_at, call.specialist) == (now + 15 * MINUTE, None)
    request = Request.objects.get()
    assert (request.status, call.ended_at) == (RequestStatus.REFUSED, now)
    assert [text.split(".")[0] for text in told()] == [
        "Звонили вам, как вы просили, и не дозвонились",
        "Звонили вам, как вы просили, и не дозвонились",
        "Звонили трижды и не дозвонились",
    ]


def test_taking_it_back_takes_it_off_the_desk(call, owner):
    cancel_request(call.request, by=owner, now=NOW)
    assert list(due(NOW)) == []


def test_who_ordered_long_before_is_reminded_once(order):
    later = order(begins=NOW.replace(hour=14))  # 17:00 in Moscow; it is noon
    begins = later.call_back.from_at
    assert remind(begins - 16 * MINUTE) == 0
    assert [remind(begins - 15 * MINUTE), remind(begins - 14 * MINUTE)] == [1, 0]
    assert told() == ["Позвоним вам сегодня с 17:00 до 19:00, как вы просили"]


def test_who_is_called_at_once_needs_no_reminder(call):
    remind(NOW)
    assert told() == []


def test_the_page_orders_a_call_and_then_shows_it(order, line, owner):
    mine = signed_in(owner)
    address = f"/call-back/?line={line.public_id}"
    assert "Как можно скорее" in mine.get(address).content.decode()
    fields = {"line": line.public_id, "phone": "8 916 123-45-67", "begins": "soonest", "words": "О счёте"}
    assert mine.post("/call-back/", fields).status_code == 302
    assert CallBack.objects.get().msisdn == "79161234567"
    page = mine.get(address).content.decode()
    assert "Звонок заказан" in page
    assert "916" in page


def test_nonsense_is_refused_in_words_and_nothing_is_lost(line, owner):
    fields = {"line": line.public_id, "phone": "12", "begins": "soonest", "words": "О моём счёте"}
    answer = signed_in(owner).post("/call-back/", fields)
    assert answer.status_code == 422
    assert "О моём счёте" in answer.content.decode()
    assert not CallBack.objects.exists()


def test_the_desk_shows_the_number_only_to_who_took_the_call(call, specialist, line):
    desk = signed_in(specialist)
    assert "903 123-45-67" not in desk.get("/desk/call-backs/").content.decode()
    desk.post(f"/desk/call-backs/{call.request.public_id}/", {"do": "take"})
    assert "903 123-45-67" in desk.get("/desk/call-backs/").content.decode()


def test_the_desks_list_costs_the_same_however_long_it_is(call, specialist, django_assert_num_queries):
    from tests.people import make_owner

    desk = signed_in(specialist)
    desk.get("/desk/call-backs/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        desk.get("/desk/call-backs/")
    for number in range(5):
        owner, other = make_owner(f"7903555000{number}")
        order_call_back(line=other, by=owner, now=NOW)
    with django_assert_num_queries(len(one)):
        desk.get("/desk/call-backs/")
