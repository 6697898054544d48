"""From a regular charge to switching its service off (B12); and a service that cannot be beside another one (T4)."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import new_sms, sms_of

REGULAR, REPLACES = "79100000085", "79100000086"


@pytest.mark.journey
def test_from_a_regular_charge_to_switching_it_off_and_keeping_it_after_all(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, REGULAR)
    page.goto(f"{portal.url}/finance/regular/")
    row = page.locator("section[aria-labelledby=going] li", has_text="Гудок")
    follow(row.get_by_role("link", name=re.compile("^За что")))
    expect(page.locator("main .lead")).to_contain_text("услуги «Гудок»")
    audit(page)

    follow(page.get_by_role("link", name="Отключить «Гудок»"))
    expect(page.get_by_text("до этого дня она оплачена и работает")).to_be_visible()
    audit_everywhere(page)
    follow(page.get_by_role("button", name="Отключить услугу"))
    connected = page.locator("section[aria-labelledby=connected] li", has_text="Гудок")
    expect(connected).to_contain_text("отключится")
    audit_everywhere(page)
    page.goto(f"{portal.url}/finance/regular/")
    expect(page.locator("section[aria-labelledby=ended] li", has_text="Гудок")).to_be_visible()

    page.goto(f"{portal.url}/services/")
    follow(connected.get_by_role("link", name=re.compile("^Оставить")))
    follow(page.get_by_role("button", name="Оставить услугу"))
    expect(connected).to_contain_text("следующее списание")
    expect(connected).not_to_contain_text("отключится")
    page.close()


@pytest.mark.journey
def test_a_service_takes_the_place_of_one_that_it_cannot_be_beside(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, REPLACES)
    page.goto(f"{portal.url}/services/")
    connected = page.locator("section[aria-labelledby=connected]")
    expect(connected).to_contain_text("Caller identification")
    offered = page.locator("main li", has_text="Hidden number")
    expect(offered).to_contain_text("instead of: “Caller identification”")
    follow(offered.get_by_role("link", name=re.compile("^Switch on")))
    expect(page.get_by_text("“Caller identification” is switched off at once.")).to_be_visible()
    audit_everywhere(page)

    told = len(sms_of(portal, REPLACES))
    follow(page.get_by_role("button", name=re.compile("^Replace and switch on for")))
    assert "Скрытый номер" in new_sms(portal, REPLACES, after=told)
    page.goto(f"{portal.url}/services/")
    expect(connected).to_contain_text("next charge")
    expect(connected).to_contain_text("Hidden number")
    expect(connected).not_to_contain_text("Caller identification")
    page.goto(f"{portal.url}/requests/")
    expect(page.locator("main .list").first).to_contain_text("Switching a service on")
    page.close()
