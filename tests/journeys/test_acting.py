"""A specialist acts for a subscriber who agrees by one tap, and what was answered once the bot answers next time (S4,
C15)."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_claims import of_staff
from tests.journeys.test_trust import shot
from tests.look.audit import PHONE, audit_everywhere, follow
from tests.look.test_pages import opened, sign_in
from tests.portal import Portal

SUBSCRIBER, ASKER = "79100000132", "79100000133"
HOROSCOPE = f"""
from decimal import Decimal
from django.db import transaction
from django.utils import timezone
from billing.kinds import EntryKind
from billing.services.ledger import open_account, post
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from chat.models import Topic
from chat.services.open_conversation import open_conversation
from subscriptions.charging.holding import hold
from subscriptions.charging.lifecycle import start
from subscriptions.models import ContentService
line, now = Line.objects.get(msisdn='{SUBSCRIBER}', closed_at=None), timezone.now()
account = open_account(contract=line.contract)
post(account=account, amount=Decimal(300), kind=EntryKind.PAYMENT, reference='acting', now=now)
content = ContentService.objects.filter(code='horoscope', archived_at=None).order_by('-version').first()
with transaction.atomic():
    start(line=hold(line), offering=content, now=now, by=line.contract.owner, channel=Channel.PAGE)
"""


def talk_of(page: Page, portal: Portal, text: str) -> str:
    """The subscriber asks; returns the conversation's id."""
    page.goto(f"{portal.url}/chat/")
    page.locator("main form button[name=topic], main form .btn").first.click()
    expect(page.locator("[data-chat]")).to_be_attached()
    found = page.locator("[data-chat]").get_attribute("data-chat") or ""
    page.locator("textarea[name=text]").fill(text)
    page.locator(".composer .send").click()
    expect(page.locator(".msg.me")).to_contain_text(text)
    return found


@pytest.mark.journey
def test_a_subscription_is_switched_off_by_the_specialist_with_the_subscribers_tap(
    browser: Browser, portal: Portal
) -> None:
    portal.manage("shell", "-v", "0", "-c", HOROSCOPE)
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, SUBSCRIBER)
    talk = talk_of(page, portal, "Отключите гороскоп, я его не просил")

    anna = of_staff(portal, browser, "anna")
    anna.goto(f"{portal.url}/desk/{talk}/propose/")
    shot(anna, "propose")
    audit_everywhere(anna)
    off = anna.locator("section", has_text=re.compile("^.?Отключить подписку")).first
    follow(off.get_by_role("button", name="Посмотреть, что будет"))
    expect(anna.locator("#preview")).to_contain_text("Отключить подписку «Гороскоп»")
    shot(anna, "propose-preview")
    audit_everywhere(anna)
    follow(anna.get_by_role("button", name="Предложить в чате"))

    card = page.locator(".msg", has_text="Отключить подписку «Гороскоп»?")
    expect(card).to_contain_text("Больше не спишем")
    shot(page, "proposal")
    audit_everywhere(page)
    page.get_by_role("button", name="Отключить подписку").click()
    expect(page.locator("[role=log]")).to_contain_text("Вы согласились: сделано")
    expect(card).to_contain_text("Сделано")
    expect(anna.locator("[role=log]")).to_contain_text("Абонент согласился: сделано")
    page.goto(f"{portal.url}/subscriptions/")
    expect(page.locator("main")).to_contain_text("Платных подписок нет")
    anna.close()
    page.close()


@pytest.mark.journey
def test_what_a_specialist_answered_the_bot_answers_next_time(browser: Browser, portal: Portal) -> None:
    asked = "Где взять карту покрытия для трактора"
    page = opened(browser, portal, "ru", PHONE)
    sign_in(page, portal, ASKER)
    talk = talk_of(page, portal, asked)

    nina = of_staff(portal, browser, "nina")
    nina.goto(f"{portal.url}/desk/{talk}/")
    take = nina.get_by_role("button", name="Взять себе")
    if take.count():
        take.first.click()
    nina.locator("textarea[name=text]").fill("Карта покрытия есть на сайте, в разделе о сети.")
    nina.get_by_role("button", name="Ответить", exact=True).click()
    expect(nina.locator("[role=log]")).to_contain_text("Карта покрытия есть на сайте")
    nina.goto(f"{portal.url}/desk/{talk}/")
    follow(nina.get_by_role("link", name="Сделать ответом бота"))
    nina.locator("[name=target][value=new]").check()
    nina.locator("[name=subject]").select_option(index=1)
    shot(nina, "learn")
    audit_everywhere(nina)
    follow(nina.get_by_role("button", name="Отправить на проверку"))

    nina.goto(f"{portal.url}/desk/learn/")
    audit_everywhere(nina)
    follow(nina.get_by_role("link", name=re.compile(asked)))
    nina.locator("[name=title_en]").fill("Where is the coverage map?")
    nina.locator("[name=text_en]").fill("The coverage map is on the site, in the section about the network.")
    audit_everywhere(nina)
    follow(nina.get_by_role("button", name="Утвердить"))
    expect(nina.locator("main")).to_contain_text("Проверять нечего")
    nina.goto(f"{portal.url}/desk/figures/")
    shot(nina, "figures")
    audit_everywhere(nina)
    nina.close()
    page.close()

    said = portal.manage("ask", asked)
    assert "coverage" in said or "Карта покрытия" in said
