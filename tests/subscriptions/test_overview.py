"""What the first page tells of the tariff and of regular charges (T1, T9, B12), within its eight queries."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from billing.models import Account
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line, LineKind, Role
from cabinet.core.channels import Channel
from subscriptions.models import Every, Recommendation, Status, Subscription, TariffChange
from subscriptions.models.held import ChangeStatus
from tests.billing.money import account_of, pay, rub
from tests.people import NOW, give_access, make_owner, signed_in
from tests.subscriptions.made import has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def line() -> Line:
    _owner, line = make_owner("79161230005")
    pay(account_of(line), 2000)
    has(line, make_tariff("together", 550))
    return line


def shown(line: Line, **how: object) -> str:
    page = signed_in(line.contract.owner, **how).get(f"/?line={line.public_id}")
    return page.content.decode().replace("\u00a0", " ")


def regular(line: Line, **how: object) -> list[str]:
    """What is said to be taken again and again, in its order."""
    part = re.search(r"Списывается регулярно</h3>(.*?)</ul>", shown(line, **how), re.S)
    return re.findall(r'<div class="body">([^<]*?) ?<', part[1]) if part else []


def test_the_tariff_is_named_with_the_next_charge(line):
    assert "Тариф «Тариф together»" in (text := shown(line))
    assert '24 декабря, <span class="num nowrap">550,00 ₽</span>' in text


def test_what_is_due_on_one_day_is_one_sum(line):
    has(line, make_service(price=100))
    has(line, make_content(price=30))  # tomorrow: that comes first
    text = shown(line)
    assert '25 ноября, <span class="num nowrap">30,00 ₽</span>' in text


def test_content_comes_first_among_what_is_taken_again_and_again(line):
    for number in range(3):
        has(line, make_service(f"service-{number}", 100))
    has(line, make_content("stars", 30))
    has(line, make_service("free", 0))
    assert regular(line) == ["Гороскоп stars", "Услуга service-0", "Услуга service-1"]
    text = shown(line)
    assert "И ещё 1" in text
    assert f"/subscriptions/stars/off/?line={line.public_id}" in text


def test_what_was_switched_off_is_not_said_to_be_taken(line):
    held = has(line, make_service("leaving", 100))
    held.ends_at = held.paid_until
    held.save()
    assert regular(line) == []


def test_a_line_without_money_says_what_would_bring_it_back(line):
    Subscription.objects.update(status=Status.SUSPENDED, due_at=None)
    Account.objects.update(balance=rub(50))
    assert "Пополните счёт на 500,00 ₽" in shown(line)


def test_a_change_that_waits_is_told_with_its_day(line):
    TariffChange.objects.create(
        line=line,
        to=make_tariff("larger", 900),
        status=ChangeStatus.PLANNED,
        apply_at=datetime(2026, 12, 24, tzinfo=ZoneInfo("Europe/Moscow")),
        channel=Channel.PAGE,
        created_at=NOW,
    )
    assert "«Тариф larger», с 24 декабря" in shown(line)


def test_a_recommendation_is_one_line(line):
    offered = {"line": line, "computed_at": NOW}
    Recommendation.objects.create(tariff=make_tariff(), saving=rub(120), **offered)
    best = Recommendation.objects.create(tariff=make_tariff(), saving=rub(200), **offered)
    assert "меньше на 200,00 ₽ в месяц" in shown(line)
    best.hidden_at = NOW
    best.save()
    assert "меньше на 120,00 ₽ в месяц" in shown(line)


def test_a_fixed_line_shows_what_is_its_own(line):
    home = Line.objects.create(
        contract=line.contract, number="4501020", kind=LineKind.HOME, address="Самара, Садовая, 5", opened_at=NOW
    )
    has(home, make_tariff("home", 450, kinds=["home"], speed=300))
    text = shown(home)
    assert "до 300 Мбит/с" in text
    assert "Самара, Садовая, 5" in text


def test_a_television_names_its_packs(line):
    screen = Line.objects.create(contract=line.contract, number="4501021", kind=LineKind.TV, opened_at=NOW)
    has(screen, make_tariff("tv", 190, kinds=["tv"], channels=180))
    has(screen, make_service("cinema", 200, kinds=["tv"], category="tv"))
    text = shown(screen)
    assert ">180</dd>" in text
    assert "Услуга cinema" in text


def test_what_money_goes_on_is_shown_to_no_weak_session_and_to_no_viewer(line):
    has(line, make_content("stars", 30))
    assert regular(line) == ["Гороскоп stars"]
    assert regular(line, proof=Proof.NETWORK) == []
    viewer = (
        signed_in(give_access(line, Role.VIEWER, sees_details=False)).get(f"/?line={line.public_id}").content.decode()
    )
    assert "Гороскоп" not in viewer


def test_it_costs_the_page_no_query(line, django_assert_num_queries):
    for number in range(5):
        has(line, make_service(f"service-{number}", 100))
    mine = signed_in(line.contract.owner)
    mine.get("/")
    with django_assert_num_queries(5):
        mine.get("/")


def test_a_rest_is_said(line):
    Subscription.objects.update(status=Status.PAUSED, due_at=None)
    assert "Приостановлен по вашей просьбе" in shown(line)


def test_yesterdays_tariff_is_nobodys(line):
    Subscription.objects.update(status=Status.ENDED, ended_at=NOW - timedelta(days=1), due_at=None)
    assert "Тариф «" not in shown(line)


def test_the_next_charge_after_a_change_is_that_of_the_new_tariff(line):
    day = datetime(2026, 12, 24, tzinfo=ZoneInfo("Europe/Moscow"))
    how = {"line": line, "status": ChangeStatus.PLANNED, "apply_at": day, "channel": Channel.PAGE, "created_at": NOW}
    change = TariffChange.objects.create(to=make_tariff("larger", 900), **how)
    assert '24 декабря, <span class="num nowrap">900,00 ₽</span>' in shown(line)

    TariffChange.objects.filter(pk=change.pk).update(to=make_tariff("per-minute", 0, every=Every.NEVER))
    assert "Следующее списание" not in shown(line)
