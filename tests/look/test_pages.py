"""Every page of the shell, in both languages, both colour schemes, at 320 px and with text twice as large."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow, watched
from tests.portal import Portal
from tests.subscriber import codes_of, new_code

# A line of its own for each language, so that no pause between codes stands in the way.
WAYS = [
    pytest.param("ru", PHONE, "79100000011", id="ru-phone"),
    pytest.param("en", DESKTOP, "79100000012", id="en-desktop"),
]
GUEST_PAGES = (
    "/",
    "/help/",
    "/help/balance-check/",
    "/help/?q=баланс",
    "/help/?q=щщщщ",
    "/help/documents/",
    "/news/",
    "/news/what-for/",
    "/contacts/",
    "/ask/",
    "/login/",
    "/login/password/",
    "/offline/",
    "/no-such-page/",
)
OWN_PAGES = (
    "/",
    "/finance/",
    "/finance/bills/",
    "/finance/bills/compare/",
    "/finance/operations/",
    "/finance/regular/",
    "/finance/usage/",
    "/payments/transfer/",
    "/payments/trust/",
    "/payments/limit/",
    "/payments/content/",
    "/subscriptions/",
    "/services/",
    "/subscriptions/ban/",
    "/finance/reports/",
    "/finance/reports/monthly/",
    "/payments/ask/",
    "/payments/call-me/",
    "/tariffs/",
    "/offers/",
    "/numbers/",
    "/settings/",
    "/help/",
    "/help/unknown-charge/",
    "/help/?q=баланс",
    "/help/documents/",
    "/requests/appeal/",
    "/chat/",
    "/call-back/",
    "/news/",
    "/contacts/",
    "/logout/",
    "/no-such-page/",
)


def opened(browser: Browser, portal: Portal, language: str, viewport: dict[str, int], **context: Any) -> Page:
    page = watched(browser, locale="ru-RU", viewport=viewport, **context)
    page.goto(portal.url)
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def sign_in(page: Page, portal: Portal, msisdn: str) -> None:
    seen = len(codes_of(portal, msisdn))
    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill(msisdn)
    page.locator("[name=how][value=code]").click()
    page.wait_for_url("**/login/code/")
    page.locator("[name=code]").fill(new_code(portal, msisdn, after=seen))
    page.locator("main button.btn").first.click()
    page.wait_for_url(f"{portal.url}/")


def code_sent_to(page: Page, portal: Portal, msisdn: str) -> str:
    """The newest code on the simulator's phone, as soon as the SMS is there."""
    handset = page.context.new_page()
    handset.goto(f"{portal.url}/phone/{msisdn}/")
    newest = handset.locator(".sms", has_text=re.compile(r"#\d{6}")).first
    expect(newest).to_be_visible(timeout=20_000)
    found = re.search(r"#(\d{6})", newest.inner_text())
    handset.close()
    assert found
    return found[1]


def code_by_refreshing(page: Page, portal: Portal, msisdn: str) -> str:
    """The same without JavaScript: the phone's page is refreshed by its link until the SMS is there."""
    handset = page.context.new_page()
    handset.goto(f"{portal.url}/phone/{msisdn}/")
    codes = handset.locator(".sms", has_text=re.compile(r"#\d{6}"))
    for _half_second in range(60):
        if codes.count():
            break
        handset.wait_for_timeout(500)
        follow(handset.get_by_role("link", name="Обновить"))
    found = re.search(r"#(\d{6})", codes.first.inner_text())
    handset.close()
    assert found
    return found[1]


@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_pages_of_a_guest(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    page = opened(browser, portal, language, viewport)

    for address in GUEST_PAGES:
        page.goto(portal.url + address)
        page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        audit_everywhere(page)


@pytest.mark.parametrize(("language", "viewport", "msisdn"), WAYS)
def test_signing_in_and_the_pages_behind_it(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], msisdn: str
) -> None:
    page = opened(browser, portal, language, viewport)
    page.goto(f"{portal.url}/login/")
    follow(page.locator("[name=how][value=code]"))
    audit_everywhere(page)  # the number is missing: the errors are shown
    page.locator("[name=phone]").fill(msisdn)
    page.locator("[name=how][value=code]").click()
    page.wait_for_url("**/login/code/")
    audit_everywhere(page)
    page.locator("[name=code]").fill(code_sent_to(page, portal, msisdn))
    page.locator("main button.btn").first.click()
    page.wait_for_url(f"{portal.url}/")

    for address in OWN_PAGES:
        page.goto(portal.url + address)
        audit_everywhere(page)

    page.goto(f"{portal.url}/phone/{msisdn}/")
    expect(page.locator(".sms").first).to_be_visible()
    audit_everywhere(page)


def test_the_switcher_opens_by_keyboard_and_closes_by_escape(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(page, portal, "79160001020")
    summary = page.locator(".switch > summary")

    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
    audit(page)
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".panel a").nth(1).click()
    expect(page).to_have_url(re.compile(r"\?line="))
    expect(page.locator(".switch")).to_contain_text("4501020")


def test_a_theme_chosen_by_hand_outweighs_the_device(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE, color_scheme="light")
    sign_in(page, portal, "79100000010")
    page.goto(f"{portal.url}/settings/")

    page.get_by_label("Тёмное").check()
    page.get_by_role("button", name="Сменить оформление").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(28, 30, 34)")
    audit(page)


def test_resending_waits_for_the_server(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill("79100000009")
    page.locator("[name=how][value=code]").click()

    again = page.get_by_role("button", name="Отправить ещё раз")

    expect(again).to_be_disabled()
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"^[01]:\d\d$"))


def test_signing_in_without_javascript(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(locale="ru-RU", viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill("79100000008")
    page.locator("[name=how][value=code]").click()
    page.wait_for_url("**/login/code/")
    expect(page.get_by_role("button", name="Отправить ещё раз")).to_be_enabled()
    code = code_by_refreshing(page, portal, "79100000008")
    page.locator("[name=code]").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Войти").click()

    expect(page.get_by_text("Баланс на")).to_be_visible()
    page.locator(".tabs").get_by_role("link", name="Деньги").click()
    expect(page.get_by_role("heading", name="Мои расходы")).to_be_visible()
