"""Periods, totals that reconcile, pages."""

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing import selectors
from billing.models import AccountKind
from billing.periods import Period, months_to_today, previous_month, this_month
from billing.selectors import View, balance_of, balances_of, last_movements, movements, statement
from billing.services.ledger import open_account, post_many
from tests.billing.money import account_of, charge, new_account, pay, row, rub
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

MOSCOW = ZoneInfo("Europe/Moscow")
VLADIVOSTOK = ZoneInfo("Asia/Vladivostok")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), MOSCOW)


def whole(account) -> View:
    return View(account.contract_id, AccountKind.MAIN, None)


def all_pages(of, limit):
    """Every page from the newest to the oldest."""
    pages = [movements(of=of, limit=limit)]
    while pages[-1].older is not None:
        pages.append(movements(of=of, limit=limit, before=pages[-1].older))
    return pages


class TestPeriods:
    @pytest.mark.parametrize(
        ("zone", "start", "end"),
        [
            (MOSCOW, datetime(2026, 10, 31, 21, tzinfo=UTC), datetime(2026, 11, 30, 21, tzinfo=UTC)),
            (VLADIVOSTOK, datetime(2026, 10, 31, 14, tzinfo=UTC), datetime(2026, 11, 30, 14, tzinfo=UTC)),
        ],
    )
    def test_a_month_begins_and_ends_at_midnight_of_the_contracts_zone(self, zone, start, end):
        november = Period(date(2026, 11, 1), date(2026, 11, 30), zone)
        assert (november.start, november.end) == (start, end)

    def test_named_periods_end_today_where_the_contract_is(self):
        new_year = datetime(2026, 12, 31, 18, tzinfo=UTC)  # already January in Vladivostok
        assert this_month(new_year, MOSCOW) == Period(date(2026, 12, 1), date(2026, 12, 31), MOSCOW)
        assert this_month(new_year, VLADIVOSTOK) == Period(date(2027, 1, 1), date(2027, 1, 1), VLADIVOSTOK)
        assert previous_month(new_year, VLADIVOSTOK) == Period(date(2026, 12, 1), date(2026, 12, 31), VLADIVOSTOK)

    def test_months_are_whole_whatever_their_length(self):
        end_of_march = datetime(2027, 3, 31, 12, tzinfo=UTC)
        assert previous_month(end_of_march, MOSCOW) == Period(date(2027, 2, 1), date(2027, 2, 28), MOSCOW)
        assert months_to_today(3, end_of_march, MOSCOW).first == date(2027, 1, 1)

    def test_a_period_takes_its_first_moment_and_not_the_one_after_its_last(self):
        account = new_account()
        instants = [NOVEMBER.start - timedelta(microseconds=1), NOVEMBER.start]
        instants += [NOVEMBER.end - timedelta(microseconds=1), NOVEMBER.end]
        for place, moment in enumerate(instants):
            pay(account, 10**place, now=moment)
        november = statement(view=whole(account), period=NOVEMBER)
        assert (november.opening, november.income, november.closing) == (rub(1), rub(110), rub(111))
        assert [each.amount for each in movements(of=november, limit=9).movements] == [rub(100), rub(10)]


class TestTotals:
    def test_opening_and_movements_make_the_closing(self):
        account = new_account()
        pay(account, 100, now=NOVEMBER.start - timedelta(days=3))
        pay(account, "50.50", now=NOVEMBER.start + timedelta(days=1))
        charge(account, "30.25", now=NOVEMBER.start + timedelta(days=2))
        pay(account, 1000, now=NOVEMBER.end + timedelta(days=1))
        november = statement(view=whole(account), period=NOVEMBER)
        assert (november.opening, november.income, november.spent, november.closing) == (
            rub(100),
            rub("50.50"),
            rub("30.25"),
            rub("120.25"),
        )
        assert (november.from_date, november.to_date) == (date(2026, 11, 1), date(2026, 11, 30))

    def test_a_period_without_movements_closes_as_it_opened(self):
        account = new_account()
        pay(account, 100, now=NOVEMBER.start - timedelta(days=3))
        november = statement(view=whole(account), period=NOVEMBER)
        assert (november.opening, november.income, november.spent, november.closing) == (rub(100), 0, 0, rub(100))

    def test_before_the_first_movement_there_is_nothing(self):
        account = new_account()
        pay(account, 100, now=NOVEMBER.end)
        november = statement(view=whole(account), period=NOVEMBER)
        assert (november.opening, november.income, november.spent, november.closing) == (0, 0, 0, 0)
        assert movements(of=november, limit=5).movements == []

    def test_a_contract_without_an_account_has_an_empty_one(self):
        _owner, line = make_owner("79031234567")
        nothing = statement(view=View(line.contract_id, AccountKind.MAIN, None), period=NOVEMBER)
        assert (nothing.opening, nothing.closing) == (0, 0)
        assert movements(of=nothing, limit=5).movements == list(selectors.export(of=nothing)) == []
        assert balance_of(line=line, now=NOW).amount == 0
        assert balance_of(line=line, now=NOW).account is None

    def test_a_statement_stays_whole_while_entries_are_posted(self):
        account = new_account()
        pay(account, 100, now=NOW)
        november = statement(view=whole(account), period=NOVEMBER)
        pay(account, 5, now=NOW)
        assert [each.amount for each in movements(of=november, limit=9).movements] == [rub(100)]
        assert [each.amount for chunk in selectors.export(of=november) for each in chunk] == [rub(100)]

    def test_statements_take_two_queries_and_pages_one(self, django_assert_num_queries):
        account = new_account(100)
        with django_assert_num_queries(2):
            november = statement(view=whole(account), period=NOVEMBER)
        with django_assert_num_queries(1):
            assert movements(of=november, limit=5).movements[0].line is None

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        steps=st.lists(
            st.tuples(st.integers(0, 20 * 24), st.integers(1, 9999), st.booleans()), min_size=1, max_size=25
        ),
        cuts=st.lists(st.integers(0, 300), min_size=2, max_size=2, unique=True).map(sorted),
    )
    def test_neighbouring_periods_join_without_a_seam(self, db, steps, cuts):
        account, moment = new_account(floor=-10_000_000), datetime(2026, 1, 1, tzinfo=UTC)
        for place, (hours, kopecks, down) in enumerate(steps):
            moment += timedelta(hours=hours)
            amount = Decimal(-kopecks if down else kopecks) / 100
            post_many([row(account, str(amount), f"r{place}")], now=moment)
        new_year, (first, second) = date(2026, 1, 1), [date(2026, 1, 1) + timedelta(days=cut) for cut in cuts]
        days = [new_year - timedelta(days=2), first, second, date(2029, 1, 1)]
        parts = [
            statement(view=whole(account), period=Period(start, end - timedelta(days=1), MOSCOW))
            for start, end in itertools.pairwise(days)
        ]
        for part in parts:
            assert part.opening + part.income - part.spent == part.closing
            listed = [each for page in all_pages(part, 4) for each in page.movements]
            assert sum((each.amount for each in listed), Decimal(0)) == part.income - part.spent
        assert all(before.closing == after.opening for before, after in itertools.pairwise(parts))
        assert parts[-1].closing == account.entries.latest("seq").balance_after


class TestPages:
    @pytest.fixture
    def account(self):
        account = new_account()
        post_many([row(account, number, f"p{number}") for number in range(1, 11)], now=NOW)
        return account

    @pytest.mark.parametrize(
        ("limit", "sizes"), [(1, [1] * 10), (3, [3, 3, 3, 1]), (5, [5, 5]), (9, [9, 1]), (10, [10]), (11, [10])]
    )
    def test_pages_hold_everything_once_newest_first(self, account, limit, sizes):
        pages = all_pages(statement(view=whole(account), period=NOVEMBER), limit)
        assert [len(page.movements) for page in pages] == sizes
        assert [int(each.amount) for page in pages for each in page.movements] == list(range(10, 0, -1))

    @pytest.mark.parametrize("limit", [1, 3, 5, 9, 10])
    def test_the_way_back_passes_the_same_pages(self, account, limit):
        november = statement(view=whole(account), period=NOVEMBER)
        pages = all_pages(november, limit)
        back = [pages[-1]]
        while back[-1].newer is not None:
            back.append(movements(of=november, limit=limit, after=back[-1].newer))
        assert [page.movements for page in reversed(back)] == [page.movements for page in pages]
        assert back[-1].newer is None

    def test_a_page_stays_the_same_while_entries_are_posted(self, account):
        november = statement(view=whole(account), period=NOVEMBER)
        second = movements(of=november, limit=3, before=8)
        pay(account, 99)
        november = statement(view=whole(account), period=NOVEMBER)
        assert movements(of=november, limit=3, before=8) == second

    @pytest.mark.parametrize("cursor", [0, 1, 10_000, 2**63 - 1])
    def test_a_cursor_from_nowhere_gives_a_page(self, account, cursor):
        november = statement(view=whole(account), period=NOVEMBER)
        for page in (movements(of=november, limit=3, before=cursor), movements(of=november, limit=3, after=cursor)):
            assert len(page.movements) in (0, 3)

    def test_an_export_holds_all_of_them_in_their_order(self, account, monkeypatch):
        monkeypatch.setattr(selectors, "EXPORT_CHUNK", 4)
        chunks = list(selectors.export(of=statement(view=whole(account), period=NOVEMBER)))
        assert [len(chunk) for chunk in chunks] == [4, 4, 2]
        assert [int(each.amount) for chunk in chunks for each in chunk] == list(range(1, 11))


class TestBalances:
    def test_lines_of_one_contract_share_a_balance(self):
        _owner, line = make_owner("79031234567", "79031234568")
        _other, without = make_owner("79031234569")
        pay(account_of(line), 70)
        lines = [*line.contract.lines.all(), without]
        assert balances_of(lines=lines) == {line.contract_id: rub(70), without.contract_id: rub(0)}

    def test_the_content_account_has_its_own(self):
        owner, line = make_owner("79031234567")
        pay(account_of(line), 70)
        content = open_account(contract=line.contract, kind=AccountKind.CONTENT)
        pay(content, 5)
        assert balance_of(line=line, now=NOW).amount == rub(70)
        assert balance_of(line=line, now=NOW, kind=AccountKind.CONTENT).amount == rub(5)
        assert [each.amount for each in last_movements(user=owner, line=line, limit=9, now=NOW)] == [rub(70)]
