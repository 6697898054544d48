"""The captcha of the sign-in pages in each state: digits, digits that did not match, the browser at work and done."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere
from tests.look.test_pages import opened
from tests.portal import Portal

# Numbers of nobody, one for each way: failures at a number count, whoever fails.
WAYS = [
    pytest.param("ru", PHONE, "79990000001", id="ru-phone"),
    pytest.param("ru", DESKTOP, "79990000002", id="ru-desktop"),
    pytest.param("en", PHONE, "79990000003", id="en-phone"),
    pytest.param("en", DESKTOP, "79990000004", id="en-desktop"),
]


def fail_three_times(page: Page, portal: Portal, number: str) -> None:
    """Each answer is waited for as a page of its own: it looks like the one before."""
    page.goto(f"{portal.url}/login/password/")
    for _attempt in range(3):
        page.locator("[name=phone]").fill(number)
        page.locator("[name=password]").fill("не тот пароль")
        with page.expect_navigation():
            page.locator("main button.btn").first.click()


@pytest.mark.parametrize(("language", "viewport", "number"), WAYS)
def test_every_state_of_it(
    portal: Portal, browser: Browser, language: str, viewport: dict[str, int], number: str
) -> None:
    page = opened(browser, portal, language, viewport, service_workers="block")  # they would bring a kept module
    fail_three_times(page, portal, number)
    expect(page.locator("[data-done]")).to_be_visible()
    audit_everywhere(page)

    # Digits as axe sees them: with JavaScript, but without the module that hides them.
    page.context.route("**/captcha/main*", lambda route: route.abort())
    page.goto(f"{portal.url}/login/password/")
    digits = page.locator("[name=captcha]")
    expect(digits).to_be_visible()
    audit_everywhere(page)
    page.locator("[name=phone]").fill(number)
    page.locator("[name=password]").fill("не тот пароль")
    digits.fill("1")
    page.locator("main button.btn").first.click()
    expect(digits).to_have_attribute("aria-invalid", "true")
    audit_everywhere(page)
    page.goto(f"{portal.url}/login/")
    expect(digits).to_be_visible()
    audit_everywhere(page)

    # The browser at work: its worker never answers.
    page.context.unroute("**/captcha/main*")
    page.context.route("**/captcha/worker*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{portal.url}/login/")
    expect(page.locator("[data-working]")).to_be_visible()
    expect(digits).to_be_hidden()
    audit_everywhere(page)
