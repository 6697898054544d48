"""The page of usage about one charge: the events that it was for, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from tests.billing.money import account_of, charge, pay
from tests.billing.usage.seen import ends, use
from tests.people import NOW, add_line, make_owner, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/finance/usage/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


@pytest.fixture
def entry(line):
    """Two events charged together, and one beside them."""
    account = account_of(line)
    pay(account, 100)
    entry = charge(account, 12, kind=EntryKind.USAGE, cause=Cause(rule="call"), line=line, now=NOW)
    use(line, NOW - timedelta(days=3), cost=7, entry=entry, counterpart="79160000001")
    use(line, NOW, cost=5, entry=entry, counterpart="79160000002")
    use(line, NOW - timedelta(hours=1), counterpart="79160000003")
    return entry


def test_it_shows_what_the_charge_is_made_of(client, line, entry):
    page = client.get(f"{PAGE}?line={line.public_id}&entry={entry.public_id}")
    assert ends(page) == ["916 000-00-02", "916 000-00-01"]
    assert page.context["amount"] == -entry.amount
    assert "Из чего сложилось списание" in page.content.decode()
    assert f"entry={entry.public_id}" in page.context["csv_url"]
    assert len(client.get(page.context["csv_url"]).getvalue().decode().splitlines()) == 3
    assert len(ends(client.get(page.context["reset_url"]))) == 3


def test_events_that_are_kept_no_more_are_said_to_be_so(client, line):
    old = charge(account_of(line), 5, kind=EntryKind.USAGE, line=line, now=NOW)
    page = client.get(f"{PAGE}?line={line.public_id}&entry={old.public_id}")
    assert page.status_code == 200
    assert "уже не хранятся" in page.content.decode()


def test_the_charge_says_from_which_day_they_are(client, line):
    """By its cause: the days of an entry do not depend on what the contract's zone is now."""
    cause = Cause(rule="call", facts={"from": "2026-10-31T22:30:00+00:00"})
    entry = charge(account_of(line), 3, kind=EntryKind.USAGE, cause=cause, line=line, now=NOW)
    use(line, datetime(2026, 10, 31, 22, 30, tzinfo=UTC), cost=3, entry=entry, counterpart="79160000007")
    line.contract.time_zone = "Europe/Kaliningrad"  # where it still was October
    line.contract.save()
    assert ends(client.get(f"{PAGE}?line={line.public_id}&entry={entry.public_id}")) == ["916 000-00-07"]


def test_only_of_this_very_line(client, line, entry):
    other = add_line(line.contract, "79031234568")
    assert client.get(f"{PAGE}?line={other.public_id}&entry={entry.public_id}").status_code == 404


def test_only_of_usage_and_of_what_there_is(client, line):
    payment = pay(account_of(line), 100, line=line)
    for named in (payment.public_id, "00000000-0000-0000-0000-000000000000", "x", "%01"):
        assert client.get(f"{PAGE}?line={line.public_id}&entry={named}").status_code == 404
