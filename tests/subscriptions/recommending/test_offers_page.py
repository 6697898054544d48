"""«Рекомендуемые предложения»: the arithmetic reconciles on the page, and who may do what with it."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from billing.models import Unit
from subscriptions.models import Tariff
from tests.people import NOW, give_access, make_owner, signed_in
from tests.subscriptions.made import GB, MINUTE, has, make_service, make_tariff
from tests.subscriptions.recommending.using import SEPTEMBER, compute, only, subscriber, uses

pytestmark = pytest.mark.django_db

PAGE = reverse("offers")
LARGE = {Unit.VOICE: 900 * MINUTE, Unit.DATA: 5 * GB}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    line = subscriber()
    make_tariff("more", 600, allowances=LARGE, connect_fee=30)
    uses(line, SEPTEMBER, 400)
    return line


@pytest.fixture
def browser(line):
    return signed_in(line.contract.owner)


def words(answer) -> str:
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main).replace("\u00a0", " "))


def test_the_page_shows_how_it_was_found(browser, line):
    said = words(browser.get(PAGE))
    assert "Тариф «Тариф more» Дешевле на 140,00 ₽ в месяц" in said
    assert "Расчёт за три месяца, с 10 августа 2026 по 9 ноября 2026" in said
    own = "Плата за тариф 1 650,00 ₽ Связь сверх пакетов 600,00 ₽ Разовая плата 0,00 ₽ Всего 2 250,00 ₽"
    other = "Плата за тариф 1 800,00 ₽ Связь сверх пакетов 0,00 ₽ Разовая плата 30,00 ₽ Всего 1 830,00 ₽"
    assert f"Как сейчас: «Тариф own» {own}" in said
    assert f"Было бы: «Тариф more» {other}" in said
    assert "2 250,00 ₽ против 1 830,00 ₽ : на 420,00 ₽ меньше за три месяца, на 140,00 ₽ в месяц." in said


def test_it_is_said_in_english_too(browser, line):
    make_service("minutes", 110, allowances=LARGE)
    browser.cookies["django_language"] = "en"
    said = words(browser.get(PAGE, HTTP_ACCEPT_LANGUAGE="en"))
    assert "Tariff more" in said
    assert not re.search("[а-яё]", said, re.IGNORECASE)


def test_what_stops_is_named(browser, line):
    has(line, make_service("music", 0, tariffs=["own"]))
    assert "На этом тарифе не работает услуга «Услуга music»." in words(browser.get(PAGE))


def test_hidden_and_shown_again(browser, line):
    browser.get(PAGE)
    address = reverse("offer-hide", args=[only().public_id])
    answer = browser.post(address, {"line": line.public_id}, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?line={line.public_id}", 302)]
    said = words(answer)
    assert "Ваш тариф вам подходит" in said
    assert "Скрытое предложение: 1 Тариф more дешевле на 140,00 ₽ в месяц Вернуть" in said
    said = words(browser.post(address, {"line": line.public_id, "show": "1"}, follow=True))
    assert "Дешевле на 140,00 ₽ в месяц" in said
    assert "Вернуть" not in said


def test_nothing_cheaper_and_not_yet_known(line):
    Tariff.objects.filter(code="more").update(price=Decimal(900))
    assert "не нашлось ничего, что обошлось бы дешевле хотя бы на 50,00 ₽" in words(
        signed_in(line.contract.owner).get(PAGE)
    )
    somebody, _line = make_owner("79990000000")
    assert "Посчитаем, когда номер проработает с тарифом три полных месяца." in words(signed_in(somebody).get(PAGE))


def test_who_only_looks_sees_no_buttons_and_who_sees_no_charges_sees_no_arithmetic(line):
    address = f"{PAGE}?line={line.public_id}"
    looks = signed_in(give_access(line, "viewer", sees_details=True)).get(address)
    assert "Дешевле на" in words(looks)
    assert "Скрыть" not in words(looks)
    blind = words(signed_in(give_access(line, "viewer", sees_details=False)).get(address))
    assert "Расчёт показываем тем, кому видны списания номера" in blind
    assert "₽" not in blind


def test_what_was_computed_at_night_is_only_read(browser, line, django_assert_num_queries):
    compute(line)
    browser.get(PAGE)
    with django_assert_num_queries(8):
        browser.get(PAGE)
    for price in (300, 310):
        make_tariff(f"for-{price}", price, allowances=LARGE)
    compute(line)
    with django_assert_num_queries(8):
        browser.get(PAGE)
