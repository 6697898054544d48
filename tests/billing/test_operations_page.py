"""The page of operations and its file (B2)."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest

from billing import views
from billing.causes import Cause
from billing.kinds import EntryKind
from billing.services.ledger import post_many
from cabinet.accounts.models import Role
from tests.billing.money import account_of, charge, pay, row, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/finance/operations/"
CSV = "/finance/operations.csv"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    """Paid 1 000 in October; in November 550 for the tariff, 30 for content, 300 paid."""
    _owner, line = make_owner("79031234567", "79031234568")
    account = account_of(line)
    pay(account, 1000, now=NOW - timedelta(days=40))
    charge(account, 550, kind=EntryKind.TARIFF, cause=Cause(name="Вместе L"), line=line, now=NOW - timedelta(days=20))
    charge(account, 30, kind=EntryKind.CONTENT, cause=Cause(name="Гороскоп", number="5533"), line=line)
    pay(account, 300, cause=Cause(rule="card"))
    return line


@pytest.fixture
def client(line):
    return signed_in(line.contract.owner)


def titles(response) -> list[str]:
    return [each.title for each in response.context["page_entries"]]


def months(response) -> list[str]:
    return [period["label"] for period in response.context["periods"] if period["current"]]


class TestPage:
    def test_it_shows_this_month_and_reconciles(self, client):
        page = client.get(PAGE)
        assert page.status_code == 200
        shown = page.context["statement"]
        assert (shown.opening, shown.income, shown.spent, shown.closing) == (rub(1000), rub(300), rub(580), rub(720))
        assert (shown.from_date, shown.to_date) == (date(2026, 11, 1), date(2026, 11, 24))
        assert titles(page) == ["Пополнение картой", "«Гороскоп», 5533", "Абонентская плата, «Вместе L»"]
        assert [each.balance_after for each in page.context["page_entries"]] == [rub(720), rub(420), rub(450)]
        assert str(page.context["page_entries"][1].line) == "903 123-45-67"
        assert months(page) == ["Этот месяц"]

    def test_it_says_the_same_to_people(self, client):
        text = client.get(PAGE).content.decode()
        for words in ("«Гороскоп», 5533", "−30,00\u00a0₽", "1\u00a0000,00\u00a0₽", "720,00\u00a0₽"):
            assert words in text

    def test_periods_are_links_that_keep_the_line(self, client, line):
        periods = client.get(f"{PAGE}?line={line.public_id}").context["periods"]
        assert [period["label"] for period in periods] == ["Этот месяц", "Прошлый месяц", "Три месяца"]
        for period in periods:
            page = client.get(period["url"])
            assert f"line={line.public_id}" in period["url"]
            assert months(page) == [period["label"]]
        october = client.get(periods[1]["url"]).context["statement"]
        assert (october.opening, october.income, october.closing) == (0, rub(1000), rub(1000))

    def test_own_dates_include_both_days(self, client):
        page = client.get(f"{PAGE}?from=2026-11-04&to=2026-11-04")
        assert titles(page) == ["Абонентская плата, «Вместе L»"]
        assert months(page) == []
        assert page.context["form"]["from"].value() == "2026-11-04"

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("from=2026-10-05", date(2026, 10, 5), date(2026, 11, 24)),
            ("to=2026-10-20", date(2026, 10, 1), date(2026, 10, 20)),
            ("from=&to=", date(2026, 11, 1), date(2026, 11, 24)),
            ("from=05.10.2026&to=6.10.2026", date(2026, 10, 5), date(2026, 10, 6)),
            ("from=2026-11-01&to=2026-11-30", date(2026, 11, 1), date(2026, 11, 30)),
        ],
    )
    def test_dates_are_read_as_people_give_them(self, client, asked, first, last):
        page = client.get(f"{PAGE}?{asked}")
        assert page.status_code == 200
        assert (page.context["statement"].from_date, page.context["statement"].to_date) == (first, last)

    def test_days_are_those_of_the_contract(self):
        owner, line = make_owner("79160000001")
        line.contract.time_zone = "Asia/Vladivostok"
        line.contract.save()
        pay(account_of(line), 5, now=datetime(2026, 11, 10, 16, tzinfo=UTC))  # the 11th, 02:00, there
        browser = signed_in(owner)
        assert len(titles(browser.get(f"{PAGE}?from=2026-11-11&to=2026-11-11"))) == 1
        assert titles(browser.get(f"{PAGE}?from=2026-11-10&to=2026-11-10")) == []
        assert "2026-11-11 02:00" in browser.get(f"{CSV}?from=2026-11-11&to=2026-11-11").getvalue().decode()

    def test_who_was_given_the_line_sees_no_sums_of_the_account(self, line):
        page = signed_in(give_access(line, Role.VIEWER)).get(f"{PAGE}?line={line.public_id}")
        assert titles(page) == ["«Гороскоп», 5533", "Абонентская плата, «Вместе L»"]
        assert "420,00" not in page.content.decode()
        assert "Было" not in page.content.decode()

    def test_a_contract_where_nothing_happened_has_an_empty_page(self):
        owner, _line = make_owner("79160000001")
        page = signed_in(owner).get(PAGE)
        assert page.status_code == 200
        assert "операций не было" in page.content.decode()

    def test_nothing_is_posted_to_it(self, client):
        assert client.post(PAGE).status_code == 405


class TestNonsense:
    @pytest.mark.parametrize(
        ("asked", "field", "words"),
        [
            ("from=мама&to=2026-11-20", "from", "Напишите дату"),
            ("from=2026-02-30", "from", "Напишите дату"),
            ("to=99999-01-01", "to", "Напишите дату"),
            ("from=2026-11-20&to=2026-11-10", "from", "Начало позже конца"),
            ("from=2026-12-20", "from", "Начало позже конца"),
            ("from=0001-01-01&to=2026-11-10", "from", "Так давно"),
            ("from=2026-11-01&to=9999-12-31", "to", "слишком далеко"),
            ("from=2019-01-01&to=2026-11-10", "from", "не больше трёх лет"),
            ("from=%01&to=%FF", "from", "Напишите дату"),
        ],
    )
    @pytest.mark.parametrize("address", [PAGE, CSV])
    def test_it_is_said_and_the_usual_period_is_shown(self, client, address, asked, field, words):
        page = client.get(f"{address}?{asked}")
        assert page.status_code == 422
        assert words in str(page.context["form"].errors[field])
        assert words in page.content.decode()
        assert page.context["statement"].from_date == date(2026, 11, 1)
        assert len(titles(page)) == 3

    def test_what_was_typed_stays(self, client):
        text = client.get(f"{PAGE}?from=позавчера&to=2026-11-20").content.decode()
        assert 'type="text" name="from" value="позавчера"' in text
        assert 'type="date" name="to" value="2026-11-20"' in text

    @pytest.mark.parametrize(
        "cursor", ["before=x", "after=-1", f"before={2**63}", f"after={'9' * 5000}", "before=1.5", "before=%01"]
    )
    def test_a_cursor_that_is_none_gives_the_newest_page_and_a_sentence(self, client, cursor):
        page = client.get(f"{PAGE}?from=2026-11-01&to=2026-11-24&{cursor}")
        assert page.status_code == 422
        assert "Такой страницы операций нет" in page.content.decode()
        assert len(titles(page)) == 3

    def test_a_line_that_is_not_there_is_404(self, client):
        for line in ("x", "00000000-0000-0000-0000-000000000000", "%01"):
            assert client.get(f"{PAGE}?line={line}").status_code == 404

    @pytest.mark.parametrize("name", ["from", "before", "line"])
    def test_a_nul_is_no_text_of_a_person(self, client, name):
        assert client.get(f"{PAGE}?{name}=%00").status_code == 400


class TestPaging:
    @pytest.fixture(autouse=True)
    def many(self, line):
        account = account_of(line)
        post_many([row(account, number, f"n{number}") for number in range(1, 2 * views.PAGE)], now=NOW)

    def test_links_lead_through_all_and_back(self, client, line):
        first = client.get(PAGE)
        second = client.get(first.context["next_url"])
        third = client.get(second.context["next_url"])
        assert [len(titles(page)) for page in (first, second, third)] == [views.PAGE, views.PAGE, 2]
        assert first.context["prev_url"] is None
        assert third.context["next_url"] is None
        assert titles(client.get(third.context["prev_url"])) == titles(second)
        back = client.get(second.context["prev_url"])
        assert [each.seq for each in back.context["page_entries"]] == [
            each.seq for each in first.context["page_entries"]
        ]
        assert back.context["prev_url"] is None
        for url in (first.context["next_url"], second.context["prev_url"]):
            assert f"line={line.public_id}&from=2026-11-01&to=2026-11-24&" in url

    def test_the_page_costs_at_most_nine_queries(self, client, line, django_assert_max_num_queries):
        client.get(f"{PAGE}?line={line.public_id}")
        with django_assert_max_num_queries(9):
            client.get(f"{PAGE}?line={line.public_id}&before=40")

    def test_so_it_does_for_who_was_given_the_line(self, line, django_assert_max_num_queries):
        browser = signed_in(give_access(line))
        browser.get(f"{PAGE}?line={line.public_id}")
        with django_assert_max_num_queries(9):  # and whether they may
            browser.get(f"{PAGE}?line={line.public_id}")


class TestFile:
    def read(self, response) -> list[list[str]]:
        assert response.status_code == 200
        return list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))

    def test_it_holds_the_period_oldest_first(self, client):
        response = client.get(f"{CSV}?from=2026-11-01&to=2026-11-24")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="operations-2026-11-01-2026-11-24.csv"'
        assert response["Cache-Control"]
        assert self.read(response) == [
            ["Когда", "За что", "Номер", "Сумма", "Стало на счёте"],
            ["2026-11-04 12:00:00", "Абонентская плата, «Вместе L»", "903 123-45-67", "-550,00", "450,00"],
            ["2026-11-24 12:00:00", "«Гороскоп», 5533", "903 123-45-67", "-30,00", "420,00"],
            ["2026-11-24 12:00:00", "Пополнение картой", "", "300,00", "720,00"],
        ]

    def test_the_page_links_to_it(self, client):
        assert len(self.read(client.get(client.get(PAGE).context["csv_url"]))) == 4

    def test_who_was_given_the_line_gets_no_balances(self, line):
        rows = self.read(signed_in(give_access(line)).get(f"{CSV}?line={line.public_id}"))
        assert [len(row) for row in rows] == [4, 4, 4]

    def test_a_name_cannot_become_a_formula(self, client, line):
        charge(account_of(line), 1, kind=EntryKind.FEE, cause=Cause(name="=HYPERLINK(1)"))
        assert self.read(client.get(CSV))[-1][1] == "'=HYPERLINK(1)"

    def test_english_is_kept_to_the_last_piece(self, client, line, monkeypatch):
        monkeypatch.setattr("billing.selectors.EXPORT_CHUNK", 1)
        call = Cause(rule="call", name="Казахстан", name_en="Kazakhstan")
        charge(account_of(line), 36, kind=EntryKind.USAGE, cause=call)
        client.cookies["django_language"] = "en"
        last = client.get(CSV).getvalue().decode("utf-8-sig").splitlines()[-1]
        assert "Kazakhstan" in last
        assert last.endswith(",-36.00,684.00")

    def test_too_much_for_one_file_is_said(self, client, monkeypatch):
        monkeypatch.setattr(views, "CSV_LIMIT", 2)
        page = client.get(CSV)
        assert page.status_code == 422
        assert "операций слишком много" in page.content.decode()
        assert len(titles(page)) == 3
