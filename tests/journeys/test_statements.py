"""What the money went on (B4): from the overview of a month to its movements, to bills, to two of them side by side."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

pytestmark = pytest.mark.journey

ON_A_PHONE, IN_ENGLISH, PLAIN = "79100000075", "79100000076", "79100000077"


def money(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9,−]", "", text).replace("−", "-").replace(",", "."))


def went(page: Page) -> Decimal:
    return abs(money(page.locator(".totals > div", has_text="Ушло").locator("dd").inner_text()))


def test_a_month_is_followed_down_to_its_movements(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, ON_A_PHONE)
    page.goto(f"{portal.url}/finance/operations/")
    follow(page.get_by_role("link", name="Обзор", exact=True))
    follow(page.locator(".bars a[href*='month=']").nth(1))
    audit_everywhere(page)
    spending = page.locator("section", has=page.get_by_role("heading", name="На что ушло"))
    sums = [money(text) for text in spending.locator("tbody .sum").all_inner_texts()]
    assert sum(sums) == money(spending.locator("tfoot .sum").inner_text()) == went(page)
    follow(spending.get_by_role("link").first)
    expect(page.get_by_text("Показана часть операций")).to_be_visible()
    assert went(page) == sums[0]
    audit_everywhere(page)


def test_bills_are_read_and_compared_in_english(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, IN_ENGLISH)
    page.goto(f"{portal.url}/finance/")
    follow(page.get_by_role("link", name="Bills", exact=True))
    follow(page.locator("main .list.links a").nth(1))
    audit_everywhere(page)
    follow(page.get_by_role("link", name="Compare with another month"))
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=a]").select_option(index=0)
    page.locator("[name=b]").select_option(index=0)
    follow(page.get_by_role("button", name="Compare"))
    expect(page.get_by_role("alert")).to_contain_text("This is the same month")
    audit_everywhere(page)


def test_it_all_works_without_javascript(portal: Portal, browser: Browser) -> None:
    signed_in = opened(browser, portal, "ru", PHONE)
    sign_in(signed_in, portal, PLAIN)
    state = signed_in.context.storage_state()
    page = browser.new_context(viewport=PHONE, java_script_enabled=False, storage_state=state).new_page()
    page.goto(f"{portal.url}/finance/bills/")
    page.get_by_role("link", name="Сравнить два").click()
    page.locator("[name=a]").select_option(index=2)
    page.get_by_role("button", name="Сравнить", exact=True).click()
    expect(page.get_by_role("heading", name="Коротко")).to_be_visible()
    expect(page.locator(".only-phone", has_text="было").first).to_be_visible()
