"""The pages about money are of the content account, too, where its owner asks: the same sums on each (B2, B14)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from billing.causes import Cause
from billing.content.services import move, open_content
from billing.kinds import EntryKind
from billing.models import Account, AccountKind
from cabinet.accounts.models import Line, Role
from cabinet.core.channels import Channel
from tests.billing.money import charge, pay, rub
from tests.billing.trust.lending import main_of, person
from tests.people import NOW, give_access, signed_in

pytestmark = pytest.mark.django_db

OCTOBER = NOW - timedelta(days=40)
PAGES = ["/finance/", "/finance/operations/", "/finance/operations.csv", "/finance/bills/", "/finance/bills/compare/"]
PAGES += ["/finance/regular/", "/api/v1/statement/"]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line() -> Line:
    """500 ₽ before, 200 ₽ of them on the content account since October, of which 30 ₽ went then and 45 ₽ this month."""
    line = person(money=0)
    pay(main_of(line), 500, now=OCTOBER)
    open_content(line=line, by=line.contract.owner, now=OCTOBER)
    said = {"line": line, "by": line.contract.owner, "channel": Channel.PAGE, "now": OCTOBER}
    move(amount=rub(200), to=AccountKind.CONTENT, key=uuid4(), **said)
    content = Account.objects.get(contract=line.contract, kind=AccountKind.CONTENT)
    for amount, now in ((30, OCTOBER), (45, NOW)):
        charge(content, amount, kind=EntryKind.CONTENT, cause=Cause(name="Гороскоп"), line=line, now=now)
    return line


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def totals(answer) -> tuple:
    of = answer.context["statement"]
    return of.opening, of.income, of.spent, of.closing


def accounts(answer) -> list[tuple[str, bool]]:
    return [(str(each.label), each.current) for each in answer.context["accounts"]]


def test_overview_operations_file_and_program_say_the_same_of_it(client, line):
    asked = f"?line={line.public_id}&account=content"
    november = (rub(170), rub(0), rub(45), rub(125))
    assert totals(client.get(f"/finance/{asked}")) == november
    assert totals(client.get(f"/finance/operations/{asked}")) == november
    told = client.get(f"/api/v1/statement/{asked}").json()
    assert [told[name] for name in ("opening", "income", "spent", "closing")] == ["170.00", "0.00", "45.00", "125.00"]
    file = client.get(f"/finance/operations.csv{asked}")
    assert "operations-content-2026-11-01" in file["Content-Disposition"]
    _head, row = b"".join(file.streaming_content).decode().strip().splitlines()
    assert row.endswith(";Подписка «Гороскоп»;903 123-45-67;-45,00;125,00")


def test_the_main_account_is_what_it_was(client, line):
    for page in ("/finance/", "/finance/operations/"):
        for account in ("", "&account=main"):
            answer = client.get(f"{page}?line={line.public_id}{account}")
            assert totals(answer) == (rub(300), rub(0), rub(0), rub(300))
            assert accounts(answer) == [("Основной счёт", True), ("Контентный счёт", False)]


def test_its_closed_month_has_a_bill_of_its_own(client, line):
    listed = client.get(f"/finance/bills/?line={line.public_id}&account=content")
    [month] = listed.context["bills"].months
    assert (month.statement.opening, month.income, month.spent, month.statement.closing) == (0, 200, 30, 170)
    assert accounts(listed) == [("Основной счёт", False), ("Контентный счёт", True)]
    bill = client.get(f"/finance/bills/{month.bill.public_id}/?line={line.public_id}")
    assert totals(bill) == (0, 200, 30, 170)
    page = bill.content.decode()
    assert f"/finance/bills/?line={line.public_id}&amp;account=content" in page
    assert "контентный счёт" in page
    [main] = client.get(f"/finance/bills/?line={line.public_id}").context["bills"].months
    assert (main.income, main.spent) == (500, 200)


@pytest.mark.parametrize("page", ["/finance/", "/finance/operations/", "/finance/bills/", "/finance/regular/"])
def test_whoever_walks_from_page_to_page_stays_with_it(client, line, page):
    text = client.get(f"{page}?line={line.public_id}&account=content").content.decode()
    for address in ("/finance/", "/finance/operations/", "/finance/bills/"):
        assert f'href="{address}?line={line.public_id}&amp;account=content"' in text
    led = re.findall(r'href="(?:/finance/(?:operations[^"]*|regular/)|)\?([^"]*)"', text.partition("<main")[2])
    assert {"account=content" in query for query in led if "account" in query or "from=" in query} <= {True}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", Role)
def test_others_have_no_such_pages(line, page, role):
    asked = f"{page}?line={line.public_id}"
    somebody = signed_in(give_access(line, role))
    assert somebody.get(f"{asked}&account=content").status_code == 404
    answer = somebody.get(asked)
    assert "account=content" not in b"".join(answer).decode()


@pytest.mark.parametrize("page", PAGES)
def test_what_was_not_opened_or_is_no_account_is_not_found(line, page):
    other = person("79160001020")
    client = signed_in(other.contract.owner)
    for account in ("content", "savings"):
        assert client.get(f"{page}?line={other.public_id}&account={account}").status_code == 404
    assert client.get(f"{page}?line={line.public_id}&account=content").status_code == 404


def test_who_has_one_account_chooses_nothing():
    other = person("79160001020")
    page = signed_in(other.contract.owner).get(f"/finance/operations/?line={other.public_id}")
    assert (accounts(page), page.context["of_account"]) == ([], "")


def test_a_movement_leads_back_to_the_account_that_it_stands_on(client, line):
    entry = client.get(f"/finance/operations/?line={line.public_id}&account=content").context["page_entries"][0]
    assert "account=content" in client.get(f"/finance/operations/{entry.public_id}/").context["back_url"]
