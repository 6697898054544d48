"""Many at once: what is sent is what is got, and the limits hold."""

import pytest
from django.db.models import Sum

from billing.models import Account, CallMe, MoneyRequest, Transfer
from billing.services.audit import audit
from billing.transfers.errors import TransferTooSoon
from billing.transfers.services.ask import ask
from billing.transfers.services.begin import begin
from billing.transfers.services.call_me import call_me
from cabinet.accounts.models import Access
from cabinet.accounts.services.codes import WrongCode
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from tests.billing.behind import behind
from tests.billing.money import rub
from tests.billing.test_ledger_races import together
from tests.billing.transfers.sending import MARIA, NOW, PETR, code_to, finished, money_of, person, started, texts_to
from tests.people import add_line

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_code_typed_in_eight_browsers_at_once_sends_once():
    maria, petr = person(MARIA), person(PETR, 0)
    transfer, code = started(maria), code_to(MARIA)
    results = together(lambda number: finished(Transfer.objects.get(pk=transfer.pk), code))
    assert {type(result) for result in results} == {Transfer}
    assert (money_of(maria), money_of(petr)) == (rub(400), rub(100))


def test_of_sixty_guesses_at_once_five_are_compared(settings):
    settings.CODE_PAUSE, settings.CODE_FAILURES = 0, "1000/hour"
    maria, _petr = person(MARIA), person(PETR, 0)
    transfer = started(maria)
    results = together(lambda number: finished(Transfer.objects.get(pk=transfer.pk), "000000"), threads=16)
    assert sum(isinstance(result, WrongCode) for result in results) == 5
    assert money_of(maria) == rub(500)


def test_opposite_transfers_at_once_do_not_wait_for_each_other_for_ever(settings):
    settings.TRANSFER_PAUSE *= 0
    settings.CODES_PER_NUMBER = ("1000/day",)
    people = [person(MARIA), person(PETR)]

    def work(number: int) -> int:
        done = 0
        giver, taker = people[number % 2], people[(number + 1) % 2]
        for _turn in range(6):
            try:
                finished(started(giver, str(taker.msisdn), 10 + number))
                done += 1
            except DomainError:
                pass  # another thread of the same giver was first
        return done

    results = together(work, threads=4)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(result for result in results if isinstance(result, int)) >= 2
    assert Account.objects.aggregate(all=Sum("balance"))["all"] == rub(1000)
    assert list(audit()) == []


def test_the_button_pressed_eight_times_at_once_begins_one():
    maria, _petr = person(MARIA), person(PETR, 0)

    def press(_number: int) -> Transfer:
        return begin(line=maria, to=PETR, amount=rub(100), by=maria.contract.owner, channel=Channel.PAGE, now=NOW)

    results = together(press)
    assert {result.pk for result in results if isinstance(result, Transfer)} == {Transfer.objects.get().pk}
    assert not [result for result in results if isinstance(result, Exception)]


def test_one_number_is_told_so_often_and_no_more_whoever_asks_at_once(settings):
    settings.MONEY_ASKED_OF_ONE = settings.CALL_ME_TO_ONE = "1/day"
    _maria, others = person(MARIA, 0), [person(f"7903888000{number}", 0) for number in range(6)]

    def bother(number: int) -> None:
        line = others[number]
        ask(line=line, of=MARIA, amount=rub(100), by=line.contract.owner, channel=Channel.PAGE, now=NOW)
        call_me(line=line, to=MARIA, channel=Channel.PAGE, now=NOW)

    assert together(bother, threads=6) == [None] * 6
    assert MoneyRequest.objects.exclude(line=None).count() == 1
    assert (CallMe.objects.filter(sent=True).count(), len(texts_to(MARIA))) == (1, 2)


def test_who_ask_each_other_at_once_do_not_wait_for_each_other_for_ever(settings):
    settings.CALL_ME_TO_PAIR = settings.CALL_ME_PER_NUMBER = "1000/day"
    people = [person(MARIA, 0), person(PETR, 0)]

    def bother(number: int) -> None:
        for _turn in range(5):
            call_me(line=people[number % 2], to=str(people[(number + 1) % 2].msisdn), channel=Channel.PAGE, now=NOW)

    assert together(bother, threads=4) == [None] * 4


def test_two_lines_of_one_contract_at_once_are_judged_one_after_the_other():
    maria, petr, ivan = person(MARIA), person(PETR, 0), person("79034444444", 0)
    second = add_line(maria.contract, "79033333333")
    Access.objects.create(user=maria.contract.owner, line=second, role="manager", by_code=True)
    one, other = started(maria), started(second, str(ivan.msisdn))  # so that no line is locked by both
    codes = code_to(MARIA), code_to("79033333333")
    late = behind(lambda: finished(one, codes[0]), lambda: finished(other, codes[1]))
    assert isinstance(late, TransferTooSoon)
    assert (money_of(maria), money_of(petr), money_of(ivan)) == (rub(400), rub(100), rub(0))
