"""Money on loan in a browser, repaid by a top-up; what stands beside it: the warning and the content account."""

import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import DESKTOP, PHONE, audit_everywhere
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal
from tests.subscriber import new_sms, sms_of

BORROWER, MOVER = "79100000057", "79100000058"


def top_up(portal: Portal, msisdn: str, roubles: int) -> None:
    """As a payment would, without its bank."""
    portal.manage(
        "shell", "-v", "0", "-c",
        "from decimal import Decimal\nfrom django.utils import timezone\n"
        "from billing.kinds import EntryKind\nfrom billing.services.ledger import open_account, post\n"
        "from cabinet.accounts.models import Line\n"
        f"line = Line.objects.select_related('contract').get(msisdn='{msisdn}', closed_at=None)\n"
        f"post(account=open_account(contract=line.contract), amount=Decimal({roubles}), kind=EntryKind.PAYMENT, "
        "reference='payment:journey', now=timezone.now(), line=line)",
    )  # fmt: skip


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.journey
def test_money_is_lent_and_the_next_top_up_repays_it(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, BORROWER)
    page.goto(f"{portal.url}/payments/trust/")
    shot(page, "trust-offer")
    audit_everywhere(page)
    told = len(sms_of(portal, BORROWER))
    page.get_by_role("button", name=re.compile("^Взять")).click()
    expect(page.get_by_role("heading", name="Надо вернуть")).to_be_visible()
    assert "Доверительный платёж: зачислено" in new_sms(portal, BORROWER, after=told)
    shot(page, "trust-debt")
    audit_everywhere(page)
    told = len(sms_of(portal, BORROWER))
    top_up(portal, BORROWER, 500)
    assert "Доверительный платёж погашен" in new_sms(portal, BORROWER, after=told)
    page.reload()
    expect(page.locator("main")).to_contain_text("Погашен")
    page.goto(f"{portal.url}/finance/operations/")
    for title in ("Погашение доверительного платежа", "Плата за доверительный платёж"):
        expect(page.locator("main")).to_contain_text(title)
    page.close()


@pytest.mark.journey
def test_a_warning_and_an_account_for_subscriptions(browser: Browser, portal: Portal) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, MOVER)
    page.goto(f"{portal.url}/payments/limit/")
    page.locator("[name=below]").fill("100")
    page.get_by_role("button", name="Warn me", exact=True).click()
    expect(page.locator("main")).to_contain_text("below 100.00")
    shot(page, "limit")
    audit_everywhere(page)
    page.goto(f"{portal.url}/payments/content/")
    audit_everywhere(page)
    page.get_by_role("button", name="Open a content account").click()
    page.locator("[name=amount]").fill("20")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("button", name=re.compile("^Transfer 20.00"))).to_be_visible()
    shot(page, "content-sure")
    audit_everywhere(page)
    page.get_by_role("button", name=re.compile("^Transfer 20.00")).click()
    expect(page.locator("main")).to_contain_text("20.00")
    shot(page, "content")
    audit_everywhere(page)
    page.close()
