"""What is left of packages, on the first page (B1)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from billing.models.rates import Unit
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import LineKind, LineStatus, Role
from tests.billing.usage.seen import GB, give
from tests.people import NOW, add_line, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


def shown(line, **how) -> list[str]:
    """What a screen reader says of each package."""
    page = signed_in(line.contract.owner, **how).get("/").content.decode()
    return [words.replace("\u00a0", " ") for words in re.findall(r'<meter [^>]*aria-label="([^"]*)"', page)]


def test_each_package_says_what_is_left_of_how_much_and_when_it_is_renewed(line):
    give(line, Unit.VOICE, granted=300 * 60, used=90 * 60 - 1)
    give(line, Unit.SMS, granted=100, used=96)
    give(line, Unit.DATA, granted=30 * GB, used=17 * GB + 1)
    assert shown(line) == [
        "интернет: осталось 12,9 ГБ из 30 ГБ, обновится 1 декабря",  # never more than there is
        "звонки: осталось 210 мин из 300 мин, обновится 1 декабря",
        "SMS: осталось 4 SMS из 100 SMS, обновится 1 декабря",
    ]


def test_a_day_that_all_share_is_said_once(line):
    for unit in Unit:
        give(line, unit, granted=GB)
    text = signed_in(line.contract.owner).get("/").content.decode()
    assert text.count("Обновится 1\u00a0декабря</p>") == 1
    assert "обновится 1\u00a0декабря</small>" not in text


def test_packages_of_different_days_say_each_its_own(line):
    give(line, Unit.VOICE)
    give(line, Unit.DATA, granted=GB, until_at=datetime(2026, 11, 27, 21, tzinfo=UTC), source="present")
    text = signed_in(line.contract.owner).get("/").content.decode()
    assert "действует до 28\u00a0ноября</small>" in text
    assert "обновится 1\u00a0декабря</small>" in text


def test_packages_of_one_unit_and_one_end_are_one(line):
    give(line, Unit.VOICE, granted=300 * 60, used=60 * 60)
    give(line, Unit.VOICE, granted=100 * 60, source="tariff")
    assert shown(line) == ["звонки: осталось 340 мин из 400 мин, обновится 1 декабря"]


def test_what_is_over_and_what_has_not_begun_are_not_shown(line):
    give(line, from_at=NOW - timedelta(days=40), until_at=NOW)
    give(line, from_at=NOW + timedelta(seconds=1), until_at=NOW + timedelta(days=9))
    give(line, granted=0)
    text = signed_in(line.contract.owner).get("/").content.decode()
    assert "<meter" not in text
    assert "Осталось</h2>" not in text
    give(line, from_at=NOW, until_at=NOW + timedelta(seconds=1))
    assert len(shown(line)) == 1


def test_a_package_used_up_says_so(line):
    give(line, granted=600, used=600)
    text = signed_in(line.contract.owner).get("/").content.decode()
    assert 'value="0"' in text
    assert ">закончилось</small>" in text
    assert shown(line) == ["звонки: осталось 0 мин из 10 мин, обновится 1 декабря"]
    give(line, Unit.DATA, granted=GB, used=GB)
    assert shown(line)[0] == "интернет: осталось 0 МБ из 1 ГБ, обновится 1 декабря"


@pytest.mark.parametrize(("used", "is_low"), [(269, False), (270, True), (299, True)])
def test_a_tenth_left_is_little(line, used, is_low):
    give(line, granted=300 * 60, used=used * 60)
    text = signed_in(line.contract.owner).get("/").content.decode()
    assert (">мало</small>" in text) == is_low


def test_what_is_left_of_gigabytes_may_be_megabytes(line):
    give(line, Unit.DATA, granted=2 * GB, used=2 * GB - 640 * 1024**2)
    assert shown(line) == ["интернет: осталось 640 МБ из 2 ГБ, обновится 1 декабря"]


@pytest.mark.parametrize("kind", [LineKind.MODEM, LineKind.HOME])
def test_nobody_calls_from_a_modem(line, kind):
    line.kind = kind
    line.save()
    for unit in Unit:
        give(line, unit, granted=GB)
    assert shown(line) == ["интернет: осталось 1 ГБ из 1 ГБ, обновится 1 декабря"]


def test_the_day_is_that_of_the_contracts_zone(line):
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    give(line, until_at=datetime(2026, 11, 30, 14, tzinfo=UTC))  # midnight there; still November in Moscow
    assert shown(line)[0].endswith("обновится 1 декабря")


def test_english_words(line):
    give(line, Unit.DATA, granted=30 * GB, used=1 * GB + GB // 2)
    browser = signed_in(line.contract.owner)
    browser.cookies["django_language"] = "en"
    text = browser.get("/").content.decode().replace("\u00a0", " ")
    assert 'aria-label="internet: 28.5 GB of 30 GB left, renewed on 1 December"' in text


def test_who_sees_the_balance_sees_packages_and_nobody_elses(line):
    give(line, Unit.VOICE)
    _other_owner, other = make_owner("79160000001")
    give(other, Unit.SMS, granted=50)
    viewer = signed_in(give_access(line, Role.VIEWER, sees_details=False)).get("/").content.decode()
    assert "звонки: осталось" in viewer
    assert "SMS: осталось" not in viewer
    assert "/finance/usage/" not in viewer  # details are not theirs
    assert shown(line, proof=Proof.NETWORK) == ["звонки: осталось 300 мин из 300 мин, обновится 1 декабря"]


def test_the_earlier_owners_packages_went_with_their_line(line):
    give(line)
    line.closed_at, line.status = NOW - timedelta(days=1), LineStatus.CLOSED
    line.save()
    owner, other = make_owner("79160000001")
    same_number = add_line(other.contract, "79031234567")
    assert "<meter" not in signed_in(owner).get(f"/?line={same_number.public_id}").content.decode()


def test_the_first_page_still_costs_eight_queries(django_assert_max_num_queries):
    _owner, line = make_owner("79031234567", "79031234568", "79031234569", "79031234570")
    for unit in Unit:
        give(line, unit, granted=GB)
        give(line, unit, granted=GB, source="service", until_at=NOW + timedelta(days=2))
    browser = signed_in(line.contract.owner)
    browser.get("/")
    with django_assert_max_num_queries(8):
        text = browser.get("/").content.decode()
    assert text.count("<meter") == 6
