"""A charge is disputed, two people of staff decide, and the money comes back (B11)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from cabinet.embedded.children import wait_until
from tests.journeys.test_main_job import fresh_token
from tests.look.audit import DESKTOP, PHONE, audit_everywhere, follow, watched
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import PATIENCE, card, sms_of

CLAIMANT = "79100000074"
FEE = f"""
from decimal import Decimal
from django.utils import timezone
from billing.causes import Cause
from billing.kinds import EntryKind
from billing.services.ledger import open_account, post
from cabinet.accounts.models import Line
line = Line.objects.get(msisdn='{CLAIMANT}', closed_at=None)
account = open_account(contract=line.contract)
post(account=account, amount=Decimal(900), kind=EntryKind.PAYMENT, reference='journey', now=timezone.now())
cause = Cause(name='Гудок', name_en='Tone')
print(post(account=account, amount=Decimal(-700), kind=EntryKind.SERVICE, reference='journey-fee', now=timezone.now(),
    line=line, cause=cause).public_id)
"""


def of_staff(portal: Portal, browser: Browser, login: str) -> Page:
    """A member of staff before the claims, in a browser of their own."""
    page = watched(browser, locale="ru-RU", viewport=DESKTOP)
    page.goto(f"{portal.url}/login/password/")
    page.locator("[name=phone]").fill(login)
    page.locator("[name=password]").fill(
        next(row for row in card(portal)["staff"] if row["login"] == login)["password"]
    )
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/login/otp/**")
    page.locator("[name=token]").fill(fresh_token(portal, login, page))
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/desk/**")
    page.goto(f"{portal.url}/desk/claims/")
    return page


@pytest.mark.journey
def test_a_disputed_charge_comes_back_after_two_people_looked(portal: Portal, browser: Browser) -> None:
    public_id = portal.manage("shell", "-v", "0", "-c", FEE).strip()
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, CLAIMANT)
    page.goto(f"{portal.url}/finance/operations/{public_id}/")
    follow(page.get_by_role("link", name=re.compile("Оспорить списание")))
    follow(page.get_by_role("button", name="Попросить вернуть деньги"))
    expect(page.locator("#errors")).to_contain_text("Выберите причину")
    audit_everywhere(page)
    page.get_by_label("Я этого не делал").check()
    page.get_by_label("Своими словами").fill("Гудок не подключал")
    follow(page.get_by_role("button", name="Попросить вернуть деньги"))
    expect(page).to_have_url(re.compile("/requests/"))
    expect(page.get_by_text("Гудок не подключал")).to_be_visible()
    request_url = page.url
    before = len(sms_of(portal, CLAIMANT))

    anna = of_staff(portal, browser, "anna")
    audit_everywhere(anna)
    follow(anna.get_by_role("link", name=re.compile("Услуга «Гудок»")))
    expect(anna.get_by_text("Гудок не подключал")).to_be_visible()
    expect(anna.get_by_role("button", name=re.compile("Вернуть 700"))).to_have_count(0)  # too much for one
    audit_everywhere(anna)
    follow(anna.get_by_role("button", name="Передать финансам"))
    expect(anna.get_by_text("Решает сотрудник финансов")).to_be_visible()

    olga = of_staff(portal, browser, "olga")
    follow(olga.get_by_role("link", name=re.compile("Услуга «Гудок»")))
    olga.get_by_label("Что сказать абоненту").fill("Вернули, извините.")
    follow(olga.get_by_role("button", name=re.compile("Вернуть 700")))
    expect(olga.locator("main .badge").first).to_contain_text("деньги возвращены")

    assert wait_until(lambda: len(sms_of(portal, CLAIMANT)) > before, seconds=PATIENCE)
    assert "Возврат денег" in sms_of(portal, CLAIMANT)[0]["text"]
    page.goto(request_url)
    expect(page.locator("main")).to_contain_text("Вернули, извините.")
    page.goto(f"{portal.url}/finance/operations/{public_id}/")
    expect(page.get_by_text("Вернули всё.")).to_be_visible()
