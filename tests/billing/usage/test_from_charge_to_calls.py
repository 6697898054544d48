"""From a charge to the calls that it was for (B13), and what an archive of one's data has of them (A15)."""

from datetime import timedelta

import pytest

from billing.models import Entry, Unit
from billing.usage.personal import USAGE
from cabinet.accounts.models import Contract, LineStatus
from tests.billing.money import account_of, pay
from tests.billing.usage.network import event, give_period, make_card, make_line, rate
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """Rated by the network: three calls, two of them charged together; one more was taken from the package."""
    card = make_card(voice=120)
    line = make_line(card=card)
    pay(account_of(line), 100)
    give_period(line, card)
    rate(event(ago=90, volume=61), event(ago=60, to="79161112233"), event(ago=30, volume=10, to="79162223344"))
    return line


def entry() -> Entry:
    return Entry.objects.get(kind="usage")


def shown(page) -> list[tuple[str, str]]:
    return [(row.other_end, row.cost.replace("\u00a0", " ")) for row in page.context["events"]]


def test_a_charge_leads_to_its_calls_and_they_add_up_to_it(line):
    browser = signed_in(line.contract.owner)
    charge = browser.get(f"/finance/operations/{entry().public_id}/?line={line.public_id}")
    way = f"/finance/usage/?line={line.public_id}&entry={entry().public_id}"
    assert way in charge.content.decode().replace("&amp;", "&")
    page = browser.get(way)
    assert shown(page) == [("916 222-33-44", "2,50 ₽"), ("916 111-22-33", "5,00 ₽")]
    assert page.context["amount"] == -entry().amount
    assert f"/finance/operations/{entry().public_id}/" in page.content.decode()  # and back again


def test_of_the_month_there_is_what_the_package_gave_too(line):
    page = signed_in(line.contract.owner).get("/finance/usage/")
    assert [cost for _end, cost in shown(page)] == ["2,50 ₽", "5,00 ₽", "из пакета"]
    assert page.context["amount"] == -entry().amount
    first = signed_in(line.contract.owner).get("/").content.decode().replace("\u00a0", " ")
    assert "звонки: осталось 0 мин из 2 мин" in first


def test_a_closed_lines_charge_leads_nowhere(line):
    owner = line.contract.owner
    other = make_line("79031234568", card=make_card())
    other.contract = line.contract
    other.save()
    line.status, line.closed_at = LineStatus.CLOSED, NOW
    line.save()
    page = signed_in(owner).get(f"/finance/operations/{entry().public_id}/?line={other.public_id}")
    assert page.status_code == 200
    assert "/finance/usage/?line=" + str(line.public_id) not in page.content.decode()


class TestArchive:
    def test_ones_own_calls_with_other_peoples_numbers_shortened(self, line):
        rows = list(USAGE.export(line.contract.owner, NOW))
        assert [row["with"] for row in rows] == ["+7 916 ••• 00-00", "+7 916 ••• 22-33", "+7 916 ••• 33-44"]
        assert [row["volume"].replace("\u00a0", " ") for row in rows] == ["1:01 мин", "1:01 мин", "0:10 мин"]
        assert [str(row["amount"]) for row in rows] == ["0.00", "5.00", "2.50"]
        assert {row["number"] for row in rows} == {"79031234567"}

    def test_short_numbers_and_names_are_nobodys(self, line):
        rate(event(ago=5, unit=Unit.SMS, volume=1, to="Sberbank"), event(ago=4, unit=Unit.SMS, volume=1, to="0611"))
        assert [row["with"] for row in USAGE.export(line.contract.owner, NOW)][-2:] == ["Sberbank", "0611"]

    def test_of_somebody_elses_line_what_its_page_shows(self, line):
        proved = give_access(line, by_code=True)
        assert len(list(USAGE.export(proved, NOW))) == 3
        Contract.objects.update(others_forbidden=True)
        assert list(USAGE.export(proved, NOW)) == []
        assert list(USAGE.export(give_access(line, until=NOW + timedelta(days=1)), NOW)) == []
        assert list(USAGE.export(make_owner("79160000001")[0], NOW)) == []
