"""A guest asks, reads the answer by the link of an SMS, and proves the number; without JavaScript, too (C7)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_main_job import specialist, write
from tests.look.audit import PHONE, audit_everywhere, watched
from tests.look.test_pages import opened
from tests.portal import Portal
from tests.subscriber import codes_of, new_code, new_sms, sms_of

pytestmark = pytest.mark.journey

OWN = "79100000124"
PLAIN = "79100000125"


def ask(page: Page, number: str, text: str, button: str) -> None:
    """Fill in the page of a question and send it."""
    page.locator("[name=name]").fill("Вера")
    page.locator("[name=phone]").fill(number)
    page.locator("[name=topic][value=mobile]").check()
    page.locator("main [name=text]").fill(text)
    page.get_by_role("button", name=button).click()


def digits_of(portal: Portal, page: Page) -> str:
    """What the picture shows, as nobody can read it by a program."""
    key = page.locator("[name=captcha_key]").get_attribute("value")
    code = f"from captcha.models import CaptchaStore; print(CaptchaStore.objects.get(hashkey={key!r}).response)"
    return portal.manage("shell", "-v", "0", "-c", code).strip()[-5:]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_guest_asks_is_answered_and_takes_the_conversation_into_the_cabinet(
    portal: Portal, browser: Browser, language: str
) -> None:
    number = OWN if language == "ru" else "79100000126"
    question = f"Есть ли у вас связь в Тарусе, корпус {number[-3:]}?"
    page = opened(browser, portal, language, PHONE)
    page.get_by_role("link", name="Задать вопрос" if language == "ru" else "Ask a question").first.click()
    page.wait_for_url("**/ask/")
    audit_everywhere(page)
    ask(page, number, question, "Отправить вопрос" if language == "ru" else "Send the question")
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    expect(page.locator(".msg.me", has_text="Тарусе")).to_be_visible()
    call = page.locator("[data-bar]").get_by_role("button", name=re.compile("Позвать специалиста|Call a specialist"))
    if call.count():
        call.click()
    audit_everywhere(page)
    told = new_sms(portal, number, after=0)
    link = re.search(r"https?://\S+/ask/\S+/", told)
    assert link, told

    anna = specialist(portal, browser, "anna")
    anna.locator(".queue a", has_text=number[-3:] + "?").click()
    expect(anna.locator("body")).to_contain_text("Гость")
    expect(anna.locator("body")).not_to_contain_text("Баланс")
    write(anna, "Есть, и хорошая.")
    expect(page.locator(".msg", has_text="Есть, и хорошая.")).to_be_visible()
    anna.close()

    other = watched(browser, locale="ru-RU", viewport=PHONE)
    other.goto(link[0])
    other.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    expect(other.locator(".msg", has_text="Есть, и хорошая.")).to_be_visible()

    page.locator(".guest-link summary").click()
    page.locator(".guest-link a").click()
    seen = len(codes_of(portal, number))
    page.wait_for_url("**/login/**")
    page.locator("[name=phone]").fill(number)
    page.locator("[name=how][value=code]").click()
    page.locator("[name=code]").fill(new_code(portal, number, after=seen))
    page.locator("main button.btn").first.click()
    page.wait_for_url("**/move/")
    audit_everywhere(page)
    page.locator("main form .btn").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/\?line="))
    expect(page.locator(".msg", has_text="Есть, и хорошая.")).to_be_visible()
    expect(other.locator('[data-trouble="signedOut"], [data-trouble="gone"]').locator("visible=true")).to_be_visible(
        timeout=10_000
    )


def test_with_digits_and_without_javascript(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(locale="ru-RU", viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{portal.url}/ask/")
    page.get_by_label("Цифры с картинки").fill("1")
    ask(page, PLAIN, "Работает ли модем в метро?", "Отправить вопрос")
    expect(page.locator("#errors")).to_contain_text("не совпали")
    expect(page.locator("main [name=text]")).to_have_value("Работает ли модем в метро?")
    expect(page.locator("[name=topic][value=mobile]")).to_be_checked()

    page.get_by_label("Цифры с картинки").fill(digits_of(portal, page))
    page.get_by_role("button", name="Отправить вопрос").click()
    page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}/"))
    expect(page.locator(".msg.me")).to_contain_text("Работает ли модем в метро?")
    page.locator("textarea[name=text]").fill("И в поезде?")
    page.locator(".composer button.send").click()
    expect(page.locator(".msg.me").last).to_contain_text("И в поезде?")
    assert len(sms_of(portal, PLAIN)) == 1
