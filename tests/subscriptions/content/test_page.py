"""«Подписки»: who sends, what it costs, when it is charged for next; one tap ends one, three end all (T5)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.core.channels import Channel
from subscriptions.models import Consent, ContentCategory, Status, Subscription
from tests.billing.money import account_of, pay
from tests.people import make_owner, signed_in
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db
PAGE = reverse("subscriptions")
SEVERAL = reverse("subscriptions-off")


@pytest.fixture
def line():
    line = make_owner("79161230001")[1]
    pay(account_of(line), 1000)
    return line


@pytest.fixture
def browser(line):
    return signed_in(line.contract.owner)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def test_it_shows_sender_number_price_and_the_next_charge(line, browser):
    held = has(line, make_content("stars", price=30), now=timezone.now())

    text = text_of(browser.get(PAGE, {"line": line.public_id}))

    assert "Гороскоп stars" in text
    assert 'ООО «Звёзды», короткий номер <span class="num nowrap">5533</span>' in text
    assert "30,00 ₽ в день · следующее списание" in text
    assert "Отключить все" not in text  # of one there is no «all»
    assert held.due_at


def test_free_days_say_when_the_first_charge_comes(line, browser):
    has(line, make_content("stars", price=30, trial_days=3), trial=True, now=timezone.now())

    text = text_of(browser.get(PAGE))

    assert "пока бесплатно, первое списание" in text


def test_what_has_no_money_says_so_and_no_date(line, browser):
    has(line, make_content("stars"), now=timezone.now())
    Subscription.objects.update(status=Status.SUSPENDED, suspended_at=timezone.now(), due_at=None)

    text = text_of(browser.get(PAGE))

    assert "приостановлена: не хватает денег" in text
    assert "следующее списание" not in text


def test_the_evidence_of_consent_is_there(line, browser):
    held = has(line, make_content("stars"), now=timezone.now())
    Consent.objects.create(
        subscription=held,
        at=timezone.now(),
        channel=Channel.PAGE,
        text="30 ₽ в день, пока не отключите",
        code_tail="34",
    )

    text = text_of(browser.get(PAGE))

    assert "30 ₽ в день, пока не отключите" in text
    assert "оканчивался на 34" in text


def test_the_catalogue_is_by_section_without_what_the_line_has(line, browser):
    has(line, make_content("stars"), now=timezone.now())
    make_content("chess", category=ContentCategory.GAMES)
    make_content("weather", category=ContentCategory.NEWS)
    make_content("gone", archived_at=timezone.now())

    text = text_of(browser.get(PAGE))

    assert text.index("Новости и погода") < text.index("weather") < text.index("Игры") < text.index("chess")
    assert "Гороскоп gone" not in text
    assert text.count("<b>Гороскоп stars") == 1


def test_nothing_subscribed_says_what_will_be_here(browser):
    assert "Платных подписок нет" in text_of(browser.get(PAGE))


def test_one_tap_ends_one(line, browser):
    has(line, make_content("stars"), now=timezone.now())

    answer = browser.post(reverse("subscription-off", args=["stars"]), {"line": line.public_id}, follow=True)

    assert "Отключено: «Гороскоп stars». Больше за это не спишем." in text_of(answer)
    assert not Subscription.objects.filter(ended_at=None).exists()
    again = browser.post(reverse("subscription-off", args=["stars"]), {"line": line.public_id}, follow=True)
    assert "Уже отключено" in text_of(again)


def test_the_page_of_one_says_what_stops(line, browser):
    has(line, make_content("stars", price=30), now=timezone.now())
    page = reverse("subscription-off", args=["stars"])

    text = text_of(browser.get(page, {"line": line.public_id}))

    assert "Отключить «Гороскоп stars»?" in text
    assert "30,00 ₽ в день" in text
    gone = browser.get(reverse("subscription-off", args=["other"]), {"line": line.public_id})
    assert gone.url == f"{PAGE}?line={line.public_id}"


def test_all_are_ticked_and_what_is_left_ticked_ends(line, browser):
    for code in ("stars", "jokes", "music"):
        has(line, make_content(code), now=timezone.now())

    text = text_of(browser.get(SEVERAL))
    assert text.count("checked") == 3

    browser.post(SEVERAL, {"line": line.public_id, "codes": ["stars", "music"]})
    assert [each.code for each in Subscription.objects.filter(ended_at=None)] == ["jokes"]


def test_nothing_ticked_is_asked_about_and_ends_nothing(line, browser):
    has(line, make_content("stars"), now=timezone.now())

    answer = browser.post(SEVERAL, {"line": line.public_id})

    assert answer.status_code == 422
    assert "Отметьте, что отключить." in text_of(answer)
    assert "checked" not in text_of(answer)
    assert Subscription.objects.filter(ended_at=None).count() == 1


def test_what_ended_meanwhile_in_another_tab_stands_in_nobodys_way(line, browser):
    has(line, make_content("stars"), now=timezone.now())
    has(line, make_content("jokes"), now=timezone.now())
    browser.post(SEVERAL, {"line": line.public_id, "codes": ["stars"]})

    browser.post(SEVERAL, {"line": line.public_id, "codes": ["stars", "jokes"]})

    assert not Subscription.objects.filter(ended_at=None).exists()


def test_it_costs_as_many_queries_for_many_as_for_one(line, browser, django_assert_max_num_queries):
    for number in range(8):
        has(line, make_content(f"n{number}"), now=timezone.now() - timedelta(minutes=1))
        make_content(f"sold{number}")
    with django_assert_max_num_queries(12):
        browser.get(PAGE)
