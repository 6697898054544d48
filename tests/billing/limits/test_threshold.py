"""The owner is told when the balance falls below their threshold: once a crossing, and not at night (B10)."""

import re

import pytest
from django.urls import reverse

from billing.kinds import EntryKind
from billing.limits import services
from billing.limits.services import LEASE, NotAThreshold, set_threshold, sweep
from billing.models import Account, AccountKind, BalanceNotice, TrustTerms
from billing.services.ledger import open_account, post_many
from cabinet.core.errors import NotFound
from cabinet.sms.models import SmsMessage
from tests.billing.money import charge, pay, row, rub
from tests.billing.trust.lending import MARIA, borrow, main_of, person, terms, texts_to
from tests.people import NOW, give_access, signed_in

pytestmark = pytest.mark.django_db

PAGE = reverse("payments-limit")
SAID = "На счёте 40,00 руб. Вы просили предупредить, когда станет меньше 100,00 руб."


@pytest.fixture
def maria():
    """With 500 ₽, who wants to know of less than 100 ₽."""
    line = person(money=500)
    watch(line, 100)
    return line


def watch(line, below, *, kind=AccountKind.MAIN) -> None:
    set_threshold(line=line, kind=kind, below=rub(below) if below else None, by=line.contract.owner, now=NOW)


def test_a_charge_that_crosses_it_is_told_of_once(maria):
    charge(main_of(maria), 460)
    assert sweep(NOW) == 1
    assert texts_to() == [SAID]
    charge(main_of(maria), 10)
    assert sweep(NOW) == 0
    assert len(texts_to()) == 1


def test_exactly_the_threshold_is_not_below_it(maria):
    charge(main_of(maria), 400)
    assert sweep(NOW) == 0
    assert texts_to() == []


def test_after_a_top_up_the_next_crossing_is_told_of_again(maria):
    for _time in range(2):
        charge(main_of(maria), 460)
        sweep(NOW)
        pay(main_of(maria), 460)
    assert texts_to() == [SAID, SAID]


def test_money_that_came_before_it_was_told_leaves_nothing_to_tell(maria):
    charge(main_of(maria), 460)
    pay(main_of(maria), 60)
    assert sweep(NOW) == 1
    assert texts_to() == []
    assert not BalanceNotice.objects.exists()


def test_switched_off_it_tells_nothing_not_even_what_it_saw(maria):
    charge(main_of(maria), 460)
    watch(maria, None)
    charge(main_of(maria), 1)
    assert sweep(NOW) == 0
    assert texts_to() == []


def test_a_threshold_above_the_balance_waits_for_the_next_crossing(maria):
    watch(maria, 1000)
    charge(main_of(maria), 1)
    assert sweep(NOW) == 0
    pay(main_of(maria), 600)
    charge(main_of(maria), 100)
    assert sweep(NOW) == 1
    assert len(texts_to()) == 1


def test_many_accounts_in_one_batch_are_noted_by_one_statement(maria, django_assert_max_num_queries):
    lines = [maria]
    for number in range(5):
        lines.append(person(f"7903000000{number}", 500))
        watch(lines[-1], 100)
    rows = [row(main_of(line), -450, "fee") for line in lines]
    with django_assert_max_num_queries(6):
        post_many(rows, now=NOW)
    assert sweep(NOW) == 6
    assert SmsMessage.objects.count() == 6


def test_a_top_up_that_goes_to_the_debt_crosses_nothing(maria):
    charge(main_of(maria), 460)
    sweep(NOW)
    Account.objects.filter(pk=main_of(maria).pk).update(notice_below=None)  # borrowing raises the balance, too
    TrustTerms.objects.all().delete()
    terms(amount=300, fee=30)
    borrow(maria)
    charge(main_of(maria), 300)
    watch(maria, 100)
    SmsMessage.objects.all().delete()
    pay(main_of(maria), 320)  # 40 ₽ before, 360 ₽ for a moment, 40 ₽ after
    assert (main_of(maria).balance, main_of(maria).owed) == (rub(40), rub(10))
    assert sweep(NOW) == 0
    assert texts_to() == []


def test_a_batch_whose_charges_and_repayment_cross_it_is_told_of_once(maria):
    TrustTerms.objects.all().delete()
    terms(amount=100, fee=10)
    borrow(maria)
    account = main_of(maria)
    post_many([row(account, -495, "usage", EntryKind.USAGE), row(account, 50, "payment")], now=NOW)  # 600, 155, 105
    assert (main_of(maria).balance, sweep(NOW)) == (rub(105), 0)
    post_many([row(account, -40, "more", EntryKind.USAGE), row(account, 50, "again")], now=NOW)  # 105, 115, 65
    assert (main_of(maria).balance, sweep(NOW)) == (rub(65), 1)
    assert sum("65,00" in text for text in texts_to()) == 1


def test_at_night_it_waits_for_the_morning(maria, settings):
    settings.QUIET_HOURS = ("22:00", "08:00")
    night = NOW.replace(hour=23)  # two o'clock in Moscow
    charge(main_of(maria), 460, now=night)
    sweep(night)
    assert SmsMessage.objects.get().next_attempt_at > night


def test_the_content_account_has_its_own(maria):
    content = open_account(contract=maria.contract, kind=AccountKind.CONTENT)
    watch(maria, 20, kind=AccountKind.CONTENT)
    post_many([row(content, 30, "in", EntryKind.MOVE_IN), row(content, -15, "out", EntryKind.CONTENT)], now=NOW)
    assert sweep(NOW) == 0  # in one batch it rose and fell: from nothing to 15
    post_many([row(content, 30, "in2", EntryKind.MOVE_IN)], now=NOW)
    post_many([row(content, -40, "out2", EntryKind.CONTENT)], now=NOW)
    sweep(NOW)
    assert texts_to() == ["На контентном счёте 5,00 руб. Вы просили предупредить, когда станет меньше 20,00 руб."]


def test_one_that_fails_stands_in_nobodys_way(maria, monkeypatch, caplog):
    charge(main_of(maria), 460)
    really = services.tell_owner

    def broken(**_message):
        raise RuntimeError("no")

    monkeypatch.setattr(services, "tell_owner", broken)
    assert [sweep(NOW), sweep(NOW)] == [1, 0]
    assert "could not be told of" in caplog.text
    monkeypatch.setattr(services, "tell_owner", really)
    assert sweep(NOW + LEASE) == 1
    assert texts_to() == [SAID]


@pytest.mark.parametrize("below", ["0.99", "10000.01", "-5"])
def test_what_is_no_threshold_is_refused(maria, below):
    with pytest.raises(NotAThreshold):
        watch(maria, below)
    assert main_of(maria).notice_below == rub(100)


def test_who_is_not_the_owner_sets_nothing(maria):
    with pytest.raises(NotFound):
        set_threshold(line=maria, kind=AccountKind.MAIN, below=rub(5), by=give_access(maria), now=NOW)
    with pytest.raises(NotFound):
        watch(maria, 5, kind=AccountKind.CONTENT)  # there is none
    assert main_of(maria).notice_below == rub(100)


def shown(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def test_the_page_sets_it_and_switches_it_off():
    line = person(MARIA, 50)
    browser = signed_in(line.contract.owner)
    about = {"line": str(line.public_id), "kind": "main"}
    assert "Предупреждаем нет" in shown(browser.get(PAGE))
    assert browser.post(PAGE, about | {"below": "100"}).url == f"{PAGE}?line={line.public_id}"
    text = shown(browser.get(PAGE))
    assert "Предупреждаем меньше 100,00 ₽" in text
    assert "На счёте уже меньше" in text
    wrong = browser.post(PAGE, about | {"below": "сто"})
    assert wrong.status_code == 422
    assert 'value="сто"' in wrong.content.decode()
    browser.post(PAGE, about | {"below": "", "off": "1"})
    assert main_of(line).notice_below is None
    assert browser.post(PAGE, about | {"kind": "bank", "below": "100"}).status_code == 422


def test_a_manager_has_no_such_page(maria):
    assert signed_in(give_access(maria)).get(PAGE, {"line": maria.public_id}).status_code == 404
