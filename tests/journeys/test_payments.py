"""Paying in the browser (B6): by card with 3-D Secure, by QR code, automatically."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow, watched
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import sms_of

BY_CARD, BY_ITSELF, PLAIN = "79100000051", "79100000052", "79100000054"
PAID = 20_000  # milliseconds until the bank has told and was asked


def begin(page: Page, portal: Portal, amount: str) -> None:
    page.goto(f"{portal.url}/payments/top-up/")
    page.locator("[name=amount]").fill(amount)
    page.locator("main form .btn").click()
    page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/"))


def pay(page: Page, card: str) -> None:
    page.locator("main a.btn").first.click()
    page.wait_for_url("**/payments/sandbox/**")
    page.locator(f"[name=card][value='{card}']").check()
    page.locator("[name=do][value=pay]").click()


@pytest.mark.journey
def test_top_up_by_card_with_3d_secure(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(page, portal, BY_CARD)
    page.locator("main").get_by_role("link", name="Пополнить").click()
    audit_everywhere(page)
    page.locator("[name=amount]").fill("5")
    follow(page.locator("main form .btn"))
    audit_everywhere(page)  # too little is said
    page.locator("[name=amount]").fill("350")
    page.locator("main form .btn").click()
    page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/"))
    expect(page.get_by_role("link", name=re.compile("Оплатить 350,00"))).to_be_visible()
    audit_everywhere(page)
    before = page.locator(".switch").inner_text()
    pay(page, "3220")
    expect(page.get_by_label("Код", exact=True)).to_be_visible()
    audit_everywhere(page)
    found = re.search(r"\d{6}", page.locator("main").inner_text())
    assert found
    page.get_by_label("Код", exact=True).fill(found[0])
    page.get_by_role("button", name="Подтвердить 350,00").click()
    expect(page.get_by_role("heading", name="Счёт пополнен")).to_be_visible(timeout=PAID)  # by itself
    page.reload()
    audit_everywhere(page)
    assert page.locator(".switch").inner_text() != before
    page.goto(f"{portal.url}/finance/operations/")
    expect(page.get_by_text("Пополнение картой").first).to_be_attached()
    page.goto(f"{portal.url}/payments/")
    audit_everywhere(page)
    assert [message for message in sms_of(portal, BY_CARD) if "счёт пополнен на 350,00 руб." in message["text"]]


@pytest.mark.journey
def test_a_card_is_remembered_and_pays_by_itself(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, BY_ITSELF)
    page.goto(f"{portal.url}/payments/auto/")
    audit_everywhere(page)  # no card yet
    page.get_by_role("link", name="Top up and remember the card").click()
    page.locator("main form .btn").click()
    page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/"))
    pay(page, "4242")
    expect(page.get_by_role("heading", name="The account is topped up")).to_be_visible(timeout=PAID)
    page.goto(f"{portal.url}/payments/auto/")
    page.locator("[name=threshold]").fill("5000")
    page.locator("main form .btn.wide").click()
    expect(page.get_by_text("The automatic payment is on.")).to_be_visible()
    audit_everywhere(page)
    page.goto(f"{portal.url}/payments/")
    for _look in range(20):
        if page.get_by_text("Automatic payment", exact=True).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("Automatic payment", exact=True).first).to_be_visible()
    page.goto(f"{portal.url}/payments/cards/")
    audit_everywhere(page)
    follow(page.locator("main a.more"))
    audit_everywhere(page)
    follow(page.locator("main form .btn").first)
    expect(page.get_by_text("The card is forgotten.")).to_be_visible()


@pytest.mark.journey
def test_by_a_qr_code_without_javascript(portal: Portal, browser: Browser) -> None:
    page = watched(browser, locale="ru-RU", viewport=PHONE)
    sign_in(page, portal, PLAIN)
    state = page.context.storage_state()
    page = browser.new_context(
        locale="ru-RU", viewport=PHONE, java_script_enabled=False, storage_state=state
    ).new_page()
    page.goto(f"{portal.url}/payments/top-up/?method=sbp")
    page.locator("main form .btn").click()
    page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/"))
    expect(page.get_by_alt_text("QR-код для оплаты")).to_be_visible()
    page.locator("main a.btn").first.click()
    page.locator("[name=do][value=pay]").click()
    page.wait_for_url(re.compile(r"/payments/[0-9a-f-]{36}/"))
    for _look in range(40):
        if page.get_by_role("heading", name="Счёт пополнен").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Обновить").click()
    expect(page.get_by_role("heading", name="Счёт пополнен")).to_be_visible()
