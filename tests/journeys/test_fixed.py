"""Home internet, television and a modem: what is theirs on the first page, and a rest of some days (T9)."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

AT_HOME, MODEM = "79100000101", "79100000100"


@pytest.mark.journey
def test_home_internet_rests_and_works_again(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, AT_HOME)
    page.goto(f"{portal.url}/numbers/")
    follow(page.locator("main a.choose", has_text="Домашний интернет").first)
    card = page.locator("section[aria-labelledby=tariff]")
    expect(card).to_contain_text("Мбит/с")
    expect(card).to_contain_text("Адрес")
    audit_everywhere(page)

    follow(card.get_by_role("link", name="Приостановить на время"))
    audit_everywhere(page)
    follow(page.get_by_role("button", name="Приостановить домашний интернет"))
    expect(page.locator("main h1")).to_contain_text("Приостановка на время")
    expect(page.get_by_text("Приостановлено. Денег за это время не берём.")).to_be_visible()

    page.goto(f"{portal.url}/")
    expect(card).to_contain_text("Приостановлен по вашей просьбе")
    expect(card).not_to_contain_text("Следующее списание")
    follow(card.get_by_role("link", name="Включить раньше"))
    audit(page)
    follow(page.get_by_role("button", name="Включить сейчас"))
    expect(card).to_contain_text("Следующее списание")
    page.close()


@pytest.mark.journey
def test_a_modem_has_megabytes_and_no_minutes(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, MODEM)
    page.goto(f"{portal.url}/")
    packages = page.locator("section[aria-labelledby=packages]")
    expect(packages).to_contain_text(re.compile(r"GB"))
    expect(packages).not_to_contain_text(re.compile(r"\bmin\b|SMS"))
    page.goto(f"{portal.url}/tariffs/")
    expect(page.locator("main")).not_to_contain_text("SMS")
    audit_everywhere(page)
    page.close()
