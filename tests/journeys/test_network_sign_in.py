"""In the mobile network one button signs in; what matters asks for a code and leads back; a switch forbids it (A5)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, watched
from tests.look.test_pages import code_by_refreshing, code_sent_to, opened
from tests.portal import Portal

WAYS = [
    pytest.param("ru", PHONE, "79100000019", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000020", id="en-desktop"),
]
WORDS = {
    "ru": {
        "open": "Открыть кабинет с этого телефона", "enter": "Войти как", "other": "Войти с другим номером",
        "confirm": "Подтвердить", "get": "Получить код на", "off": "Выключить вход без кода", "is_off": "выключен",
    },
    "en": {
        "open": "Open your profile from this phone", "enter": "Sign in as", "other": "Use another number",
        "confirm": "Confirm", "get": "Send a code to", "off": "Switch off signing in without a code", "is_off": "off",
    },
}  # fmt: skip


def open_from_phone(page: Page, portal: Portal, number: str, words: dict[str, str]) -> None:
    """As the subscriber who taps the portal's link on the telephone `number`, Wi-Fi off."""
    page.goto(f"{portal.url}/phone/{number}/")
    page.get_by_role("button", name=words["open"]).click()
    page.wait_for_url(f"{portal.url}/login/")


@pytest.mark.parametrize(("language", "viewport", "number"), WAYS)
def test_one_button_then_a_code_then_the_switch(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], number: str
) -> None:
    words = WORDS[language]
    page = opened(browser, portal, language, viewport)
    open_from_phone(page, portal, number, words)
    page.locator("summary").click()
    audit_everywhere(page)
    page.get_by_role("link", name=words["other"]).click()
    expect(page.locator("[name=phone]")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=words["enter"]).click()
    page.wait_for_url(f"{portal.url}/")
    expect(page.locator(".balance")).to_contain_text("₽")

    page.goto(f"{portal.url}/settings/")
    audit_everywhere(page)
    page.locator("#network").get_by_role("link", name=words["confirm"]).click()
    confirm(page, portal, number, words)
    expect(page).to_have_url(re.compile(r"/settings/#network$"))

    page.get_by_role("button", name=words["off"]).click()
    expect(page.locator("#network .badge")).to_contain_text(words["is_off"])
    expect(page.locator("[role=status]")).to_be_visible()
    audit_everywhere(page)
    guest = watched(browser, locale="ru-RU", viewport=viewport)
    open_from_phone(guest, portal, number, WORDS["ru"])
    expect(guest.locator("[name=phone]")).to_be_visible()


def confirm(page: Page, portal: Portal, number: str, words: dict[str, str]) -> None:
    """Every state of «Подтвердите, что это вы», measured: the offer, the code, a wrong one."""
    page.wait_for_url("**/confirm/?next=**")
    audit_everywhere(page)
    page.get_by_role("button", name=words["get"]).click()
    page.wait_for_url("**&to=**")
    audit_everywhere(page)
    code = code_sent_to(page, portal, number)
    page.locator("[name=code]").fill(f"{(int(code) + 1) % 1_000_000:06}")
    page.locator("main form button.btn").first.click()
    expect(page.locator("#errors")).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=code]").fill(f"{code[:3]} {code[3:]}")
    page.locator("main form button.btn").first.click()


def test_all_of_it_without_javascript(portal: Portal, browser: Browser) -> None:
    number, words = "79055551102", WORDS["ru"]
    context = browser.new_context(locale="ru-RU", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    open_from_phone(page, portal, number, words)
    page.get_by_role("button", name=words["enter"]).click()
    page.wait_for_url(f"{portal.url}/")
    page.goto(f"{portal.url}/settings/")
    page.locator("#network").get_by_role("link", name=words["confirm"]).click()
    page.get_by_role("button", name=words["get"]).click()
    page.wait_for_url("**&to=**")
    page.locator("[name=code]").fill(code_by_refreshing(page, portal, number))
    page.locator("main form button.btn").first.click()
    page.wait_for_url("**/settings/#network")
    page.get_by_role("button", name=words["off"]).click()
    expect(page.locator("#network .badge")).to_contain_text(words["is_off"])
