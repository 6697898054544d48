"""The desk: a conversation goes from one specialist to another, a reply that came too late comes back, and all of it by
the keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.look.audit import PHONE, audit_everywhere, watched
from tests.portal import Portal

pytestmark = pytest.mark.journey

DESK = {"width": 1440, "height": 900}
PATIENCE = 20_000  # ms
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from cabinet.accounts.models import User
user = User.objects.get(login={login!r})
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session["otp_device_id"] = TOTPDevice.objects.get(user=user).persistent_id
session.create()
print(session.session_key)
"""  # without a code: each works once, and journeys share the staff
ASK = """
from uuid import uuid4
from django.utils import timezone
from cabinet.accounts.models import Line
from chat.models import Conversation, Topic
from chat.services.open_conversation import open_conversation
from chat.services.person import call_person
from chat.services.say import say
line = Line.objects.get(msisdn={number!r})
owner, now = line.contract.owner, timezone.now()
talk = open_conversation(line=line, topic=Topic.objects.get(slug="services"), author=owner, now=now)
say(conversation=talk, author=owner, client_id=uuid4(), text={text!r}, now=now)
call_person(conversation=talk, by=owner, now=now)
print(talk.public_id)
"""


def run(portal: Portal, script: str, **words: str) -> str:
    return portal.manage("shell", "-v", "0", "-c", script.format(**words)).strip().splitlines()[-1]


def specialist(portal: Portal, browser: Browser, login: str, viewport: dict[str, int] | None = None) -> Page:
    page = watched(browser, locale="ru-RU", viewport=viewport or DESK)
    key = run(portal, SIGN_IN, login=login)
    page.context.add_cookies([{"name": "cabinet_session", "value": key, "url": portal.url}])
    return page


def ready(page: Page) -> None:
    """Wait for the page's scripts: before them a key does nothing."""
    expect(page.locator("[data-canned]")).to_be_hidden()


def test_a_conversation_goes_to_a_colleague_with_a_note(portal: Portal, browser: Browser) -> None:
    talk = run(portal, ASK, number="79100000127", text="Почему сняли 30 рублей?")
    anna = specialist(portal, browser, "anna")
    anna.goto(f"{portal.url}/desk/{talk}/")
    anna.get_by_role("button", name="Взять себе").click()
    expect(anna.locator("[data-looking]")).to_contain_text("со мной")
    petr = specialist(portal, browser, "petr", PHONE)
    petr.goto(f"{portal.url}/desk/{talk}/")
    expect(petr.locator("[data-looking]")).to_contain_text("смотрит ещё Анна")
    audit_everywhere(petr)

    anna.locator("summary", has_text="Передать").click()
    anna.locator("#to").select_option("petr")
    anna.get_by_label("Что ему знать").fill("Проверь согласие по SMS")
    audit_everywhere(anna)
    anna.locator(".pop").get_by_role("button", name="Передать").click()
    expect(anna.get_by_text("Передано: Пётр.")).to_be_visible()
    expect(petr.locator(".note-in")).to_contain_text("Проверь согласие по SMS", timeout=PATIENCE)
    expect(petr.locator("[data-looking]")).to_contain_text("со мной", timeout=PATIENCE)
    petr.get_by_role("link", name="Абонент").click()
    expect(petr.get_by_role("heading", name="+7 910 000-01-27", exact=True)).to_be_visible()
    audit_everywhere(petr)


def test_a_reply_to_what_is_no_longer_the_last_word_comes_back(portal: Portal, browser: Browser) -> None:
    number = "79100000128"
    talk = run(portal, ASK, number=number, text="Отключите подписку")
    page = specialist(portal, browser, "anna")
    page.goto(f"{portal.url}/desk/{talk}/")
    page.locator("#text").fill("Отключаю, вернём 30 рублей")
    page.route("**/events?**", lambda route: route.abort())  # what comes is not shown before Enter
    run(portal, ASK, number=number, text="Уже не надо, разобралась")
    page.locator("#text").press("Enter")
    expect(page.locator("[data-stale]")).to_contain_text("Пока вы писали, пришло 1 сообщение")
    expect(page.locator("#text")).to_have_value("Отключаю, вернём 30 рублей")
    expect(page.locator(".msg.me")).to_have_count(0)
    page.unroute("**/events?**")
    expect(page.locator(".msg", has_text="Уже не надо")).to_be_visible(timeout=PATIENCE)
    audit_everywhere(page)
    page.get_by_role("button", name="Отправить всё равно").click()
    expect(page.locator(".msg.me")).to_contain_text("Отключаю, вернём 30 рублей")
    expect(page.locator(".msg.me")).to_contain_text("отправлено", timeout=PATIENCE)
    expect(page.locator("[data-stale]")).to_be_hidden()


def test_everything_by_the_keyboard(portal: Portal, browser: Browser) -> None:
    talk = run(portal, ASK, number="79100000129", text="Не работает интернет за городом")
    page = specialist(portal, browser, "anna")
    page.goto(f"{portal.url}/desk/{talk}/")
    ready(page)
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    audit_everywhere(page)
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("[data-looking]")).to_contain_text("со мной")
    ready(page)
    page.keyboard.press("r")
    page.keyboard.type("/прив")
    expect(page.get_by_role("option", name=re.compile("Поздороваться"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_have_value(re.compile("^Здравствуйте!"))
    page.keyboard.press("Enter")
    expect(page.locator(".msg.me")).to_contain_text("отправлено", timeout=PATIENCE)
    page.keyboard.type("за городом, вышка на ремонте")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note-in")).to_contain_text("вышка на ремонте")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_url("**/desk/search/")
    page.keyboard.type("интернетом за городом")
    page.keyboard.press("Enter")
    expect(page.locator(".pane-found .queue a").first).to_contain_text("Не работает интернет за городом")
    audit_everywhere(page)
