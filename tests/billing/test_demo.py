"""The demonstration's money."""

from datetime import UTC, datetime, timedelta

import pytest

from billing.models import Account, Entry
from billing.services.audit import audit
from cabinet.accounts.models import Contract, LineKind
from subscriptions import demo
from subscriptions.demo.people import SHOWN_ENDS_AT
from tests.people import NOW, add_line, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def contracts() -> list[Contract]:
    family = make_contract("79031234567", "79031234568", "79031234569", "79031234570")
    alone = make_contract("79055551102")
    modem = make_contract("79067777731")
    modem.lines.update(kind=LineKind.MODEM)
    home = make_contract("79160001020")
    add_line(home, "79160001021")
    home.lines.exclude(pk=home.primary_line_id).update(kind=LineKind.HOME, msisdn=None)
    return [family, alone, modem, home]


@pytest.mark.parametrize(
    "now",
    [
        NOW,
        NOW - timedelta(hours=7),  # before anything happened today
        datetime(2026, 3, 1, 0, 30, tzinfo=UTC),
        datetime(2026, 12, 31, 21, 30, tzinfo=UTC),  # already January in Moscow
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ],
)
def test_a_year_adds_up_whatever_today_is(contracts, now):
    demo.seed(contracts=contracts, now=now)
    assert list(audit()) == []
    assert Account.objects.get(contract=contracts[0]).balance == SHOWN_ENDS_AT
    assert not Entry.objects.filter(balance_after__lt=0).exists()
    assert not Entry.objects.filter(posted_at__gt=now).exists()
    assert Entry.objects.earliest("posted_at").posted_at < now - timedelta(days=360)
    for contract in contracts:
        assert Entry.objects.filter(account__contract=contract).count() > 24


def test_a_second_seed_changes_nothing(contracts):
    demo.seed(contracts=contracts, now=NOW)
    before = list(Entry.objects.order_by("pk").values_list("pk", "amount"))
    demo.seed(contracts=contracts, now=NOW + timedelta(days=40))
    assert list(Entry.objects.order_by("pk").values_list("pk", "amount")) == before


def test_the_first_page_shows_what_the_mockup_promises(contracts):
    demo.seed(contracts=contracts, now=NOW)
    newest = Entry.objects.filter(account__contract=contracts[0]).order_by("-seq")[:12]
    titles = [entry.title for entry in newest]
    assert titles[0] == "Пополнение картой"
    assert {"«Гороскоп», 5533", "Звонок, Казахстан", "Перевод на +7 905 ••• 11-02"} <= set(titles)
    assert Entry.objects.filter(account__contract=contracts[1], amount=50, kind="transfer_in").exists()
