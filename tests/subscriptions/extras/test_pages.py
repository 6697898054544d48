"""«Услуги» and its two pages of confirmation: what is read there is what happens."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.accounts.models import Line, LineKind, Role
from subscriptions.models import Every, Status, Subscription, TariffChange
from tests.billing.money import account_of, balance, rub
from tests.people import give_access, signed_in
from tests.subscriptions.extras.switching import live, of, off, person
from tests.subscriptions.made import has, make_content, make_service, make_tariff

pytestmark = pytest.mark.django_db

PAGE = reverse("services")
HIDDEN = re.compile(r'name="(line|agreed|key)" value="([^"]*)"')


def text_of(answer) -> str:
    main = answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\u00a0", " ").split())


def fields(answer) -> dict[str, str]:
    return dict(HIDDEN.findall(answer.content.decode()))


def page(name: str, service) -> str:
    return reverse(name, args=[service.code])


@pytest.fixture
def line():
    return person(money=1000)


@pytest.fixture
def browser(line):
    return signed_in(line.contract.owner)


def test_connected_and_available_stand_with_their_prices(line, browser):
    now = timezone.now()
    has(line, make_service("paid", price=100), now=now)
    has(line, make_content("stars", price=30), now=now)
    make_service("daily", price=5, every=Every.DAY, connect_fee=rub(20), category="safety")
    make_service("gift", price=0, every=Every.NEVER, requires=["paid"], conflicts=["paid"])

    text = text_of(browser.get(PAGE))

    connected, rest = text.split("Безопасность")
    assert "Услуга paid Что-то полезное. 100,00 ₽ в месяц следующее списание" in connected
    assert "Гороскоп stars подписка, номер 5533 Каждое утро. 30,00 ₽ в день" in connected
    assert "Услуга daily Что-то полезное. 5,00 ₽ в день подключение 20,00 ₽ Подключить : Услуга daily" in rest
    assert "Услуга gift Что-то полезное. бесплатно вместо: «Услуга paid»" in text
    assert "«Услуга gift» не подключить: услуги, без которых она не работает, с ней несовместимы." in text
    assert "Подключить : Услуга gift" not in text


def test_an_empty_page_says_what_will_appear(browser):
    text = text_of(browser.get(PAGE))
    assert "Пока ничего не подключено Здесь появятся услуги" in text
    assert "Подключить пока нечего" in text


def test_switching_on_restates_the_sum_and_does_it_once(line, browser):
    service = make_service(price=100, connect_fee=rub(30))

    asked = browser.get(page("service-on", service))
    assert "Спишем сейчас 130,00 ₽" in text_of(asked)
    assert "Останется 870,00 ₽ Подключить за 130,00 ₽" in text_of(asked)
    assert live(line) == []
    for _time in range(2):
        answer = browser.post(page("service-on", service), fields(asked))
        assert answer.url == f"{PAGE}?line={line.public_id}"

    assert balance(account_of(line)) == rub(870)
    assert "следующее списание" in text_of(browser.get(PAGE))
    assert browser.get(page("service-on", service)).status_code == 302


def test_one_tap_resolves_a_conflict(line, browser):
    now = timezone.now()
    has(line, make_service("small", price=50), now=now)
    large = make_service("large", price=100, conflicts=["small"], requires=["base"])
    make_service("base", price=10)

    asked = browser.get(page("service-on", large))
    text = text_of(asked)
    assert "Вместе подключим: «Услуга base»." in text
    assert "«Услуга small» отключится сразу. Она оплачена до" in text
    assert "Заменить и подключить за 110,00 ₽" in text
    browser.post(page("service-on", large), fields(asked))

    assert live(line) == ["base", "large"]


def test_what_the_planned_tariff_will_not_have_is_told_before_it_is_paid_for(line, browser):
    now, tariff = timezone.now(), make_tariff("next")
    planned = {"to": tariff, "apply_at": now + timedelta(days=3), "channel": "page", "created_at": now}
    TariffChange.objects.create(line=line, **planned)
    has(line, make_tariff("own", price=10), now=now)
    only_here, anywhere = make_service(tariffs=["own"]), make_service(tariffs=["own", "next"])

    assert "вы переходите на тариф «Тариф next»" in text_of(browser.get(page("service-on", only_here)))
    assert "вы переходите" not in text_of(browser.get(page("service-on", anywhere)))


def test_without_money_the_page_says_how_much_is_missing_and_has_no_button(line, browser):
    service = make_service(price=1100)

    text = text_of(browser.get(page("service-on", service)))

    assert "Не хватает 100,00 ₽ Пополнить счёт" in text
    assert "Подключить за" not in text


def test_what_changed_meanwhile_is_shown_anew_and_not_done(line, browser):
    service = make_service(price=100)
    asked = browser.get(page("service-on", service))
    service.price = rub(150)
    service.save()

    answer = browser.post(page("service-on", service), fields(asked))

    assert answer.status_code == 422
    assert "условия изменились" in text_of(answer)
    assert "Подключить за 150,00 ₽" in text_of(answer)
    assert live(line) == []
    browser.post(page("service-on", service), fields(answer))
    assert live(line) == [service.code]


def test_switching_off_names_the_day_and_what_goes_with_it_and_can_be_undone(line, browser):
    now = timezone.now()
    base, more = make_service("base", price=100), make_service("more", price=10, requires=["base"])
    has(line, base, now=now - timedelta(days=1))
    has(line, more, now=now)

    asked = browser.get(page("service-off", base))
    assert "«Услуга more»: без неё не работает, отключится" in text_of(asked)
    assert "Больше не спишем 100,00 ₽ в месяц" in text_of(asked)
    browser.post(page("service-off", base), fields(asked))
    assert of(line, base).ends_at == of(line, base).paid_until
    assert text_of(browser.get(PAGE)).count("отключится") == 2

    asked = browser.get(page("service-off", base))
    assert "Оставить «Услуга base»?" in text_of(asked)
    browser.post(page("service-off", base), fields(asked) | {"keep": "1"})
    assert of(line, base).ends_at is None
    assert balance(account_of(line)) == rub(890)


def test_what_is_off_already_leads_back(line, browser):
    service = make_service(price=0, every=Every.NEVER)
    has(line, service, now=timezone.now())
    asked = browser.get(page("service-off", service))
    off(line, service, now=timezone.now())

    assert browser.get(page("service-off", service)).status_code == 302
    answer = browser.post(page("service-off", service), fields(asked), follow=True)

    assert "Эта услуга не подключена." in text_of(answer)


def test_what_is_suspended_says_so(line, browser):
    held = has(line, make_service(price=100), now=timezone.now())
    Subscription.objects.filter(pk=held.pk).update(status=Status.SUSPENDED, due_at=None)

    assert "приостановлена: не хватает денег" in text_of(browser.get(PAGE))


def test_who_only_looks_reads_whose_it_is(line):
    viewer = signed_in(give_access(line, Role.VIEWER))
    service = make_service()

    assert "подключает и отключает его владелец" in text_of(viewer.get(PAGE))
    for name in ("service-on", "service-off"):
        assert viewer.get(page(name, service)).status_code == 404


def test_a_form_about_no_line_or_without_what_was_agreed_does_nothing(line, browser):
    service = make_service(price=100)
    sure = fields(browser.get(page("service-on", service)))

    assert browser.post(page("service-on", service), {"key": sure["key"], "agreed": sure["agreed"]}).status_code == 404
    assert browser.post(page("service-on", service), {"line": sure["line"]}).status_code == 422
    assert live(line) == []


def test_the_page_reads_the_database_a_fixed_number_of_times(line, browser, django_assert_max_num_queries):
    for number in range(12):
        has(line, make_service(price=1, requires=[], conflicts=["x"]), now=timezone.now())
        make_service(category="calls", tariffs=["a"], connect_fee=rub(number))
    browser.get(PAGE)

    with django_assert_max_num_queries(11):
        browser.get(PAGE)


def test_a_line_without_money_hears_it_once_with_where_to_pay(line, browser):
    held = has(line, make_tariff(price=550), now=timezone.now())
    Subscription.objects.filter(pk=held.pk).update(status=Status.SUSPENDED, due_at=None)
    services = [make_service(price=100), make_service(price=50)]

    text = text_of(browser.get(PAGE))
    assert text.count("не хватает денег на тариф") == 1
    assert "Сначала пополните счёт. Пополнить" in text
    assert "Подключить :" not in text
    assert f"{reverse('payments-top-up')}?line=" in browser.get(page("service-on", services[0])).content.decode()


def test_what_can_rest_for_some_days_leads_there_and_a_mobile_number_does_not(line, browser):
    now = timezone.now()
    has(line, make_tariff(), now=now)
    home = Line.objects.create(contract=line.contract, number="4501020", kind=LineKind.HOME, opened_at=now)
    has(home, make_tariff("home", 450, kinds=["home"], speed=300), now=now)

    leads = f'href="{reverse("line-pause")}?line='
    assert leads not in browser.get(PAGE).content.decode()
    answer = browser.get(PAGE, {"line": home.public_id})
    assert f"{leads}{home.public_id}" in answer.content.decode()
    assert "Приостановить на время" in text_of(answer)
    Subscription.objects.filter(line=home).update(status=Status.PAUSED, due_at=None)
    assert "Включить раньше" in text_of(browser.get(PAGE, {"line": home.public_id}))
