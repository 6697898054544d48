"""After three wrong passwords: a browser does the work by itself, and without JavaScript there are digits."""

from playwright.sync_api import Browser, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, watched
from tests.look.test_captcha import fail_three_times
from tests.portal import Portal


def test_the_browser_does_the_work_and_a_button_pressed_early_waits_for_it(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    fail_three_times(page, portal, "79100000021")
    expect(page.locator("[data-digits]")).to_be_hidden()
    audit_everywhere(page)

    page.goto(f"{portal.url}/login/")
    page.locator("[name=phone]").fill("79100000021")
    page.locator("[name=how][value=code]").click()

    page.wait_for_url("**/login/code/")
    expect(page.get_by_text("Проверка пройдена: вы не робот.")).to_be_visible()
    audit_everywhere(page)


def test_without_javascript_there_are_digits_and_nothing_typed_is_lost(portal: Portal, browser: Browser) -> None:
    page = browser.new_context(locale="ru-RU", viewport=DESKTOP, java_script_enabled=False).new_page()
    fail_three_times(page, portal, "79100000022")
    digits = page.get_by_label("Цифры с картинки")
    expect(digits).to_be_visible()

    page.locator("[name=phone]").fill("8 910 000-00-22")
    page.locator("[name=password]").fill("мой пароль")
    digits.fill("1")
    page.get_by_role("button", name="Войти").click()

    expect(page.locator("#errors")).to_contain_text("не совпали")
    expect(page.locator("[name=phone]")).to_have_value("8 910 000-00-22")
    expect(page.locator("[name=password]")).to_have_value("мой пароль")
