"""The page of calls, messages and sessions of a line (B3)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing.models.rates import Unit
from billing.usage import selectors
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import LineKind, LineStatus, Role
from tests.billing.money import rub
from tests.billing.usage.seen import ends, rate_of, use
from tests.people import NOW, add_line, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/finance/usage/"
CSV = "/finance/usage.csv"
MB = 1024**2


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
def used(line):
    """In November a call abroad for 36 ₽, a call from the package, an SMS, internet; a call in October."""
    kazakhstan = rate_of(prefix="77", name="Казахстан", name_en="Kazakhstan")
    use(line, NOW, volume=187, cost=36, counterpart="77012223344", rate=kazakhstan)
    use(line, NOW - timedelta(hours=1), volume=45, taken=60, counterpart="79161112233")
    use(line, NOW - timedelta(days=1), unit=Unit.SMS, volume=1, counterpart="0611")
    use(line, NOW - timedelta(days=2), unit=Unit.DATA, volume=13 * MB, taken=12 * MB, cost="1.50", counterpart="")
    use(line, NOW - timedelta(days=30), volume=60, taken=60, counterpart="79169998877")


def rows(page) -> list[tuple[str, ...]]:
    return [
        (row.title, row.other_end, row.volume.replace("\u00a0", " "), row.cost.replace("\u00a0", " "))
        for row in page.context["events"]
    ]


def totals(page) -> dict[Unit, str]:
    return {total.unit: total.volume.replace("\u00a0", " ") for total in page.context["totals"]}


@pytest.mark.usefixtures("used")
class TestPage:
    def test_it_shows_this_months_events_newest_first(self, client):
        page = client.get(PAGE)
        assert page.status_code == 200
        assert rows(page) == [
            ("Звонок, Казахстан", "701 222-33-44", "3:07 мин", "36,00 ₽"),
            ("Звонок", "916 111-22-33", "0:45 мин", "из пакета"),
            ("SMS", "0611", "1 SMS", "бесплатно"),
            ("Интернет", "", "13 МБ", "1,50 ₽"),
        ]
        assert [row.note for row in page.context["events"]] == ["", "", "", "часть из пакета"]
        text = page.content.decode()
        for words in ("701 222-33-44", "3:07\u00a0мин", "36,00\u00a0₽", "24 ноября"):
            assert words in text

    def test_totals_are_those_of_the_rows(self, client):
        page = client.get(PAGE)
        assert totals(page) == {Unit.VOICE: "3:52 мин", Unit.SMS: "1 SMS", Unit.DATA: "13 МБ"}
        assert page.context["amount"] == rub("37.50")
        assert [day.date for day in page.context["days"]] == [date(2026, 11, day) for day in (24, 23, 22)]
        assert [day.amount for day in page.context["days"]] == [rub(36), rub(0), rub("1.50")]

    def test_each_unit_has_bars_of_its_days(self, client):
        charts = client.get(PAGE).context["charts"]
        assert [chart.unit for chart in charts] == [Unit.VOICE, Unit.SMS, Unit.DATA]
        assert [len(chart.bars) for chart in charts] == [1, 1, 1]
        assert [chart.width for chart in charts] == [238, 238, 238]  # 24 days, up to today
        bar = charts[0].bars[0]
        assert (bar.x, bar.y, bar.height) == (230, 0, 60)
        assert bar.words.replace("\u00a0", " ") == "24 ноября: 3:52 мин"
        assert client.get(f"{PAGE}?from=2026-11-24&to=2026-11-24").context["charts"] == []

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("unit=sms", ["0611"]),
            ("unit=data", [""]),
            ("unit=voice", ["701 222-33-44", "916 111-22-33"]),
            ("counterpart=916", ["916 111-22-33"]),
            ("counterpart=8 916 111", ["916 111-22-33"]),
            ("counterpart=%2B7 (916) 111-22-33", ["916 111-22-33"]),
            ("counterpart=11-22", ["916 111-22-33"]),
            ("counterpart=61", ["916 111-22-33", "0611"]),
            ("counterpart=61&unit=sms", ["0611"]),
            ("counterpart=61&from=2026-11-24&to=2026-11-24", ["916 111-22-33"]),
            ("counterpart=%25", []),
            ("counterpart=_", []),
            ("counterpart=' OR 1=1 --", []),
            ("counterpart=0000000", []),
            ("counterpart=8", []),
        ],
    )
    def test_filters_narrow_rows_and_totals_alike(self, client, asked, shown):
        page = client.get(f"{PAGE}?{asked}")
        assert page.status_code == 200
        assert ends(page) == shown
        assert sum(total.events for total in page.context["totals"]) == len(shown)

    def test_what_was_asked_stays_in_every_link(self, client, line):
        page = client.get(f"{PAGE}?unit=voice&counterpart=916&from=2026-11-01&to=2026-11-24")
        kept = f"?line={line.public_id}&from=2026-11-01&to=2026-11-24&unit=voice&counterpart=916"
        assert page.context["csv_url"] == f"{CSV}{kept}"
        assert page.context["periods"][0] == {"label": "Этот месяц", "url": f"{PAGE}{kept}", "current": True}
        assert page.context["form"]["counterpart"].value() == "916"
        assert ends(client.get(page.context["reset_url"])) == ends(client.get(PAGE))

    def test_a_name_is_found_by_a_part_of_it(self, client, line):
        use(line, unit=Unit.SMS, counterpart="Sber_bank")
        for part, found in (("sber", 1), ("r_b", 1), ("rxb", 0), ("Sber_bank", 1)):
            assert len(ends(client.get(f"{PAGE}?counterpart={part}"))) == found

    def test_months_before_are_a_link_away(self, client):
        october = client.get(client.get(PAGE).context["periods"][1]["url"])
        assert ends(october) == ["916 999-88-77"]

    @pytest.mark.parametrize("part", ["%FF", "x" * 41, "unit"])
    def test_nonsense_is_no_error_of_ours(self, client, part):
        assert client.get(f"{PAGE}?counterpart={part}").status_code in (200, 422)
        assert client.get(f"{PAGE}?unit={part}").status_code == 422

    @pytest.mark.parametrize("address", [PAGE, CSV])
    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ("from=2026-01-01&to=2026-11-10", "не больше трёх месяцев"),
            ("from=2026-11-20&to=2026-11-10", "Начало позже конца"),
            ("from=мама", "Напишите дату"),
            ("before=x", "Такой страницы нет"),
            ("before=мама мыла раму", "Такой страницы нет"),
            ("from=2023-10-01&to=2023-11-15", "Выберите дату не раньше 1\u00a0ноября 2023"),
            (f"after={'9' * 400}", "Такой страницы нет"),
            ("unit=fax", "Выберите корректный вариант"),
        ],
    )
    def test_what_is_wrong_is_said_and_the_usual_month_is_shown(self, client, address, asked, words):
        page = client.get(f"{address}?{asked}")
        assert page.status_code == 422
        assert words in page.content.decode()
        assert len(ends(page)) == 4


def test_an_empty_page_says_what_will_appear(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Здесь появится всё, чем вы пользовались" in page.content.decode()
    assert page.context["amount"] == 0


def test_a_modem_is_asked_for_dates_alone(line, client):
    line.kind = LineKind.MODEM
    line.save()
    use(line, unit=Unit.DATA, volume=MB, counterpart="")
    page = client.get(f"{PAGE}?unit=voice&counterpart=916")
    assert [field.name for field in page.context["form"].visible_fields()] == ["from", "to"]
    assert len(page.context["events"]) == 1


def test_days_are_those_of_the_contract(line, client):
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    use(line, datetime(2026, 11, 10, 16, tzinfo=UTC))  # the 11th, 02:00, there
    page = client.get(f"{PAGE}?from=2026-11-11&to=2026-11-11")
    assert [day.date for day in page.context["days"]] == [date(2026, 11, 11)]
    assert "02:00" in page.content.decode()
    assert ends(client.get(f"{PAGE}?from=2026-11-10&to=2026-11-10")) == []


class TestTooMany:
    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch, line):
        monkeypatch.setattr(selectors, "MOST", 3)
        for day in range(4):
            use(line, NOW - timedelta(days=day))

    def test_rows_are_shown_and_no_totals_that_would_be_wrong(self, client):
        page = client.get(PAGE)
        assert page.status_code == 200
        assert len(ends(page)) == 4
        assert (page.context["totals"], page.context["charts"], page.context["csv_url"]) == (None, [], None)
        assert "слишком много, чтобы сложить" in page.content.decode()

    def test_a_shorter_time_has_them(self, client):
        page = client.get(f"{PAGE}?from=2026-11-22&to=2026-11-24")
        assert [total.events for total in page.context["totals"]] == [3]

    @pytest.mark.parametrize("asked", ["unit=sms", "counterpart=0000"])
    def test_nobody_searches_through_them(self, client, asked):
        page = client.get(f"{PAGE}?{asked}")
        assert page.status_code == 422
        assert "чтобы искать среди них" in page.content.decode()
        assert ends(page) == []

    def test_they_make_no_file(self, client):
        page = client.get(CSV)
        assert page.status_code == 422
        assert "Для одного файла событий слишком много" in page.content.decode()


@pytest.mark.usefixtures("used")
class TestWhoSees:
    @pytest.mark.parametrize("role", Role)
    def test_who_was_given_the_line_with_details_sees_its_events(self, line, role):
        page = signed_in(give_access(line, role)).get(f"{PAGE}?line={line.public_id}")
        assert len(ends(page)) == 4

    def test_without_details_there_is_the_balance_and_no_file(self, line):
        viewer = signed_in(give_access(line, Role.VIEWER, sees_details=False))
        page = viewer.get(f"{PAGE}?line={line.public_id}")
        assert page.status_code == 200
        assert "916" not in page.content.decode().split("<main", 1)[1]
        assert "с детализацией" in page.content.decode()
        assert viewer.get(f"{CSV}?line={line.public_id}").status_code == 404

    @pytest.mark.parametrize("address", [PAGE, CSV])
    def test_nobody_else_sees_anything(self, line, client, address):
        stranger, _line = make_owner("79160000009")
        neighbour = give_access(add_line(line.contract, "79031234568"))
        for user in (stranger, make_specialist(), neighbour):
            assert signed_in(user).get(f"{address}?line={line.public_id}").status_code == 404
        weak = signed_in(line.contract.owner, proof=Proof.NETWORK).get(f"{address}?line={line.public_id}")
        assert weak.url.startswith("/confirm/")

    def test_another_number_of_the_contract_has_its_own(self, line, client):
        other = add_line(line.contract, "79031234568")
        assert ends(client.get(f"{PAGE}?line={other.public_id}")) == []

    @pytest.mark.parametrize("address", [PAGE, CSV])
    def test_who_has_the_number_now_sees_nothing_of_who_had_it_before(self, line, address):
        line.status, line.closed_at = LineStatus.CLOSED, NOW - timedelta(hours=2)
        line.save()
        owner, other = make_owner("79160000001")
        same_number = add_line(other.contract, "79031234567")
        use(same_number, NOW, counterpart="79165554433")
        answer = signed_in(owner).get(f"{address}?line={same_number.public_id}&from=2026-10-01&to=2026-11-24")
        text = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert "916 555-44-33" in text
        for before in ("701 222-33-44", "916 111-22-33", "916 999-88-77"):
            assert before not in text
        assert signed_in(line.contract.owner).get(f"{address}?line={line.public_id}").status_code == 404
