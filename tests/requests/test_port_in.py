"""A number of another operator comes here (A10): asked for, sent, agreed, moved; or refused, or taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.accounts.access import lines_for
from cabinet.accounts.models import Line, SecurityEvent, User
from cabinet.network.models import NetworkOrder, Told
from cabinet.network.services.orders import cipher as order_cipher
from cabinet.requests.models import PortPaper, Request
from cabinet.requests.personal import REQUESTS
from cabinet.requests.services.port_in import (
    OPEN_AT_ONCE,
    AskedByOther,
    OursAlready,
    TooManyNumbers,
    TooSoon,
)
from cabinet.requests.services.steps import CannotCancel, cancel_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.people import NOW, add_line, make_owner, signed_in
from tests.requests.moving import COMING, DOCUMENT, FIRST, OWN, ask
from tests.requests.switches import finish, notes, sweep

pytestmark = pytest.mark.django_db


def days(clock, count: float) -> None:
    """So much later the dispatcher has gone round a few times."""
    clock.shift(timedelta(days=count))
    for _round in range(6):
        sweep()
        clock.shift(timedelta(seconds=2))


def words(request) -> list[str]:
    return [note for _status, note in notes(request)]


def test_nobody_moves_a_list_of_numbers(owner, clock):
    for last in range(OPEN_AT_ONCE):
        ask(owner, f"7926111220{last}")
    with pytest.raises(TooManyNumbers):
        ask(owner, "79261112299")
    assert ask(owner, "79261112200").number  # asked before: it is shown
    assert Request.objects.count() == OPEN_AT_ONCE


def test_a_number_comes_on_its_day_and_is_a_line_of_the_cabinet(owner, clock):
    request = ask(owner)
    days(clock, 0)
    assert words(request)[-1] == "Прежний оператор получил заявку. Ответит в течение двух дней."
    days(clock, 2)
    assert words(request)[-1] == "Прежний оператор согласен. Номер перейдёт в назначенный день."
    days(clock, 5)
    assert len(words(request)) == 4
    days(clock, 1)
    request.refresh_from_db()
    line = Line.objects.get(msisdn=COMING)
    assert request.status == "done"
    assert line in lines_for(owner)
    assert line.contract == owner.contracts.get()
    assert SecurityEvent.objects.get(kind="line_opened").line == line
    told = [(sms.msisdn, unseal(bytes(sms.body)) if sms.body else "") for sms in SmsMessage.objects.order_by("pk")]
    assert {msisdn for msisdn, _text in told} == {OWN, COMING}
    assert not NetworkOrder.objects.filter(operation="transfer_state").exists()


@pytest.mark.parametrize(
    ("ending", "reason"), [("91", "на номере долг"), ("92", "документ не совпал"), ("93", "этот номер не у него")]
)
def test_a_refusal_says_why_and_what_to_do(owner, clock, ending, reason):
    request = ask(owner, COMING[:-2] + ending)
    days(clock, 0)
    days(clock, 2)
    request.refresh_from_db()
    assert request.status == "refused"
    assert reason in words(request)[-1]
    assert not Line.objects.filter(msisdn=COMING[:-2] + ending).exists()
    assert ask(owner, COMING[:-2] + ending, on=FIRST + timedelta(days=9)) != request


def test_an_operator_that_does_not_answer_leaves_it_open_and_told_of(owner, clock):
    request = ask(owner, COMING[:-2] + "94")
    days(clock, 0)
    days(clock, 20)
    request.refresh_from_db()
    assert request.status == "working"


def test_the_same_number_twice_is_one_request(owner, clock):
    assert ask(owner) == ask(owner, on=FIRST + timedelta(days=2))
    assert Request.objects.count() == PortPaper.objects.count() == 1


def test_a_number_that_another_cabinet_asked_for_is_not_asked_for_again(owner, clock):
    ask(owner)
    other, _line = make_owner("79160000001")
    with pytest.raises(AskedByOther):
        ask(other)
    assert Request.objects.count() == 1


def test_a_number_of_ours_needs_no_moving(owner, clock):
    with pytest.raises(OursAlready):
        ask(owner, OWN)


@pytest.mark.parametrize("late", [-1, -8, 173, 400])
def test_the_day_keeps_to_the_rules(owner, clock, late):
    with pytest.raises(TooSoon):
        ask(owner, on=FIRST + timedelta(days=late))


def test_the_day_is_counted_where_the_contract_is(owner, clock):
    contract = owner.contracts.get()
    contract.time_zone = "Asia/Kamchatka"
    contract.save()
    clock.move_to(NOW.replace(hour=13))  # the next day there
    with pytest.raises(TooSoon):
        ask(owner, on=FIRST)
    assert ask(owner, on=FIRST + timedelta(days=1)).due_at.utcoffset() == timedelta(hours=12)


def test_a_number_that_somebody_got_meanwhile_is_refused_honestly(owner, clock):
    request = ask(owner)
    _other, line = make_owner("79160000001")
    add_line(line.contract, COMING)
    for _step in range(4):
        days(clock, 3)
    request.refresh_from_db()
    assert request.status == "refused"
    assert "на другом договоре" in words(request)[-1]


def test_a_contract_that_changed_hands_gets_nothing(owner, clock):
    request = ask(owner)
    contract = owner.contracts.get()
    contract.owner = User.objects.create_user(name="Новый")
    contract.save()
    for _step in range(4):
        days(clock, 3)
    request.refresh_from_db()
    assert request.status == "refused"
    assert not Line.objects.filter(msisdn=COMING).exists()


def test_it_can_be_taken_back_before_it_was_sent_and_is_never_heard_of(owner, clock):
    request = ask(owner)
    cancel_request(request, by=owner, now=NOW)
    finish()
    assert not Told.objects.exists()
    assert bytes(PortPaper.objects.get().document) == b""


def test_it_can_be_taken_back_until_the_day_before(owner, clock):
    request = ask(owner)
    days(clock, 0)
    days(clock, 7)
    cancel_request(request, by=owner, now=timezone.now())
    days(clock, 3)
    assert [told.operation for told in Told.objects.order_by("pk")] == ["transfer", "cancel_transfer"]
    assert not Line.objects.filter(msisdn=COMING).exists()


def test_on_the_day_itself_it_is_too_late(owner, clock):
    request = ask(owner)
    with pytest.raises(CannotCancel):
        cancel_request(request, by=owner, now=request.due_at)


def test_the_document_is_kept_encrypted_and_only_until_it_was_sent(owner, clock):
    request = ask(owner)
    assert DOCUMENT.encode() not in bytes(request.paper.document)
    sweep()
    paper = PortPaper.objects.get()
    assert (bytes(paper.document), str(paper)) == (b"", "•••• 3456")
    told = NetworkOrder.objects.get()
    assert DOCUMENT.encode() not in bytes(told.body)
    assert DOCUMENT in order_cipher.unseal(bytes(told.body))
    finish()
    told.refresh_from_db()
    assert bytes(told.body) == b""
    assert DOCUMENT not in str(list(Request.objects.values()) + list(Told.objects.values()))


def test_a_person_gets_what_is_kept_and_erasing_leaves_no_number(owner, clock):
    request = ask(owner)
    (row,) = REQUESTS.export(owner, NOW)
    assert "926 111-22-33" in row["details"]
    cancel_request(request, by=owner, now=NOW)  # as closing a cabinet does before it erases
    REQUESTS.erase(owner, NOW)
    request.refresh_from_db()
    assert (request.status, request.payload) == ("cancelled", {})
    assert PortPaper.objects.get().tail == ""
    assert signed_in(owner).get(f"/requests/{request.public_id}/").status_code == 200
    sweep()
