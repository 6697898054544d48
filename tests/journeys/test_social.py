"""Signing in by another site, in a browser, against a real provider of OpenID Connect (A7)."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.embedded.children import wait_until
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.social.openid_provider import entry, real_provider
from tests.subscriber import PATIENCE, new_code, sms_of

NAME = "City ID"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    with real_provider() as url:
        yield url


@pytest.fixture(scope="session")
def with_keys(portal: Portal, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Another web process of the same portal, in which the provider has keys."""
    keys = {"SOCIAL_OPENID_CONNECT": json.dumps([entry(provider, "city", NAME)])}
    same = {name: portal.environment[name] for name in ("VAR", "REDIS_URL", "CHANNEL_PREFIX")}
    web = Portal(tmp_path_factory.mktemp("social"), database_url=portal.database_url, environment=same | keys)
    try:
        web.start("web")
        yield web
    finally:
        web.stop()


def consent(page: Page, provider: str, subject: str) -> None:
    """Say yes at the provider, as `subject`."""
    page.wait_for_url(f"{provider}/**")
    page.locator("[name=sub]").first.fill(subject)
    page.get_by_role("button", name="Authorize").click()


def measure_the_page_that_leads_away(page: Page, provider: str, button: str) -> None:
    """Press `button` while the provider answers nothing, so that the page stays; then go on by its link."""
    page.route(f"{provider}/**", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name=re.compile(f": {NAME}|to {NAME}"))).to_be_visible()
    audit_everywhere(page)
    page.unroute(f"{provider}/**")
    page.locator(f"main a[href^='{provider}']").click()


def test_link_in_the_settings_sign_in_by_it_and_unlink(with_keys: Portal, provider: str, browser: Browser) -> None:
    number, told = "79100000023", f"Привязан вход через {NAME}"
    page = opened(browser, with_keys, "ru", PHONE)
    sign_in(page, with_keys, number)
    page.goto(f"{with_keys.url}/settings/")
    page.get_by_role("link", name="Вход через другие сайты").click()
    expect(page.get_by_text("не привязан")).to_be_visible()
    audit_everywhere(page)
    follow(page.get_by_role("link", name=f"Привязать {NAME}"))
    audit_everywhere(page)
    measure_the_page_that_leads_away(page, provider, f"Перейти: {NAME}")
    consent(page, provider, "maria")
    page.wait_for_url("**/settings/security/social/")
    expect(page.get_by_text(f"теперь в кабинет можно входить через {NAME}")).to_be_visible()
    audit_everywhere(page)
    assert wait_until(lambda: any(told in sms["text"] for sms in sms_of(with_keys, number)), seconds=PATIENCE)

    page.goto(f"{with_keys.url}/logout/")
    page.locator("main").get_by_role("button", name="Выйти").click()
    page.goto(f"{with_keys.url}/finance/operations/")
    page.wait_for_url("**/login/?next=**")
    audit_everywhere(page)
    page.get_by_role("button", name=NAME).click()  # and the page that leads away goes on by itself
    consent(page, provider, "maria")
    page.wait_for_url(re.compile(r"/confirm/\?next=%2Ffinance%2Foperations%2F$"))  # where they were going, over a code

    page.goto(f"{with_keys.url}/settings/security/social/")
    page.get_by_role("link", name=f"Отвязать {NAME}").click()
    page.wait_for_url("**/confirm/**")  # another site alone is not enough for this
    page.get_by_role("button", name=re.compile("Получить код")).click()
    expect(page.locator("[name=code]")).to_be_visible()


def test_an_unknown_account_leads_to_the_sms_and_is_then_linked(
    with_keys: Portal, provider: str, browser: Browser
) -> None:
    number = "79100000024"
    page = opened(browser, with_keys, "en", DESKTOP)
    page.goto(f"{with_keys.url}/login/")
    measure_the_page_that_leads_away(page, provider, NAME)
    consent(page, provider, "petr")
    page.wait_for_url("**/login/**")
    expect(page.get_by_text("is not linked to any profile yet")).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=phone]").fill(number)
    page.locator("[name=how][value=code]").click()
    page.wait_for_url("**/login/code/")
    page.locator("[name=code]").fill(new_code(with_keys, number, after=0))
    page.locator("main button.btn").first.click()
    page.wait_for_url("**/login/social/offer/")
    audit_everywhere(page)
    page.get_by_role("button", name="Link", exact=True).click()
    page.wait_for_url(f"{with_keys.url}/")
    expect(page.get_by_text(f"you can now sign in with {NAME}")).to_be_visible()

    page.goto(f"{with_keys.url}/settings/security/social/")
    follow(page.get_by_role("link", name=f"Unlink {NAME}"))
    audit_everywhere(page)
    page.get_by_role("button", name="Unlink").click()
    page.wait_for_url("**/settings/security/social/")
    expect(page.get_by_text(f"{NAME} no longer signs you in")).to_be_visible()


def test_who_says_no_there_reads_a_page_of_ours(with_keys: Portal, browser: Browser) -> None:
    page = opened(browser, with_keys, "ru", PHONE)
    page.goto(f"{with_keys.url}/login/")
    page.goto(f"{with_keys.url}/login/social/city/callback/?state=forged&code=1")
    page.wait_for_url("**/trouble/journey_lost/")
    audit_everywhere(page)
    for trouble in ("consent_refused", "site_failed", "site_silent", "linked_to_another", "may_not_enter"):
        page.goto(f"{with_keys.url}/login/social/city/trouble/{trouble}/")
        audit_everywhere(page)
    page.get_by_role("link", name="Войти по SMS").click()
    page.wait_for_url("**/login/")
