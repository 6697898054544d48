"""«Перевести на другой номер»: what the pages say, keep and refuse (B8)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Account, MoneyRequest, Transfer
from cabinet.accounts.models import FailedAttempt
from tests.billing.money import rub
from tests.billing.transfers.sending import MARIA, NOBODYS, code_to, money_of, texts_to
from tests.people import add_line, signed_in

pytestmark = pytest.mark.django_db

FORM = reverse("payments-transfer")


@pytest.fixture
def mine(maria):
    return signed_in(maria.contract.owner)


def begin(browser, line, to="903 765-43-21", amount="100"):
    return browser.post(FORM, {"line": line.public_id, "phone": to, "amount": amount})


def shown(answer) -> str:
    """The page's text, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def test_two_steps_send_the_money_and_say_so(mine, maria, petr):
    first = begin(mine, maria)
    transfer = Transfer.objects.get()
    assert first.url == f"{FORM}{transfer.public_id}/?line={maria.public_id}"
    text = shown(mine.get(first.url))
    for part in ("+7 903 765-43-21", "Сумма 100,00 ₽", "Останется 400,00 ₽", "Перевести 100,00 ₽"):
        assert part in text
    second = mine.post(first.url, {"code": code_to(MARIA)})
    assert second.url == f"{FORM}?line={maria.public_id}"
    assert "Переведено 100,00 ₽ на +7 903 765-43-21." in shown(mine.get(second.url))
    assert (money_of(maria), money_of(petr)) == (rub(400), rub(100))
    assert transfer.made_by == maria.contract.owner


def test_the_form_posted_again_leads_to_the_same_code(mine, maria, petr):
    assert begin(mine, maria).url == begin(mine, maria).url
    assert len(texts_to(MARIA)) == 1


def test_the_code_posted_again_says_that_it_is_done(mine, maria, petr):
    address, code = begin(mine, maria).url, code_to(MARIA)
    assert [mine.post(address, {"code": code}).status_code for _time in range(2)] == [302, 302]
    assert money_of(petr) == rub(100)
    assert "выполнен" in shown(mine.get(address))


def test_a_wrong_code_is_said_and_noted_and_what_is_sent_stands_above_it(mine, maria, petr):
    address = begin(mine, maria).url
    answer = mine.post(address, {"code": "000000"})
    assert answer.status_code == 422
    assert "Код не подошёл" in shown(answer)
    assert "Перевести 100,00 ₽" in shown(answer)
    assert FailedAttempt.objects.exists()
    assert money_of(petr) == rub(0)


@pytest.mark.parametrize(
    ("to", "amount", "said"),
    [
        ("903 765-43-21", "9", "Не меньше 10,00 ₽."),
        ("903 765-43-21", "151", "Не больше 150,00 ₽."),
        ("903 765-43-21", "сто", "Напишите сумму цифрами"),
        ("12", "100", "Номер не распознан"),
        ("495 123-45-67", "100", "городской"),
        ("903 123-45-67", "100", "на том же счёте"),
        ("", "", "Напишите номер телефона."),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(mine, maria, petr, to, amount, said):
    answer = begin(mine, maria, to, amount)
    assert answer.status_code == 422
    assert said in shown(answer)
    assert f'value="{to}"' in answer.content.decode() or not to
    assert not Transfer.objects.exists()


def test_too_little_money_is_said_with_the_sum_that_would_do(mine, maria, petr):
    Account.objects.filter(contract=maria.contract).update(balance=100)
    answer = begin(mine, maria)
    assert answer.status_code == 422
    assert "Сейчас можно перевести не больше 40,00 ₽." in shown(answer)


def test_a_number_that_nobody_has_gets_the_same_pages_and_ends_with_the_money_here(mine, maria):
    address = begin(mine, maria, NOBODYS).url
    assert "Перевести 100,00 ₽" in shown(mine.get(address))
    answer = mine.post(address, {"code": code_to(MARIA)})
    assert answer.status_code == 422
    text = shown(answer)
    assert "этот номер не может его принять" in text
    assert "не выполнен" in text
    assert money_of(maria) == rub(500)


def test_it_can_be_given_up(mine, maria, petr):
    address = begin(mine, maria).url
    assert mine.post(address, {"cancel": "1"}).status_code == 302
    answer = mine.post(address, {"code": code_to(MARIA)})
    assert answer.status_code == 422
    assert "больше не действует" in shown(answer)
    assert "отменён" in shown(mine.get(address))


def test_one_that_is_done_is_not_said_to_be_given_up(mine, maria, petr):
    address = begin(mine, maria).url
    mine.post(address, {"code": code_to(MARIA)})
    answer = mine.post(address, {"cancel": "1"}, follow=True)
    assert answer.redirect_chain[0][0] == address
    assert "выполнен" in shown(answer)
    assert "Деньги остались" not in shown(answer)
    assert (money_of(maria), money_of(petr)) == (rub(400), rub(100))


def test_another_code_comes_on_request_a_minute_later(mine, maria, petr, time_machine):
    address = begin(mine, maria).url
    mine.post(address, {"again": "1"})
    assert len(texts_to(MARIA)) == 1
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    mine.post(address, {"again": "1"})
    assert len(texts_to(MARIA)) == 2
    assert mine.post(address, {"code": code_to(MARIA)}).status_code == 302


def test_from_a_number_without_codes_it_shows_the_ones_that_have_them(mine, maria):
    childs = add_line(maria.contract, "79032222222")
    answer = mine.get(FORM, {"line": childs.public_id})
    assert 'name="phone"' not in answer.content.decode()
    assert f"?line={maria.public_id}" in answer.content.decode()
    assert begin(mine, childs).status_code == 422
    assert not Transfer.objects.exists()


def test_a_code_page_of_somebody_elses_is_not_there(mine, maria, petr):
    address = begin(mine, maria).url
    theirs = signed_in(petr.contract.owner)
    assert theirs.get(address.split("?")[0]).status_code == 404
    assert theirs.post(address.split("?")[0], {"code": code_to(MARIA)}).status_code == 404


def test_what_somebody_asked_for_stands_in_the_fields_for_who_was_asked_alone(mine, maria, petr):
    now = timezone.now()
    wish = MoneyRequest.objects.create(
        asker=petr, msisdn=MARIA, line=maria, channel="page", amount=50, created_at=now, expires_at=now + timedelta(1)
    )
    page = mine.get(FORM, {"request": str(wish.public_id)}).content.decode()
    assert 'value="+7 903 765-43-21"' in page
    assert 'value="50"' in page
    theirs = signed_in(petr.contract.owner).get(FORM, {"request": str(wish.public_id)}).content.decode()
    assert 'value="50"' not in theirs
    assert mine.get(FORM, {"request": "nonsense"}).status_code == 200


def test_an_empty_list_says_what_will_be_there(mine, maria):
    assert "Переводов пока не было" in shown(mine.get(FORM))


def test_however_long_the_list_the_page_costs_the_same(mine, maria, petr, django_assert_max_num_queries):
    mine.get(FORM)
    with django_assert_max_num_queries(12):
        mine.get(FORM, {"line": maria.public_id})
