"""Money moves between one's own accounts: both entries or neither, once a form, and never what was borrowed (B14)."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from billing.content.errors import BorrowedStays, NotOpened
from billing.content.services import move, open_content
from billing.models import Account, AccountKind, Entry
from billing.services.audit import audit
from billing.services.ledger import InsufficientFunds, ReferenceReused
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from tests.billing.money import balance, charge, rub
from tests.billing.test_ledger_races import together
from tests.billing.trust.lending import main_of, person
from tests.people import NOW, give_access, signed_in

pytestmark = pytest.mark.django_db

PAGE = reverse("payments-content")


@pytest.fixture
def maria():
    """With 500 ₽ on the main account and an empty content account."""
    line = person(money=500)
    open_content(line=line, by=line.contract.owner, now=NOW)
    return line


def moved(line, amount, to=AccountKind.CONTENT, *, key=None, by=None):
    by = by or line.contract.owner
    return move(line=line, amount=rub(amount), to=to, by=by, channel=Channel.PAGE, key=key or uuid4(), now=NOW)


def both(line):
    return balance(main_of(line)), Account.objects.get(contract=line.contract, kind="content").balance


def test_there_and_back(maria):
    moved(maria, 200)
    assert both(maria) == (rub(300), rub(200))
    moved(maria, 50, AccountKind.MAIN)
    assert both(maria) == (rub(350), rub(150))
    titles = [entry.title for entry in Entry.objects.filter(kind__startswith="move").order_by("pk")]
    assert titles == [
        "На контентный счёт",
        "С основного счёта на контентный",
        "На основной счёт",
        "С контентного счёта на основной",
    ]
    assert list(audit()) == []


def test_more_than_there_is_moves_nothing_on_either(maria):
    with pytest.raises(InsufficientFunds):
        moved(maria, "500.01")
    with pytest.raises(InsufficientFunds):
        moved(maria, "0.01", AccountKind.MAIN)
    assert both(maria) == (rub(500), rub(0))


def test_the_same_form_twice_moves_once_and_another_sum_is_refused(maria):
    key = uuid4()
    assert moved(maria, 200, key=key) == moved(maria, 200, key=key)
    with pytest.raises(ReferenceReused):
        moved(maria, 100, key=key)
    assert both(maria) == (rub(300), rub(200))


def test_what_was_borrowed_does_not_leave_and_what_left_before_is_told_again(maria):
    key = uuid4()
    moved(maria, 100, key=key)
    Account.objects.filter(pk=main_of(maria).pk).update(owed=rub(110))
    with pytest.raises(BorrowedStays):
        moved(maria, 100)
    assert len(moved(maria, 100, key=key)) == 2
    moved(maria, 40, AccountKind.MAIN)
    assert both(maria) == (rub(440), rub(60))


def test_without_a_content_account_nothing_moves():
    line = person(money=500)
    with pytest.raises(NotOpened):
        moved(line, 100)
    assert balance(main_of(line)) == rub(500)


def test_who_is_not_the_owner_neither_opens_nor_moves(maria):
    manager = give_access(maria)
    with pytest.raises(NotFound):
        moved(maria, 100, by=manager)
    with pytest.raises(NotFound):
        open_content(line=maria, by=manager, now=NOW)
    assert both(maria) == (rub(500), rub(0))


@pytest.mark.django_db(transaction=True)
def test_there_and_back_at_once_does_not_wait_for_ever():
    line = person(money=500)
    open_content(line=line, by=line.contract.owner, now=NOW)
    moved(line, 250)
    results = together(lambda number: moved(line, 10, (AccountKind.MAIN, AccountKind.CONTENT)[number % 2]))
    assert not [result for result in results if isinstance(result, Exception)]
    assert both(line) == (rub(250), rub(250))
    assert list(audit()) == []


def shown(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def test_the_page_opens_it_restates_the_sum_and_moves_it_once():
    line = person(money=500)
    browser = signed_in(line.contract.owner)
    about = {"line": str(line.public_id)}
    assert "Контентного счёта пока нет" in shown(browser.get(PAGE))
    assert browser.post(PAGE, about | {"open": "1"}).status_code == 302
    text = shown(browser.get(PAGE))
    assert "Основной 500,00 ₽ Контентный 0,00 ₽" in text
    assert "Операций пока нет" in text
    first = browser.get(PAGE, about | {"to": "content", "amount": "99,50"})
    assert "Перевести 99,50 ₽" in shown(first)
    assert not Entry.objects.filter(kind="move_in").exists()
    fields = dict(re.findall(r'name="(line|key|to|amount)" value="([^"]*)"', first.content.decode()))
    for _time in range(2):
        assert browser.post(PAGE, fields).url == f"{PAGE}?line={line.public_id}"
    assert both(line) == (rub("400.50"), rub("99.50"))
    assert "С основного счёта на контентный" in shown(browser.get(PAGE))
    assert "99,50 ₽" in shown(browser.get(reverse("finance")))


def test_what_is_wrong_is_said_and_what_was_typed_stays(maria):
    browser = signed_in(maria.contract.owner)
    about = {"line": str(maria.public_id), "to": "content"}
    wrong = browser.get(PAGE, about | {"amount": "сто"})
    assert wrong.status_code == 422
    assert 'value="сто"' in wrong.content.decode()
    charge(main_of(maria), 450)
    answer = browser.post(PAGE, about | {"amount": "100", "key": str(uuid4())})
    assert answer.status_code == 422
    assert "Не хватает 50,00 ₽" in shown(answer)
    assert browser.post(PAGE, about | {"amount": "10", "key": "1"}).status_code == 422
    assert both(maria) == (rub(50), rub(0))


def test_it_is_explained(maria):
    entry = moved(maria, 100)[0]
    text = shown(signed_in(maria.contract.owner).get(reverse("finance-operation", args=[entry.public_id])))
    assert "Деньги ушли на другой счёт этого же договора." in text
    assert "Контентный счёт" in text
