"""The page of one service: all that it means stands before the button (T10)."""

import pytest
from django.urls import reverse

from cabinet.sms.models import SmsKind
from subscriptions.models import Consent, Subscription
from tests.people import signed_in
from tests.subscriptions.content.agreeing import code_for, person, texts_to
from tests.subscriptions.made import make_content

pytestmark = pytest.mark.django_db
PAGE = reverse("subscription-on", args=["stars"])


@pytest.fixture
def line():
    make_content("stars", price=30)
    return person()


@pytest.fixture
def browser(line):
    return signed_in(line.contract.owner)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_two_steps_lead_to_a_subscription_with_the_text_that_was_shown(line, browser):
    shown = text_of(browser.get(PAGE, {"line": line.public_id}))
    assert "Получить код в SMS" in shown
    assert texts_to(kind=SmsKind.CODE) == []

    second = browser.post(PAGE, {"line": line.public_id, "send": "1"}, follow=True)
    assert "Подключить за 30,00 ₽ в день" in text_of(second)
    answer = browser.post(PAGE, {"line": line.public_id, "code": code_for(line)}, follow=True)

    assert "Подключено: «Гороскоп stars»." in text_of(answer)
    agreed = Consent.objects.get().text.replace("\u00a0", " ")
    assert agreed in shown
    assert agreed in text_of(second)


def test_a_wrong_code_is_said_and_the_second_step_stays(line, browser):
    browser.post(PAGE, {"line": line.public_id, "send": "1"})

    answer = browser.post(PAGE, {"line": line.public_id, "code": "000000"})

    assert answer.status_code == 422
    assert "Код не подошёл" in text_of(answer)
    assert "Подключить за 30,00 ₽ в день" in text_of(answer)
    assert not Subscription.objects.exists()


def test_without_money_it_says_how_much_is_missing_and_where_to_top_up(browser, line):
    make_content("gold", price=1300)

    answer = text_of(browser.get(reverse("subscription-on", args=["gold"]), {"line": line.public_id}))

    assert "Не хватает 300,00 ₽" in answer
    assert f"{reverse('payments-top-up')}?line={line.public_id}" in answer
    assert "Получить код" not in answer


def test_what_is_there_already_leads_to_the_list(browser, line):
    browser.post(PAGE, {"line": line.public_id, "send": "1"})
    browser.post(PAGE, {"line": line.public_id, "code": code_for(line)})

    assert browser.get(PAGE, {"line": line.public_id}).url == f"{reverse('subscriptions')}?line={line.public_id}"


def test_what_is_not_sold_is_not_found(browser, line):
    missing = reverse("subscription-on", args=["no-such"])
    assert browser.get(missing, {"line": line.public_id}).status_code == 404
    assert browser.post(missing, {"line": line.public_id, "send": "1"}).status_code == 404
