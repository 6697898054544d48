"""«Помощь» leads to where it is done (H1); an appeal is answered at once, and by a specialist (H2)."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_claims import of_staff
from tests.look.audit import PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE, new_sms, sms_of

SEARCHER, APPELLANT = "79100000136", "79100000137"


@pytest.mark.journey
def test_a_question_in_help_leads_to_the_page_where_it_is_done(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", PHONE)
    sign_in(page, portal, SEARCHER)
    page.goto(f"{portal.url}/help/")
    page.locator("#q").fill("how do I top up")
    follow(page.get_by_role("button", name="Find"))
    expect(page.get_by_role("heading", name=re.compile("top up", re.IGNORECASE)).first).to_be_visible()
    audit_everywhere(page)
    follow(page.get_by_role("button", name="Helped", exact=True))
    expect(page.locator("#said")).to_contain_text("Thank you")
    follow(page.locator("main").get_by_role("link", name="Top up"))
    expect(page).to_have_url(re.compile(r"/payments/top-up/\?line="))


@pytest.mark.journey
def test_an_appeal_is_answered_at_once_and_then_by_a_specialist(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, APPELLANT)
    page.goto(f"{portal.url}/requests/")
    follow(page.get_by_role("link", name="Создать обращение"))
    follow(page.get_by_role("button", name="Отправить обращение"))
    expect(page.locator("#errors")).to_contain_text("Выберите тему")
    audit_everywhere(page)
    page.get_by_label("О чём").select_option("money")
    page.get_by_label("Что случилось и чего вы хотите").fill("за что списали деньги")
    follow(page.get_by_role("button", name="Отправить обращение"))
    expect(page.get_by_role("heading", name="Ответ сразу")).to_be_visible()
    audit_everywhere(page)
    follow(page.get_by_role("button", name="Не помогло"))
    expect(page.get_by_text("Обращение прочтёт специалист.")).to_be_visible()
    number = page.locator("dl.facts dd").first.inner_text()
    before = len(sms_of(portal, APPELLANT))

    anna = of_staff(portal, browser, "anna")
    anna.goto(f"{portal.url}/desk/appeals/")
    audit_everywhere(anna)
    follow(anna.locator("main li a", has_text=number))
    audit_everywhere(anna)
    anna.get_by_role("textbox", name="Ответ").fill("Плата за услугу «Гудок». Отключили и вернули.")
    follow(anna.get_by_role("button", name="Ответить и закрыть обращение"))
    expect(anna.get_by_text("выполнена")).to_be_visible()

    assert "Ответ на обращение" in new_sms(portal, APPELLANT, after=before)
    page.reload()
    expect(page.get_by_role("heading", name="Ответ специалиста")).to_be_visible(timeout=PATIENCE * 1000)
