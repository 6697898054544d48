"""Commands from the simulator's telephone in a browser: USSD, SMS, and a call that ends in a request (N4, N5)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE
from tests.look.test_pages import opened
from tests.portal import Portal
from tests.subscriber import codes_of, new_code, sms_of

WORDS = {
    "ru": {"calls": "Вызовы", "call": "Вызвать", "close": "Закрыть", "reply": "Ответить", "write": "Написать SMS",
           "send": "Отправить SMS", "messages": "Сообщения", "balance": "Баланс: ", "sent": "Временный пароль",
           "known": "Можно набрать:", "spoken": "На вашем счёте", "keys": "Баланс — нажмите один.", "text": "Баланс",
           "specialist": "Соединяю", "back": "мы перезвоним на этот номер", "asked": "Перезвонить мне",
           "menu": "Голосовое меню 0611"},
    "en": {"calls": "Calls", "call": "Call", "close": "Close", "reply": "Reply", "write": "Write an SMS",
           "send": "Send SMS", "messages": "Messages", "balance": "Balance: ", "sent": "A temporary password",
           "known": "You can dial:", "spoken": "You have", "keys": "Balance: press one.", "text": "balance",
           "specialist": "Connecting you", "back": "we will call this number back", "asked": "Call me back",
           "menu": "Voice menu 0611"},
}  # fmt: skip
WAYS = [
    pytest.param("ru", PHONE, "79100000047", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000048", id="en-desktop"),
]


def open_app(page: Page, name: str) -> None:
    page.locator(".dock a", has_text=name).click()
    expect(page.locator(".dock a[aria-current]")).to_have_text(re.compile(name))


def dial(page: Page, number: str, words: dict[str, str]) -> None:
    page.locator("[name=number]:not(button)").fill(number)
    page.get_by_role("button", name=words["call"], exact=True).click()


def shows(page: Page, text: str) -> None:
    expect(page.locator(".said")).to_contain_text(text)


@pytest.mark.journey
@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_a_telephone_asks_signs_in_and_is_called_back(
    browser: Browser, portal: Portal, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    words = WORDS[language]
    portal.manage(
        "shell", "-v", "0", "-c",
        "from cabinet.accounts.models import Line\n"
        f"Line.objects.filter(msisdn='{msisdn}').update(sms_language='{language}')",
    )  # fmt: skip
    page = opened(browser, portal, language, viewport)
    page.goto(f"{portal.url}/phone/{msisdn}/")

    open_app(page, words["calls"])
    dial(page, "*100#", words)
    shows(page, words["known"])
    page.locator("[name=text]").fill("*102#")  # in the same session
    page.get_by_role("button", name=words["reply"]).click()
    shows(page, words["balance"])
    page.get_by_role("button", name=words["close"]).click()

    before = len(codes_of(portal, msisdn))
    dial(page, "*110*9#", words)
    shows(page, words["sent"])
    password = new_code(portal, msisdn, after=before)
    page.get_by_role("button", name=words["close"]).click()

    open_app(page, words["messages"])
    had = len(sms_of(portal, msisdn))
    page.get_by_text(words["write"]).first.click()
    page.locator("[name=text]").fill(words["text"])
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator("main")).to_contain_text(words["balance"], timeout=30_000)
    assert len(sms_of(portal, msisdn)) > had

    open_app(page, words["calls"])
    page.get_by_role("button", name=words["menu"]).click()
    shows(page, words["keys"])
    for key, said in (("1", words["spoken"]), ("0", words["specialist"]), ("0", words["back"])):
        page.locator(f"button[name=key][value='{key}']").click()
        shows(page, said)
    expect(page.locator("button[name=key]")).to_have_count(0)  # it hung up

    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill(msisdn)
    page.locator("[name=how][value=code]").click()
    page.wait_for_url("**/login/code/")
    page.locator("[name=code]").fill(password)  # not the browser's own: the one that USSD asked for
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(f"{portal.url}/**")
    page.goto(f"{portal.url}/requests/")
    expect(page.locator("main")).to_contain_text(words["asked"])
    page.get_by_text(words["asked"]).click()
    expect(page.locator("h1")).to_be_visible()
    page.close()
