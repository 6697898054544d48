"""The trust payment is lent at once, by the terms that were agreed to, one at a time (B7)."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from billing.models import Entry, TrustPayment, TrustTerms
from billing.trust.errors import DebtOpen, NotOffered, NumberStopped, TermsChanged, TooYoung
from billing.trust.services.take import Agreed, take
from billing.usage.packages import set_rate
from cabinet.accounts.models import Contract, Line
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from tests.billing.money import pay, rub
from tests.billing.trust.lending import DUE, MARIA, borrow, main_of, money_and_debt, moved, person, terms, texts_to
from tests.billing.usage.network import make_card
from tests.people import NOW, add_line, give_access

pytestmark = pytest.mark.django_db


def nothing_lent(line) -> bool:
    return not TrustPayment.objects.exists() and moved(line) == [] and money_and_debt(line)[1] == 0


def test_the_sum_comes_at_once_and_is_owed_with_the_fee(maria):
    loan = borrow(maria)
    assert money_and_debt(maria) == (rub(105), rub(110))
    assert moved(maria) == [("trust", rub(100))]
    assert (loan.amount, loan.fee, loan.left, loan.due_at) == (rub(100), rub(10), rub(110), DUE)
    entry = Entry.objects.get(kind="trust")
    assert (entry.line, entry.made_by, entry.channel) == (maria, maria.contract.owner, "page")
    assert loan.entry == entry


def test_its_owner_is_told(maria):
    borrow(maria)
    assert [text.split(".")[0] for text in texts_to()] == ["Доверительный платёж: зачислено 100,00 руб"]


def test_the_same_form_twice_lends_once_even_after_it_was_repaid(maria):
    key = uuid4()
    first = borrow(maria, key=key)
    assert borrow(maria, key=key) == first
    pay(main_of(maria), 200)
    again = borrow(maria, key=key, now=NOW + timedelta(minutes=1))
    assert (again, again.status) == (first, "repaid")
    assert moved(maria).count(("trust", rub(100))) == 1
    assert len(texts_to()) == 2  # taken, repaid


def test_a_second_one_is_refused_while_anything_is_owed(maria):
    borrow(maria)
    pay(main_of(maria), "109.99")
    with pytest.raises(DebtOpen) as refused:
        borrow(maria)
    assert refused.value.left == rub("0.01")
    pay(main_of(maria), "0.01")
    assert borrow(maria).left == rub(110)


def test_two_lines_of_one_contract_share_the_debt(maria):
    borrow(maria)
    with pytest.raises(DebtOpen):
        borrow(add_line(maria.contract, "79032222222"))


def test_somebody_elses_key_lends_nothing_and_shows_nothing(maria):
    loan = borrow(maria)
    other = person("79037654321")
    with pytest.raises(NotFound):
        borrow(other, key=loan.public_id)
    assert moved(other) == []


@pytest.mark.parametrize("agreed", [Agreed(amount=rub(100), fee=rub(5)), Agreed(amount=rub(50), fee=rub(10))])
def test_other_terms_than_the_person_saw_lend_nothing(maria, agreed):
    with pytest.raises(TermsChanged):
        borrow(maria, agreed=agreed)
    assert nothing_lent(maria)


def test_a_young_number_is_told_from_which_day(maria):
    TrustTerms.objects.update(min_age_days=60)
    opened = NOW - timedelta(days=60) + timedelta(seconds=1)
    type(maria).objects.filter(pk=maria.pk).update(opened_at=opened)
    with pytest.raises(TooYoung) as refused:
        borrow(maria)
    assert refused.value.opens_at == NOW + timedelta(seconds=1)
    assert "24 ноября 2026" in str(refused.value).replace("\u00a0", " ")
    assert nothing_lent(maria)
    assert borrow(maria, now=NOW + timedelta(seconds=1)).amount == rub(100)


def test_a_blocked_number_borrows_nothing(maria):
    type(maria).objects.filter(pk=maria.pk).update(status="blocked", block_reason="wish", blocked_at=NOW)
    maria.refresh_from_db()
    with pytest.raises(NumberStopped):
        borrow(maria)
    assert nothing_lent(maria)


def test_without_terms_there_is_nothing_to_borrow(maria):
    TrustTerms.objects.update(is_on=False)
    with pytest.raises(NotOffered):
        borrow(maria)
    assert nothing_lent(maria)


def test_the_largest_sum_for_ones_age_and_card_is_offered(maria):
    mine, others = make_card(), make_card()
    terms(200, 20, min_age_days=365)
    terms(900, 20, min_age_days=365 * 20)
    terms(300, 25, rate_card=mine)
    terms(500, 30, rate_card=others)
    assert borrow(maria).amount == rub(200)
    pay(main_of(maria), 500)
    set_rate(line=maria, rate_card=others, from_at=NOW - timedelta(days=9))
    set_rate(line=maria, rate_card=mine, from_at=NOW - timedelta(days=1))
    set_rate(line=maria, rate_card=others, from_at=NOW + timedelta(days=1))
    assert borrow(maria).amount == rub(300)


def test_of_the_same_sum_the_cheaper_is_offered(maria):
    terms(100, 7)
    assert borrow(maria).fee == rub(7)


def test_it_is_due_at_the_same_hour_by_the_contracts_clock(maria):
    maria.contract.time_zone = "America/New_York"
    maria.contract.save()
    TrustTerms.objects.update(days=120)  # over the change to summer time
    zone = ZoneInfo("America/New_York")
    due = borrow(maria).due_at
    assert due.astimezone(zone).time() == NOW.astimezone(zone).time()


def test_who_is_not_the_owner_borrows_nothing(maria):
    manager = give_access(maria)
    with pytest.raises(NotFound):
        take(line=maria, by=manager, channel="page", key=uuid4(), now=NOW)
    assert nothing_lent(maria)


def test_a_childs_telephone_hears_nothing_of_the_owners_debt(maria):
    child = add_line(maria.contract, "79032222222")
    borrow(child)
    assert texts_to("79032222222") == []
    assert len(texts_to(MARIA)) == 1


def test_a_line_that_went_to_another_contract_meanwhile_borrows_nothing_there(maria):
    seen = Line.objects.select_related("contract").get(pk=maria.pk)  # as the page has it
    other = person("79037654321")
    Contract.objects.filter(pk=seen.contract_id).update(primary_line=None)
    Line.objects.filter(pk=maria.pk).update(contract=other.contract)
    with pytest.raises(NotFound):
        take(line=seen, by=seen.contract.owner, channel=Channel.PAGE, key=uuid4(), now=NOW)
    assert not TrustPayment.objects.exists()
