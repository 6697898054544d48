"""Paid content in a browser: ended in three taps, stopped from the telephone, forbidden to everybody (T5, T6, T10)."""

import json
import re
from itertools import count

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.core import signed
from tests.conftest import STARS_SECRET
from tests.journeys.test_trust import shot
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE, codes_of, new_code, new_sms, sms_of

THREE, TWO, NONE = "79100000089", "79100000090", "79100000091"  # with so many subscriptions
GATEWAY = "/gateway/content/"
_events = count(1)


def push(portal: Portal, msisdn: str) -> httpx.Response:
    """The provider of the horoscope wants to subscribe a number."""
    said = {"event": "subscribe", "id": f"journey-{next(_events)}", "msisdn": msisdn, "service": "horoscope"}
    body = json.dumps(said).encode()
    headers = signed.headers(secret=STARS_SECRET, method="POST", path=GATEWAY, body=body)
    headers |= {signed.SENDER: "stars", "Content-Type": "application/json"}
    return httpx.post(portal.url + GATEWAY, content=body, headers=headers, timeout=PATIENCE)


def tells(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


@pytest.mark.journey
def test_three_taps_end_all_of_it(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, THREE)

    follow(page.get_by_role("link", name="Платные подписки"))
    tells(page, "Гороскоп")
    shot(page, "subscriptions")
    audit_everywhere(page)
    follow(page.get_by_role("link", name="Отключить все"))
    expect(page.locator("[name=codes]:checked")).to_have_count(3)
    shot(page, "subscriptions-off")
    audit_everywhere(page)
    page.get_by_role("button", name="Отключить отмеченные").click()

    tells(page, "Больше за это не спишем.")
    tells(page, "Платных подписок нет")
    page.close()


@pytest.mark.journey
def test_stop_from_the_telephone_ends_what_is_behind_that_number(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", DESKTOP)
    page.goto(f"{portal.url}/phone/{TWO}/")
    told = len(sms_of(portal, TWO))

    page.get_by_text("Написать SMS", exact=True).click()
    page.locator("[name=to]").fill("5533")
    page.locator("[name=text]").fill("cтoп")  # its first and its third letter are Latin
    page.get_by_role("button", name="Отправить SMS").click()

    assert "Отключено бесплатно: «Гороскоп», «Карта дня»" in new_sms(portal, TWO, after=told)
    page.close()


@pytest.mark.journey
def test_a_ban_refuses_the_page_and_the_provider(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, NONE)
    page.goto(f"{portal.url}/subscriptions/horoscope/on/")
    shot(page, "content-terms")
    audit_everywhere(page)
    seen = len(codes_of(portal, NONE))
    page.get_by_role("button", name="Get a code by SMS").click()
    page.locator("[name=code]").fill(new_code(portal, NONE, after=seen))
    audit_everywhere(page)
    page.get_by_role("button", name=re.compile("^Subscribe for")).click()
    tells(page, "Subscribed: “Horoscope”.")

    page.goto(f"{portal.url}/subscriptions/ban/")
    shot(page, "content-ban")
    page.get_by_role("button", name="Ban paid subscriptions").click()
    tells(page, "Ended: “Horoscope”.")
    assert push(portal, NONE).status_code == 202

    page.goto(f"{portal.url}/subscriptions/")
    tells(page, "refused: ban")
    tells(page, "No paid subscriptions")
    audit_everywhere(page)
    page.goto(f"{portal.url}/subscriptions/horoscope/on/")
    tells(page, "Paid subscriptions are banned on this number.")
    assert not any("ДА" in message["text"] or "YES" in message["text"] for message in sms_of(portal, NONE))
    page.close()
