"""A recommendation in a browser: its arithmetic, hidden and wanted again, and taken."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

TAKES, HIDES = "79100000095", "79100000096"  # on the largest tariff, and talk little


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.journey
def test_what_is_cheaper_is_taken(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, TAKES)
    page.goto(f"{portal.url}/offers/")
    offer = page.locator("article", has_text="Тариф «Вместе S»")
    expect(offer).to_contain_text(re.compile(r"против .* меньше за три месяца"))
    shot(page, "offers")
    audit_everywhere(page)
    offer.get_by_role("link", name="Перейти").click()
    expect(page).to_have_url(re.compile(r"/tariffs/together-s/change/\?line="))
    page.locator("#shown-now").check()
    page.locator(".plan-now button.btn").click()
    expect(page.locator("main")).to_contain_text("Вместе S")
    page.goto(f"{portal.url}/tariffs/")
    expect(page.locator("section.mine")).to_contain_text("Вместе S")
    page.goto(f"{portal.url}/offers/")
    expect(page.locator("article", has_text="Тариф «Вместе S»")).to_have_count(0)
    page.close()


@pytest.mark.journey
def test_what_is_not_wanted_is_hidden_and_can_be_had_back(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, HIDES)
    page.goto(f"{portal.url}/offers/")
    page.get_by_role("button", name="Hide “Together S”").click()
    expect(page.locator("article", has_text="Together S")).to_have_count(0)
    page.locator("details.fold summary").click()
    shot(page, "offers-hidden")
    audit_everywhere(page)
    page.get_by_role("button", name="Bring back “Together S”").click()
    expect(page.locator("article", has_text="Together S")).to_have_count(1)
    shot(page, "offers-en")
    page.close()
