"""Asking another number for money: an SMS, and nothing moves unless who is asked sends it (B8)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing.models import MoneyRequest
from billing.transfers.errors import (
    AnsweredAlready,
    AskedAlready,
    AskedTooOften,
    NumberStopped,
    OneCannotAskOneself,
    OutOfBounds,
)
from billing.transfers.selectors import asked_by, asked_of
from billing.transfers.services.ask import ask, refuse
from billing.transfers.services.ending import sweep
from billing.transfers.services.strangers import choose
from cabinet.accounts.models import LineStatus, Role
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.sms.models import SmsMessage
from tests.billing.money import rub
from tests.billing.transfers.sending import LATER, MARIA, NOBODYS, PETR, money_of, moved, person, sent, texts_to
from tests.billing.transfers.test_pages import shown
from tests.people import NOW, add_line, give_access, signed_in

pytestmark = pytest.mark.django_db


def asked(line, of=MARIA, amount="100", *, by=None, now=NOW) -> MoneyRequest:
    by = by or line.contract.owner
    return ask(line=line, of=of, amount=rub(amount), by=by, channel=Channel.PAGE, now=now)


def test_who_is_asked_reads_by_whom_how_much_and_how_to_send_it(petr, maria):
    asked(petr)
    link = texts_to(MARIA)[0].split("или ")[1].split(" ")[0]
    assert texts_to(MARIA) == [
        f"+7 903 765-43-21 просит у вас 100,00 руб. Перевести: *145*9037654321*100# или {link} "
        "Не знаете, кто это? Не переводите"
    ]
    assert link.endswith(reverse("payments-ask"))
    assert moved() == []


def test_sent_by_who_was_asked_it_is_answered(petr, maria):
    wish = asked(petr)
    done = sent(maria)
    wish.refresh_from_db()
    assert (wish.status, wish.ended_at, done.asked_by) == ("paid", NOW, wish)
    assert money_of(petr) == rub(100)


def test_another_sum_or_another_sender_leaves_it_waiting(petr, maria):
    wish = asked(petr)
    sent(maria, amount=50)
    sent(person("79035555555"), amount=100)
    wish.refresh_from_db()
    assert wish.status == "waiting"


def test_two_wishes_of_one_sum_are_answered_one_after_the_other(maria):
    first, second = person(PETR, 0), person("79036666666", 0)
    one, other = asked(first), asked(second)
    sent(maria, PETR)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.status, other.status) == ("paid", "waiting")


def test_it_can_be_refused_once(petr, maria):
    wish = asked(petr)
    refuse(wish=wish, by=maria.contract.owner, now=NOW)
    assert [each.status for each in asked_by(line=petr, now=NOW)] == ["refused"]
    with pytest.raises(AnsweredAlready):
        refuse(wish=wish, by=maria.contract.owner, now=NOW)


def test_who_asks_cannot_answer_for_the_other(petr, maria):
    wish = asked(petr)
    with pytest.raises(NotFound):
        refuse(wish=wish, by=petr.contract.owner, now=NOW)


def test_after_a_day_it_is_over(petr, maria):
    wish = asked(petr)
    tomorrow = NOW + timedelta(days=1)
    assert asked_of(line=maria, now=tomorrow) == []
    assert [each.status for each in asked_by(line=petr, now=tomorrow)] == ["expired"]
    assert sweep(tomorrow) == 1
    sent(maria, now=tomorrow)
    wish.refresh_from_db()
    assert (wish.status, wish.ended_at) == ("expired", tomorrow)


def test_a_number_that_nobody_has_costs_the_same_and_looks_the_same(petr, maria, django_assert_num_queries):
    with django_assert_num_queries(10):
        known = asked(petr)
    with django_assert_num_queries(10):
        unknown = asked(petr, NOBODYS)
    assert (known.line, unknown.line) == (maria, None)
    assert {each.status for each in asked_by(line=petr, now=NOW)} == {"waiting"}
    assert SmsMessage.objects.get(msisdn=NOBODYS).status == "failed"
    assert texts_to(NOBODYS) == []


def test_who_forbids_it_hears_nothing_and_nobody_can_tell(petr, maria):
    choose(line=maria, takes_call_me=True, takes_money_requests=False)
    asked(petr)
    assert texts_to(MARIA) == []
    assert asked_of(line=maria, now=NOW) == []
    assert [each.status for each in asked_by(line=petr, now=NOW)] == ["waiting"]


def test_a_blocked_number_hears_nothing(petr, maria):
    maria.status = LineStatus.BLOCKED
    maria.save()
    asked(petr)
    assert texts_to(MARIA) == []


def test_asked_at_night_the_sms_waits_for_the_morning(petr, maria, settings):
    settings.QUIET_HOURS = ("21:00", "09:00")
    asked(petr, now=NOW - timedelta(hours=6))  # six in the morning in Moscow
    assert SmsMessage.objects.get(msisdn=MARIA).next_attempt_at == NOW - timedelta(hours=3)


def test_the_same_number_is_asked_once_at_a_time(petr, maria):
    asked(petr)
    with pytest.raises(AskedAlready):
        asked(petr, amount=50)
    assert len(texts_to(MARIA)) == 1


def test_five_wishes_a_day_of_one_number(petr):
    for number in range(5):
        asked(petr, f"7903999000{number}")
    with pytest.raises(AskedTooOften):
        asked(petr, "79039990009", now=NOW + timedelta(hours=23))
    asked(petr, "79039990009", now=NOW + timedelta(days=1))


def test_one_number_is_told_of_five_a_day_from_all_and_the_sixth_cannot_tell(maria):
    for number in range(6):
        asked(person(f"7903888000{number}", 0))
    assert len(texts_to(MARIA)) == 5


@pytest.mark.parametrize("amount", ["9.99", "150.01"])
def test_nobody_asks_for_what_cannot_be_sent(petr, maria, amount):
    with pytest.raises(OutOfBounds):
        asked(petr, amount=amount)


def test_a_number_of_the_same_account_is_refused(petr):
    add_line(petr.contract, NOBODYS)
    for own in (PETR, NOBODYS):
        with pytest.raises(OneCannotAskOneself):
            asked(petr, own)


def test_a_blocked_line_asks_nobody(petr, maria):
    petr.status = LineStatus.BLOCKED
    petr.save()
    with pytest.raises(NumberStopped):
        asked(petr)


def test_who_manages_a_number_may_ask_for_it_and_who_only_looks_may_not(petr, maria):
    asked(petr, by=give_access(petr))
    with pytest.raises(NotFound):
        asked(petr, NOBODYS, by=give_access(petr, Role.VIEWER))


def test_on_the_page_it_is_asked_and_seen_sent_and_refused(petr, maria):
    theirs, mine = signed_in(petr.contract.owner), signed_in(maria.contract.owner)
    address = reverse("payments-ask")
    for of, amount in ((MARIA, "100"), (NOBODYS, "50")):
        answer = theirs.post(address, {"line": petr.public_id, "phone": of, "amount": amount})
        assert answer.url == f"{address}?line={petr.public_id}"
    page = shown(theirs.get(address))
    assert "Просьба о 50,00 ₽ записана. Если +7 903 999-99-99 принимает такие просьбы, ему придёт SMS." in page
    assert page.count("ждёт ответа") == 2
    wish = MoneyRequest.objects.get(line=maria)
    answer = mine.get(address)
    assert "+7 903 765-43-21" in shown(answer)
    assert f"request={wish.public_id}" in answer.content.decode()
    gone = mine.post(reverse("payments-ask-refuse", args=[wish.public_id]))
    assert "Вы отказали" in shown(mine.get(gone.url))
    assert "отказано" in shown(theirs.get(address))
    assert mine.post(reverse("payments-ask-refuse", args=[wish.public_id])).status_code == 302
    assert theirs.post(reverse("payments-ask-refuse", args=[wish.public_id])).status_code == 404


def test_who_manages_is_offered_to_refuse_and_not_to_send(petr, maria):
    wish = asked(petr, now=LATER)
    MoneyRequest.objects.update(expires_at=LATER + timedelta(days=3650))
    page = signed_in(give_access(maria)).get(reverse("payments-ask"), {"line": maria.public_id}).content.decode()
    assert str(wish.public_id) in page
    assert reverse("payments-transfer") not in page.split("<main", 1)[1]


def test_what_is_wrong_stays_in_the_fields(petr):
    answer = signed_in(petr.contract.owner).post(
        reverse("payments-ask"), {"line": petr.public_id, "phone": PETR, "amount": "20"}
    )
    assert answer.status_code == 422
    assert "на том же счёте" in shown(answer)
    assert 'value="20"' in answer.content.decode()
