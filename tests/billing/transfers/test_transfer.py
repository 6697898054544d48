"""Money goes from one number to another in two steps: both accounts move, or neither (B8)."""

from datetime import timedelta

import pytest

from billing.models import Entry, Transfer
from billing.services.audit import audit
from billing.transfers.errors import CodeComesElsewhere, NotTaken, ToOneself, TransferOver
from billing.transfers.services.begin import cancel, send_again
from billing.transfers.services.confirm import confirm
from cabinet.accounts.models import CodePurpose, LineStatus, LoginCode
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode, check_code
from cabinet.core import brand
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from tests.billing.money import rub
from tests.billing.transfers.sending import (
    LATER,
    MARIA,
    NOBODYS,
    PETR,
    code_to,
    finished,
    money_of,
    moved,
    person,
    sent,
    started,
    texts_to,
)
from tests.people import NOW, add_line, give_access

pytestmark = pytest.mark.django_db

WRONG = "000000"


def test_nothing_moves_before_the_code(maria, petr):
    transfer = started(maria)
    assert transfer.status == "created"
    assert moved() == []
    assert (money_of(maria), money_of(petr)) == (rub(500), rub(0))
    assert texts_to(PETR) == []


def test_the_code_names_the_sum_and_the_number_and_goes_to_the_sending_line(maria, petr):
    started(maria)
    code = code_to(MARIA)
    assert texts_to(MARIA, kind="code") == [
        f"Перевод 100,00 руб. на +7 903 765-43-21: код {code}. Никому не говорите\n@{brand.host()} #{code}"
    ]


def test_the_right_code_moves_both_accounts_at_once(maria, petr):
    done = sent(maria)
    assert done.status == "done"
    assert (done.done_at, done.to_account) == (NOW, done.in_entry.account)
    assert moved() == [("transfer_out", rub(-100)), ("transfer_in", rub(100))]
    assert (money_of(maria), money_of(petr)) == (rub(400), rub(100))
    assert list(audit()) == []


def test_entries_name_the_other_by_a_masked_number_and_the_receiver_no_person(maria, petr):
    done = sent(maria)
    source = {"source": "transfer", "source_id": str(done.public_id)}
    assert done.out_entry.cause == {"number": "+7 903 ••• 43-21", **source}
    assert (done.out_entry.line, done.out_entry.made_by) == (maria, maria.contract.owner)
    assert done.in_entry.cause == {"number": "+7 903 ••• 45-67", **source}
    assert (done.in_entry.line, done.in_entry.made_by) == (petr, None)


def test_the_receiver_is_told_by_whom_and_how_much(maria, petr):
    sent(maria)
    assert texts_to(PETR) == ["Вам перевели 100,00 руб., отправитель +7 903 123-45-67"]


def test_the_same_code_twice_moves_money_once(maria, petr):
    transfer = started(maria)
    code = code_to(MARIA)
    assert finished(transfer, code).pk == finished(transfer, code, now=LATER).pk
    assert money_of(petr) == rub(100)
    assert len(texts_to(PETR)) == 1


def test_a_wrong_code_moves_nothing_and_spends_an_attempt(maria, petr):
    transfer = started(maria)
    with pytest.raises(WrongCode):
        finished(transfer, WRONG)
    assert LoginCode.objects.get(purpose=CodePurpose.TRANSFER).attempts == 1
    assert moved() == []
    assert finished(transfer).status == "done"


def test_five_wrong_codes_are_all(maria, petr, settings):
    settings.CODE_PAUSE = 0
    transfer = started(maria)
    for minute in range(5):
        with pytest.raises(WrongCode):
            finished(transfer, WRONG, now=NOW + timedelta(minutes=minute))
    with pytest.raises(CodeSpent):
        finished(transfer, now=NOW + timedelta(minutes=9))
    assert moved() == []


def test_a_code_confirms_its_own_transfer_and_no_other(maria, petr):
    first = started(maria, amount=10)
    code = code_to(MARIA)
    second = started(maria, amount=150, now=LATER)
    with pytest.raises(WrongCode):
        finished(second, code, now=LATER)
    with pytest.raises(TransferOver):
        finished(first, code, now=LATER)
    assert moved() == []


def test_a_code_of_a_transfer_opens_nothing_else(maria, petr):
    started(maria)
    for purpose in (CodePurpose.SIGN_IN, CodePurpose.CONFIRM):
        with pytest.raises(CodeSpent):
            check_code(msisdn=MARIA, purpose=purpose, typed=code_to(MARIA), now=NOW)


def test_another_transfer_of_the_line_cancels_the_one_that_waits(maria, petr):
    first, second = started(maria, amount=10), started(maria, amount=20, now=LATER)
    first.refresh_from_db()
    assert (first.status, second.status) == ("cancelled", "created")


def test_the_button_pressed_twice_begins_one_transfer_with_one_code(maria, petr):
    first, second = started(maria), started(maria, now=NOW + timedelta(seconds=5))
    assert first.pk == second.pk
    assert len(texts_to(MARIA)) == 1


def test_another_transfer_within_a_minute_waits_for_its_code_and_the_first_still_works(maria, petr):
    first = started(maria)
    with pytest.raises(CodeTooSoon):
        started(maria, amount=50, now=NOW + timedelta(seconds=5))
    assert Transfer.objects.count() == 1
    assert finished(first).status == "done"


def test_a_code_sent_again_replaces_the_first_and_gives_ten_minutes_more(maria, petr):
    transfer = started(maria)
    first = code_to(MARIA)
    later = NOW + timedelta(minutes=9)
    send_again(transfer=transfer, by=maria.contract.owner, now=later)
    with pytest.raises(WrongCode):
        finished(transfer, first if first != code_to(MARIA) else WRONG, now=later)
    assert finished(transfer, now=NOW + timedelta(minutes=15)).status == "done"


def test_after_ten_minutes_it_is_over(maria, petr):
    transfer = started(maria)
    late = NOW + timedelta(minutes=10)
    with pytest.raises(TransferOver):
        finished(transfer, now=late)
    with pytest.raises(TransferOver):
        send_again(transfer=transfer, by=maria.contract.owner, now=late)
    assert moved() == []


def test_a_cancelled_one_cannot_be_confirmed(maria, petr):
    transfer = started(maria)
    cancel(transfer=transfer, by=maria.contract.owner, now=NOW)
    with pytest.raises(TransferOver):
        finished(transfer)
    assert moved() == []


def test_one_that_is_done_cannot_be_cancelled(maria, petr):
    done = sent(maria)
    cancel(transfer=done, by=maria.contract.owner, now=NOW)
    done.refresh_from_db()
    assert done.status == "done"


def test_a_number_of_the_same_contract_is_refused(maria):
    add_line(maria.contract, PETR)
    with pytest.raises(ToOneself):
        started(maria)
    with pytest.raises(ToOneself):
        started(maria, MARIA)
    assert texts_to(MARIA) == []


def test_a_number_that_nobody_has_looks_the_same_until_the_code(maria, petr, django_assert_num_queries):
    started(maria)
    with django_assert_num_queries(20):
        known = started(maria, amount=20, now=LATER)
    with django_assert_num_queries(20):
        unknown = started(maria, NOBODYS, 20, now=LATER + timedelta(minutes=2))
    assert (known.status, unknown.status) == ("created", "created")
    assert len(texts_to(MARIA, kind="code")) == 3


def test_a_number_that_nobody_has_takes_nothing_and_the_money_stays(maria):
    with pytest.raises(NotTaken):
        sent(maria, NOBODYS)
    assert Transfer.objects.get().status == "refused"
    assert moved() == []
    assert money_of(maria) == rub(500)


@pytest.mark.parametrize("status", [LineStatus.BLOCKED, LineStatus.CLOSED])
def test_a_number_that_does_not_work_is_refused_in_the_same_words(maria, petr, status):
    transfer = started(maria)
    petr.status, petr.closed_at = status, NOW if status == LineStatus.CLOSED else None
    petr.save()
    with pytest.raises(NotTaken) as refused:
        finished(transfer)
    assert str(refused.value) == str(NotTaken.message)
    assert moved() == []


def test_a_number_given_to_somebody_else_meanwhile_gets_nothing(maria, petr):
    transfer = started(maria)
    petr.status, petr.closed_at = LineStatus.CLOSED, NOW
    petr.save()
    stranger = person("79031111111", 0)
    stranger.msisdn = PETR
    stranger.save()
    with pytest.raises(NotTaken):
        finished(transfer)
    assert money_of(stranger) == rub(0)


def test_a_line_blocked_meanwhile_sends_nothing(maria, petr):
    transfer = started(maria)
    code = code_to(MARIA)
    maria.status = LineStatus.BLOCKED
    maria.save()
    with pytest.raises(CodeComesElsewhere):
        finished(transfer, code)
    assert moved() == []


def test_only_the_owner_sends(maria, petr):
    transfer = started(maria)
    manager = give_access(maria)
    for someone in (manager, petr.contract.owner):
        with pytest.raises(NotFound):
            confirm(transfer=transfer, by=someone, typed=code_to(MARIA), channel=Channel.PAGE, now=NOW)
    assert not Entry.objects.filter(kind="transfer_out").exists()


def test_the_owner_sends_from_no_telephone_that_somebody_else_holds(maria, petr):
    """Whoever sits at the owner's open cabinet with a telephone of the same contract would have the code."""
    childs = add_line(maria.contract, "79032222222")
    with pytest.raises(CodeComesElsewhere):
        started(childs)
    assert texts_to("79032222222") == []


def test_a_line_that_went_to_another_contract_meanwhile_sends_nothing_of_the_first(maria, petr):
    transfer, code = started(maria), code_to(MARIA)
    other = person("79038888888").contract
    other.owner = maria.contract.owner
    other.save()
    maria.contract.primary_line = None
    maria.contract.save()
    maria.contract = other
    maria.save()
    other.primary_line = maria
    other.save()
    transfer.refresh_from_db()
    with pytest.raises(TransferOver):
        finished(transfer, code)
    assert moved() == []


def test_a_receiver_that_came_to_the_same_contract_meanwhile_gets_nothing(maria, petr):
    transfer = started(maria)
    petr.contract.primary_line = None
    petr.contract.save()
    petr.contract = maria.contract
    petr.save()
    with pytest.raises(NotTaken):
        finished(transfer)
    assert moved() == []
