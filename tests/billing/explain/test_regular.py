"""The same sum taken again and again is found, named and counted by the month (B12)."""

from datetime import timedelta

import pytest

from billing.causes import Cause
from billing.explain import regular
from billing.explain.regular import Often, going_on, regular_charges, regular_of
from billing.kinds import EntryKind
from billing.models import AccountKind
from billing.selectors import Movement, View
from billing.services.ledger import post_many
from cabinet.core import explaining
from cabinet.core.explaining import Explanation, Way
from tests.billing.money import account_of, charge, pay, row, rub
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOROSCOPE = Cause(rule="daily", name="Гороскоп", number="5533", source="content_subscription")


def take(account, amount, days_ago, *, kind=EntryKind.CONTENT, cause=HOROSCOPE, **rest):
    """Charges so many days before now, the oldest first."""
    return [
        charge(account, amount, kind=kind, cause=cause, now=NOW - DAY * ago, **rest)
        for ago in sorted(days_ago, reverse=True)
    ]


def found(account, line=None, now=NOW):
    return regular_charges(view=View(account.contract_id, AccountKind.MAIN, line), now=now)


def told(account, **rest):
    return [(each.often, each.times, each.a_month, each.goes_on) for each in found(account, **rest)]


@pytest.fixture
def account(line):
    """An account never goes back in time, so the money is paid in before everything."""
    account = account_of(line)
    pay(account, 100_000, now=NOW - DAY * 500)
    return account


class TestWhatIsRegular:
    @pytest.mark.parametrize(
        ("days_ago", "often", "a_month"),
        [
            ((0, 1, 2), Often.DAILY, rub(900)),
            (range(11), Often.DAILY, rub(900)),
            ((0, 7, 14), Often.WEEKLY, rub(130)),
            ((1, 7, 15, 22), Often.WEEKLY, rub(130)),
            ((3, 33, 64), Often.MONTHLY, rub(30)),
            ((10, 38, 69, 99), Often.MONTHLY, rub(30)),
        ],
    )
    def test_near_equal_gaps_of_a_day_a_week_or_a_month(self, account, days_ago, often, a_month):
        take(account, 30, days_ago)
        assert told(account) == [(often, len(days_ago), a_month, True)]

    @pytest.mark.parametrize("days_ago", [(0, 1), (0, 3, 5), (0, 1, 8, 39), (0, 15, 30, 45), (0, 0, 0, 0)])
    def test_two_or_any_gaps_are_not(self, account, days_ago):
        take(account, 30, days_ago)
        assert told(account) == []

    def test_a_missed_month_is_forgiven_where_many_were_not(self, account):
        take(account, 30, (5, 35, 66, 127, 158))
        assert told(account) == [(Often.MONTHLY, 5, rub(30), True)]

    def test_half_of_them_missed_is_not_regular(self, account):
        take(account, 30, (5, 35, 96, 157))
        assert told(account) == []

    def test_the_first_of_each_month_is_regular_over_a_whole_year(self, account):
        firsts = [NOW.replace(day=1, month=month) for month in range(2, 12)]
        for moment in firsts:
            charge(account, 550, kind=EntryKind.TARIFF, cause=Cause(name="Вместе L", source="tariff"), now=moment)
        assert told(account) == [(Often.MONTHLY, 10, rub(550), True)]


class TestWhatIsTheSame:
    def test_another_sum_name_number_line_or_kind_is_another_charge(self, account, line, neighbour):
        for days, changed in enumerate(
            (
                {"amount": 31},
                {"cause": Cause(rule="daily", name="Погода", number="5533", source="content_subscription")},
                {"cause": Cause(rule="daily", name="Гороскоп", number="5534", source="content_subscription")},
                {"line": neighbour},
                {"kind": EntryKind.SERVICE},
            )
        ):
            take(account, **{"amount": 30, "days_ago": (5 - days,)} | changed)
        assert told(account) == []

    def test_each_is_found_beside_the_others(self, account):
        for ago in (2, 1, 0):
            take(account, 30, (ago,))
            take(account, 5, (ago,), cause=Cause(name="Погода", source="content_subscription"))
        assert sorted(each.amount for each in found(account)) == [rub(5), rub(30)]

    @pytest.mark.parametrize("kind", [EntryKind.TRANSFER_OUT, EntryKind.MOVE_OUT, EntryKind.TRUST_REPAYMENT])
    def test_what_is_sent_or_repaid_is_no_charge(self, account, kind):
        take(account, 30, (0, 1, 2), kind=kind, cause=Cause())
        assert told(account) == []

    def test_money_that_comes_is_not_pointed_out(self, account):
        for ago in (2, 1, 0):
            pay(account, 30, now=NOW - DAY * ago)
        assert told(account) == []

    def test_another_contract_is_none_of_ours(self, account):
        _owner, elsewhere = make_owner("79160000001")
        take(account, 30, (0, 1, 2))
        assert regular_charges(view=View(elsewhere.contract_id, AccountKind.MAIN, None), now=NOW) == []


class TestWhatIsOver:
    @pytest.mark.parametrize(("days", "goes_on"), [(2, True), (3, False)])
    def test_a_daily_one_is_over_after_two_days_of_silence(self, account, days, goes_on):
        take(account, 30, (days, days + 1, days + 2))
        assert [each.goes_on for each in found(account)] == [goes_on]
        assert len(going_on(found(account))) == goes_on

    def test_what_ended_over_a_year_ago_is_forgotten(self, account):
        take(account, 30, (410, 411, 412))
        assert told(account) == []


class TestReading:
    def test_it_is_one_query_and_bounded(self, account, monkeypatch, django_assert_num_queries):
        take(account, 30, (0, 1, 2))
        with django_assert_num_queries(1):
            found(account)
        monkeypatch.setattr(regular, "READ", 2)
        assert told(account) == []

    def test_a_line_alone_shows_its_own(self, account, line, neighbour):
        take(account, 30, (0, 1, 2), line=neighbour)
        assert told(account, line=line) == []
        assert len(told(account, line=neighbour)) == 1

    def test_a_movement_knows_whether_it_is_one_of_them(self, account):
        mine = take(account, 30, (0, 1, 2))
        other = charge(account, 31, kind=EntryKind.CONTENT, cause=HOROSCOPE)
        of_mine = regular_of(Movement(mine[0], whole=True), now=NOW)
        assert of_mine is not None
        assert of_mine.times == 3
        assert regular_of(Movement(other, whole=True), now=NOW) is None


class TestPages:
    PAGE = "/finance/regular/"

    def test_it_names_them_with_the_cost_of_a_month_and_the_way_to_end(self, account, line, monkeypatch):
        monkeypatch.setitem(explaining._explainers, "content_subscription", _explain)
        take(account, 30, (0, 1, 2), line=line)
        page = signed_in(line.contract.owner).get(self.PAGE)
        assert page.status_code == 200
        text = page.content.decode()
        for words in ("«Гороскоп», 5533", "каждый день", "900,00\u00a0₽", "Отключить «Гороскоп»", 'href="/off/"'):
            assert words in text
        assert page.context["a_month"] == rub(900)

    def test_what_nobody_can_end_is_asked_of_a_specialist(self, account, line):
        take(account, 30, (0, 1, 2), line=line)
        assert "Спросить, как отключить" in signed_in(line.contract.owner).get(self.PAGE).content.decode()

    def test_what_is_over_stands_apart_and_costs_nothing(self, account, line):
        take(account, 30, (20, 21, 22), line=line)
        page = signed_in(line.contract.owner).get(self.PAGE)
        assert page.context["a_month"] == 0
        assert "Больше не списывают" in page.content.decode()

    def test_an_empty_page_says_what_will_be_here(self, line):
        assert "Здесь появится то" in signed_in(line.contract.owner).get(self.PAGE).content.decode()

    def test_who_was_given_a_line_sees_only_what_it_costs(self, account, line, neighbour):
        take(account, 30, (0, 1, 2), line=neighbour)
        page = signed_in(give_access(line)).get(f"{self.PAGE}?line={line.public_id}")
        assert page.context["going"] == []

    def test_the_movements_page_says_that_it_is_regular(self, account, line):
        last = take(account, 30, (0, 1, 2), line=line)[-1]
        text = signed_in(line.contract.owner).get(f"/finance/operations/{last.public_id}/").content.decode()
        assert "списывают каждый день" in text
        assert "Это около 900,00\u00a0₽ в месяц" in text

    def test_so_do_the_operations(self, account, line):
        take(account, 30, (0, 1, 2), line=line)
        text = signed_in(line.contract.owner).get("/finance/operations/").content.decode()
        assert "900,00\u00a0₽" in text
        assert "/finance/regular/" in text

    def test_the_page_costs_the_same_for_many(self, account, line, django_assert_max_num_queries):
        for ago in (2, 1, 0):
            rows = [
                row(account, -n, f"{ago}-{n}", EntryKind.SERVICE, line_id=line.pk, cause=Cause(name=str(n)))
                for n in range(1, 9)
            ]
            post_many(rows, now=NOW - DAY * ago)
        browser = signed_in(line.contract.owner)
        with django_assert_max_num_queries(9):
            assert len(browser.get(self.PAGE).context["going"]) == 8


def _explain(entries, asking):
    return {
        entry.pk: Explanation(rule="Подписка.", ways=[Way("Отключить «Гороскоп»", "/off/", "power")])
        for entry in entries
    }
