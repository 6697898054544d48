"""Accounts and entries in the admin: found quickly, never changed."""

from datetime import timedelta

import pytest
from django.test import Client

from billing.services.ledger import post_many
from billing.statements.services import make_bills
from cabinet.accounts.models import SecurityEvent
from cabinet.core import read_only_admin
from tests.billing.money import account_of, charge, pay, row
from tests.people import NOW, make_admin, make_owner, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    user = make_admin()
    return signed_in(user)


@pytest.fixture
def line():
    _owner, line = make_owner("79031234567", "79031234568")
    pay(account_of(line), 100)
    charge(account_of(line), 7, line=line)
    other = make_owner("79160000001")[1]
    pay(account_of(other), 5)
    return line


def found(admin: Client, model: str, **query: str) -> int:
    page = admin.get(f"/admin/billing/{model}/", query)
    assert page.status_code == 200
    return len(page.context["cl"].result_list)


@pytest.mark.parametrize(
    ("term", "accounts", "entries"),
    [
        ("", 2, 3),
        ("T-79031234567", 1, 2),
        ("903 123-45-67", 1, 1),
        ("+79031234568", 1, 0),
        ("нет такого", 0, 0),
        ("'; --", 0, 0),
    ],
)
def test_it_is_searched_by_contract_and_number(admin, line, term, accounts, entries):
    assert found(admin, "account", q=term) == accounts
    assert found(admin, "entry", q=term) == entries


@pytest.mark.parametrize("model", ["account", "entry"])
def test_nobody_adds_changes_or_deletes(admin, line, model):
    row = account_of(line) if model == "account" else account_of(line).entries.first()
    page = admin.get(f"/admin/billing/{model}/{row.pk}/change/")
    assert page.status_code == 200
    assert 'type="submit"' not in page.content.decode().split('id="content"')[1]
    assert admin.post(f"/admin/billing/{model}/{row.pk}/change/", {"balance": "9"}).status_code == 403
    assert admin.get(f"/admin/billing/{model}/add/").status_code == 403
    assert admin.post(f"/admin/billing/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    listed = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert admin.post(f"/admin/billing/{model}/", listed).status_code in (200, 302, 403)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_long_journal_is_not_counted_to_its_end(admin, line, monkeypatch):
    monkeypatch.setattr(read_only_admin, "COUNTED", 10)
    post_many([row(account_of(line), 1, f"n{number}") for number in range(30)], now=NOW)
    page = admin.get("/admin/billing/entry/")
    assert page.context["cl"].result_count == 10


def test_a_list_costs_the_same_whatever_its_length(admin, line, django_assert_max_num_queries):
    post_many([row(account_of(line), 1, f"n{number}", line_id=line.pk) for number in range(40)], now=NOW)
    with django_assert_max_num_queries(8):
        admin.get("/admin/billing/entry/")


def test_bills_are_found_by_the_number_and_a_look_is_journalled(admin, line):
    make_bills(contract_id=line.contract_id, now=NOW + timedelta(days=30))
    page = admin.get("/admin/billing/bill/?q=903 123-45-67")
    bill = page.context["cl"].result_list.get()
    before = SecurityEvent.objects.count()
    assert "93,00" in admin.get(f"/admin/billing/bill/{bill.pk}/change/").content.decode()
    assert SecurityEvent.objects.count() == before + 1
