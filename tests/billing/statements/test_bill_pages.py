"""Pages of bills: their list, one of them, two side by side (B4)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Bill
from billing.statements import bill_views, parts
from billing.statements.categories import Category
from cabinet.accounts.models import Role
from tests.billing.money import account_of, charge, pay, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

LIST, COMPARE = "/finance/bills/", "/finance/bills/compare/"
SEPTEMBER, OCTOBER = NOW - timedelta(days=60), NOW - timedelta(days=30)
CALL = Cause(rule="call", name="Казахстан")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """September: 1 000 paid, 100 for the tariff, 20 for calls. October: 100 and 35, and 5 of the other number; 300
    paid. November: a payment that stands in no bill yet."""
    _owner, line = make_owner("79031234567", "79031234568")
    account = account_of(line)
    pay(account, 1000, now=SEPTEMBER)
    for month, calls in ((SEPTEMBER, 20), (OCTOBER, 35)):
        charge(account, 100, kind=EntryKind.TARIFF, line=line, now=month)
        charge(account, calls, kind=EntryKind.USAGE, cause=CALL, line=line, now=month)
    charge(account, 5, kind=EntryKind.CONTENT, line=other_of(line), now=OCTOBER)
    pay(account, 300, now=OCTOBER)
    pay(account, 77)
    return line


def other_of(line):
    return line.contract.lines.exclude(pk=line.pk).get()


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


@pytest.fixture
def bills(client):
    """Of September and October."""
    client.get(LIST)
    return list(Bill.objects.order_by("month"))


def address(bill) -> str:
    return f"{LIST}{bill.public_id}/"


class TestList:
    def test_closed_months_are_there_newest_first_and_this_one_is_not(self, client):
        page = client.get(LIST)
        assert [(each.first, each.income, each.spent) for each in page.context["bills"].months] == [
            (date(2026, 10, 1), rub(300), rub(140)),
            (date(2026, 9, 1), rub(1000), rub(120)),
        ]
        text = page.content.decode()
        assert "Октябрь 2026" in text
        assert "стало 1\u00a0040,00\u00a0₽" in text
        assert "77,00" not in text

    def test_older_ones_are_a_page_further(self, client, monkeypatch):
        monkeypatch.setattr(bill_views, "MONTHS", 1)
        first = client.get(LIST)
        assert first.context["bills"].older == date(2026, 10, 1)
        second = client.get(f"{LIST}?before=2026-10-01")
        assert [each.first for each in second.context["bills"].months] == [date(2026, 9, 1)]
        assert second.context["bills"].older is None

    def test_a_cursor_that_is_none_is_not_there(self, client):
        assert client.get(f"{LIST}?before=вчера").status_code == 404

    def test_without_bills_it_says_when_there_will_be(self):
        owner, _line = make_owner("79160000001")
        assert "Счетов пока нет" in signed_in(owner).get(LIST).content.decode()

    def test_who_was_given_the_line_sees_that_lines_part_alone(self, line):
        page = signed_in(give_access(line, Role.VIEWER)).get(f"{LIST}?line={line.public_id}")
        shown = [(each.income, each.spent, each.statement.closing) for each in page.context["bills"].months]
        assert shown == [(0, rub(135), None), (0, rub(120), None)]
        assert ", стало" not in page.content.decode()

    def test_who_sees_no_details_gets_404(self, line):
        viewer = signed_in(give_access(line, Role.VIEWER, sees_details=False))
        for page in (LIST, COMPARE):
            assert viewer.get(f"{page}?line={line.public_id}").status_code == 404


class TestOne:
    def test_it_is_taken_apart_by_category_and_by_number(self, client, bills):
        page = client.get(address(bills[1]))
        shown = page.context["statement"]
        assert (shown.opening, shown.income, shown.spent, shown.closing) == (rub(880), rub(300), rub(140), rub(1040))
        assert [(bar.of.category, bar.of.amount) for bar in page.context["spending"]] == [
            (Category.PLAN, rub(100)),
            (Category.CALLS, rub(35)),
            (Category.CONTENT, rub(5)),
        ]
        by_line = [
            (str(each.of.line or ""), [(share.category, share.amount) for share in each.spending + each.income])
            for each in page.context["by_line"]
        ]
        assert by_line == [
            ("903 123-45-67", [(Category.PLAN, rub(100)), (Category.CALLS, rub(35))]),
            ("903 123-45-68", [(Category.CONTENT, rub(5))]),
            ("", [(Category.PAYMENTS, rub(300))]),
        ]

    def test_it_stays_so_whatever_is_posted_later(self, client, line, bills):
        before = client.get(address(bills[1])).context["statement"]
        charge(account_of(line), 9, line=line, now=OCTOBER)
        after = client.get(address(bills[1])).context["statement"]
        assert (after.spent, after.closing) == (before.spent, before.closing) == (rub(140), rub(1040))

    def test_numbers_beyond_the_dearest_stand_together(self, client, bills, monkeypatch):
        monkeypatch.setattr(parts, "LINES_SHOWN", 1)
        page = client.get(address(bills[1]))
        assert [(each.line and str(each.line), each.others, each.spent) for each in page.context["lines"]] == [
            ("903 123-45-67", 0, rub(135)),
            (None, 1, rub(5)),
            (None, 0, rub(0)),
        ]
        assert "ещё 1 номер" in page.content.decode()

    def test_who_was_given_the_line_reads_nothing_of_the_others(self, line, bills):
        page = signed_in(give_access(line, Role.VIEWER)).get(f"{address(bills[1])}?line={line.public_id}")
        text = page.content.decode()
        assert page.context["statement"].spent == rub(135)
        for of_others in ("5,00\u00a0₽</", "300,00", "140,00", "880,00", "123-45-68"):
            assert of_others not in text.replace("35,00\u00a0₽</", "")

    def test_the_address_alone_finds_the_contract_that_it_is_of(self, line, bills):
        owner = line.contract.owner
        _stranger, elsewhere = make_owner("79160000001")
        elsewhere.contract.owner = owner
        elsewhere.contract.save()
        browser = signed_in(owner)
        browser.get(f"/?line={elsewhere.public_id}")
        assert browser.get(address(bills[0])).context["line"].contract_id == line.contract_id
        assert browser.get(f"{address(bills[0])}?line={elsewhere.public_id}").status_code == 404

    def test_a_stranger_and_a_name_of_nothing_get_404(self, client, bills):
        stranger, _line = make_owner("79160000001")
        assert signed_in(stranger).get(address(bills[0])).status_code == 404
        assert client.get(f"{LIST}{uuid4()}/").status_code == 404

    def test_it_costs_the_same_however_many_movements_there_were(self, client, bills, django_assert_max_num_queries):
        client.get(address(bills[1]))
        with django_assert_max_num_queries(12):
            client.get(address(bills[1]))


class TestComparing:
    def test_the_last_two_are_compared_in_words(self, client):
        page = client.get(COMPARE)
        told = page.context["comparison"]
        assert (told.before.first, told.after.first) == (date(2026, 9, 1), date(2026, 10, 1))
        assert [(each.name, each.before, each.after, each.words) for each in told.spending] == [
            ("Звонки", rub(20), rub(35), "на 15,00\u00a0₽ больше"),
            ("Подписки", 0, rub(5), "раньше не было"),
            ("Абонентская плата", rub(100), rub(100), "столько же"),
        ]
        assert [each.words for each in (told.spent, told.income)] == [
            "на 20,00\u00a0₽ больше",
            "на 700,00\u00a0₽ меньше",
        ]
        assert "Больше всего прибавилось: «Звонки»" in page.content.decode()

    def test_two_are_chosen_and_stand_in_the_order_of_time(self, client, bills):
        asked = f"{COMPARE}?a={bills[1].public_id}&b={bills[0].public_id}"
        assert client.get(asked).context["comparison"].before.bill == bills[0]

    @pytest.mark.parametrize("name", ["a", "b"])
    @pytest.mark.parametrize("place", [0, 1])
    def test_one_that_is_named_is_compared_with_its_neighbour(self, client, bills, name, place):
        page = client.get(f"{COMPARE}?{name}={bills[place].public_id}")
        told = page.context["comparison"]
        assert [told.before.bill, told.after.bill] == bills

    def test_a_month_with_itself_is_refused_in_words(self, client, bills):
        page = client.get(f"{COMPARE}?a={bills[0].public_id}&b={bills[0].public_id}")
        assert page.status_code == 422
        assert "Это тот же месяц" in page.content.decode()
        assert page.context["comparison"] is None

    @pytest.mark.parametrize("wrong", ["x", "00000000-0000-0000-0000-000000000000", "%01"])
    def test_what_is_no_bill_of_the_list_is_refused_in_words(self, client, wrong):
        page = client.get(f"{COMPARE}?a={wrong}")
        assert page.status_code == 422
        assert "Выберите месяц из списка" in page.content.decode()

    def test_somebody_elses_bill_is_not_among_them(self, client):
        _owner, elsewhere = make_owner("79160000001")
        pay(account_of(elsewhere), 1, now=OCTOBER)
        signed_in(elsewhere.contract.owner).get(LIST)
        theirs = Bill.objects.get(account__contract=elsewhere.contract)
        assert client.get(f"{COMPARE}?a={theirs.public_id}").status_code == 422

    def test_one_bill_is_nothing_to_compare(self):
        owner, line = make_owner("79160000001")
        pay(account_of(line), 1, now=OCTOBER)
        page = signed_in(owner).get(COMPARE)
        assert page.status_code == 200
        assert "Сравнивать пока нечего" in page.content.decode()
