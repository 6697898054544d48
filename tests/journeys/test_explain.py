"""«За что списали?» on every kind of movement (B13), and what is taken again and again (B12)."""

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.look.audit import DESKTOP, PHONE, audit, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

EVERY_KIND = "79100000073"
ONE_OF_EACH = f"""
import json
from billing.models import Entry
found = Entry.objects.filter(account__contract__lines__msisdn='{EVERY_KIND}').order_by('kind', '-seq').distinct('kind')
print(json.dumps({{entry.kind: str(entry.public_id) for entry in found}}))
"""
KINDS = 18


@pytest.mark.journey
def test_every_kind_of_movement_says_what_it_was_for(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, EVERY_KIND)
    each = json.loads(portal.manage("shell", "-v", "0", "-c", ONE_OF_EACH))
    assert len(each) == KINDS

    page.goto(f"{portal.url}/finance/operations/")
    row = page.locator("main .list.only-phone li").first
    title = row.locator(".body").inner_text().splitlines()[0]
    follow(row.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    audit_everywhere(page)

    told = {}
    for kind, public_id in each.items():
        page.goto(f"{portal.url}/finance/operations/{public_id}/")
        told[kind] = page.locator("main .lead").inner_text()
        assert told[kind].endswith("."), kind
        expect(page.get_by_text("Когда это было")).to_be_visible()
        expect(page.get_by_role("link", name=re.compile("Спросить специалиста"))).to_be_visible()
    assert len(set(told.values())) == KINDS

    page.goto(f"{portal.url}/finance/operations/{each['refund']}/")
    audit(page)
    follow(page.get_by_role("link", name=re.compile("Услуга «Гудок»")))
    expect(page.get_by_text("Вернули всё.")).to_be_visible()
    audit(page)


@pytest.mark.journey
def test_what_is_taken_again_and_again_is_found_from_the_operations(portal: Portal, browser: Browser) -> None:
    page = opened(browser, portal, "en", DESKTOP)
    sign_in(page, portal, EVERY_KIND)
    page.goto(f"{portal.url}/finance/operations/")
    expect(page.locator("main .note", has_text="Regular charges")).to_be_visible()
    follow(page.locator("main .note a.btn"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Regular charges")
    expect(page.get_by_text("every month").first).to_be_visible()
    audit_everywhere(page)
    follow(page.locator("main .list").first.get_by_role("link", name=re.compile("What for")).first)
    expect(page.get_by_text("is charged every month")).to_be_visible()
    audit(page)
