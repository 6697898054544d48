"""The owner sees the account, others only their line (DESIGN: rules that keep money safe)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from billing.models import AccountKind
from billing.periods import this_month
from billing.selectors import last_movements, movements, statement, view_for
from cabinet.accounts.models import LineStatus, Role
from cabinet.core.errors import NotFound
from tests.billing.money import account_of, charge, pay, rub
from tests.billing.test_statement import MOSCOW
from tests.people import NOW, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """One of two lines of a contract: 100 paid to the account, 7 taken for it, 20 for its neighbour."""
    _owner, line = make_owner("79031234567", "79031234568")
    account = account_of(line)
    pay(account, 100)
    charge(account, 20, line=line.contract.lines.exclude(pk=line.pk).get())
    charge(account, 7, line=line)
    return line


def seen(user, line):
    return [each.amount for each in last_movements(user=user, line=line, limit=9, now=NOW)]


def november(user, line):
    return statement(view=view_for(user=user, line=line, now=NOW), period=this_month(NOW, MOSCOW))


def test_the_owner_sees_every_movement_from_any_line(line):
    for each in line.contract.lines.all():
        assert seen(line.contract.owner, each) == [rub(-7), rub(-20), rub(100)]
    whole = november(line.contract.owner, line)
    assert (whole.opening, whole.income, whole.spent, whole.closing) == (0, rub(100), rub(27), rub(73))


@pytest.mark.parametrize("role", Role)
def test_who_was_given_a_line_sees_its_movements_and_no_balances_along_them(line, role):
    user = give_access(line, role)
    assert seen(user, line) == [rub(-7)]
    part = november(user, line)
    assert (part.opening, part.income, part.spent, part.closing) == (None, 0, rub(7), None)
    assert [each.balance_after for each in movements(of=part, limit=9).movements] == [None]


def test_a_viewer_without_details_sees_no_movements(line):
    user = give_access(line, Role.VIEWER, sees_details=False)
    with pytest.raises(NotFound):
        view_for(user=user, line=line, now=NOW)
    with pytest.raises(NotFound):
        seen(user, line)


def test_nobody_else_sees_anything(line):
    stranger, _line = make_owner("79160000001")
    neighbour = line.contract.lines.exclude(pk=line.pk).get()
    for user in (stranger, AnonymousUser(), make_specialist(), give_access(neighbour)):
        with pytest.raises(NotFound):
            view_for(user=user, line=line, now=NOW)


def test_access_ends_at_its_time(line):
    user = give_access(line, until=NOW + timedelta(hours=1))
    assert seen(user, line) == [rub(-7)]
    with pytest.raises(NotFound):
        view_for(user=user, line=line, now=NOW + timedelta(hours=1))


def test_the_content_account_is_the_owners(line):
    assert view_for(user=line.contract.owner, line=line, now=NOW, kind=AccountKind.CONTENT).whole
    with pytest.raises(NotFound):
        view_for(user=give_access(line), line=line, now=NOW, kind=AccountKind.CONTENT)


@pytest.mark.parametrize("address", ["/finance/operations/", "/finance/operations.csv"])
class TestPages:
    def test_a_stranger_gets_404(self, line, address):
        stranger, _line = make_owner("79160000001")
        assert signed_in(stranger).get(f"{address}?line={line.public_id}").status_code == 404

    def test_a_closed_line_gets_404_even_for_its_owner(self, line, address):
        line.status, line.closed_at = LineStatus.CLOSED, NOW
        line.save()
        assert signed_in(line.contract.owner).get(f"{address}?line={line.public_id}").status_code == 404

    def test_staff_and_guests_are_not_let_in(self, line, address, client):
        assert signed_in(make_specialist()).get(f"{address}?line={line.public_id}").status_code == 404
        assert client.get(address).url.startswith("/login/")


def test_a_viewer_without_details_reads_the_balance_and_no_movement_of_it(line):
    viewer = signed_in(give_access(line, Role.VIEWER, sees_details=False))
    page = viewer.get(f"/finance/operations/?line={line.public_id}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "73,00" in text
    assert "7,00" not in text.replace("73,00", "")
    assert "с детализацией" in text
    assert viewer.get(f"/finance/operations.csv?line={line.public_id}").status_code == 404
