"""Operations of one kind and of one number, whose totals still reconcile (B2)."""

import pytest

from billing import views
from billing.causes import Cause
from billing.kinds import EntryKind
from cabinet.accounts.models import LineStatus, Role
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

PAGE, FILE = "/finance/operations/", "/finance/operations.csv"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """1 000 paid; 20 and 30 for calls of this number and of the other; 100 for the tariff."""
    _owner, line = make_owner("79031234567", "79031234568")
    account = account_of(line)
    pay(account, 1000)
    for of, sum_ in ((line, 20), (other_of(line), 30)):
        charge(account, sum_, kind=EntryKind.USAGE, cause=Cause(rule="call", name="Казахстан"), line=of)
    charge(account, 100, kind=EntryKind.TARIFF, line=line)
    return line


def other_of(line):
    return line.contract.lines.exclude(pk=line.pk).get()


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def sums(page) -> list:
    return [each.amount for each in page.context["page_entries"]]


def test_a_kind_is_shown_alone_and_the_rest_keeps_the_totals_whole(client):
    page = client.get(f"{PAGE}?kind=calls")
    shown = page.context["statement"]
    assert sums(page) == [rub(-30), rub(-20)]
    assert (shown.opening, shown.income, shown.spent, shown.rest, shown.closing) == (
        0, 0, rub(50), rub(900), rub(850),
    )  # fmt: skip
    text = page.content.decode()
    assert "Остальные операции" in text
    assert "+900,00\u00a0₽" in text
    assert "Показана часть операций" in text


def test_without_a_filter_there_is_no_rest(client):
    page = client.get(PAGE)
    assert page.context["statement"].rest == 0
    assert "Остальные операции" not in page.content.decode()


def test_a_number_is_shown_alone_and_a_kind_of_it(client, line):
    other = other_of(line)
    assert sums(client.get(f"{PAGE}?number={other.public_id}")) == [rub(-30)]
    assert sums(client.get(f"{PAGE}?number={line.public_id}&kind=calls")) == [rub(-20)]
    assert sums(client.get(f"{PAGE}?number={other.public_id}&kind=plan")) == []


def test_what_belongs_to_no_number_can_be_asked_for(client):
    assert sums(client.get(f"{PAGE}?number=none")) == [rub(1000)]


def test_a_number_that_was_closed_is_among_them(client, line):
    other = other_of(line)
    other.status, other.closed_at = LineStatus.CLOSED, NOW
    other.save()
    page = client.get(f"{PAGE}?number={other.public_id}")
    assert sums(page) == [rub(-30)]
    assert "903 123-45-68, закрыт" in page.content.decode()


def test_one_number_alone_is_no_choice():
    owner, _line = make_owner("79160000001")
    assert "number" not in signed_in(owner).get(PAGE).context["form"].fields


def test_links_to_pages_periods_and_the_file_keep_the_filter(client, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 1)
    page = client.get(f"{PAGE}?kind=calls&number=")
    for url in (page.context["next_url"], page.context["csv_url"], *(each["url"] for each in page.context["periods"])):
        assert "&kind=calls" in url
    assert sums(client.get(page.context["next_url"])) == [rub(-20)]
    rows = client.get(page.context["csv_url"]).getvalue().decode().splitlines()
    assert [row.rsplit(";", 2)[1] for row in rows[1:]] == ["-20,00", "-30,00"]
    assert "kind" not in page.context["all_url"]


def test_nothing_found_is_said_and_leads_back(client):
    text = client.get(f"{PAGE}?kind=bonuses").content.decode()
    assert "таких операций не было" in text
    assert "Показать все операции" in text


@pytest.mark.parametrize("asked", ["kind=x", "number=x", "number=00000000-0000-0000-0000-000000000000", "kind=%01"])
@pytest.mark.parametrize("address", [PAGE, FILE])
def test_nonsense_is_said_and_everything_is_shown(client, address, asked):
    page = client.get(f"{address}?{asked}")
    assert page.status_code == 422
    assert "Выберите из списка" in page.content.decode()
    assert len(sums(page)) == 4


def test_somebody_elses_number_is_not_in_the_list(client):
    _stranger, elsewhere = make_owner("79160000001")
    assert client.get(f"{PAGE}?number={elsewhere.public_id}").status_code == 422


def test_who_was_given_the_line_chooses_kinds_and_no_numbers(line):
    viewer = signed_in(give_access(line, Role.VIEWER))
    page = viewer.get(f"{PAGE}?line={line.public_id}&kind=calls&number={other_of(line).public_id}")
    shown = page.context["statement"]
    assert sums(page) == [rub(-20)]
    assert (shown.opening, shown.rest, shown.closing) == (None, None, None)
