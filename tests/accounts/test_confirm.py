"""«Подтвердите, что это вы»: whose code, how often, and where it leads."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, CodePurpose, Line, LoginCode, SecurityEvent, Session, User
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.devices import remember_sign_in
from cabinet.accounts.texts import CODES
from cabinet.core.net import Origin
from cabinet.sms.models import SmsMessage
from tests.accounts.confirming import BACK, CONFIRM, NUMBER, ask, enter, is_confirmed, text_of
from tests.accounts.test_codes import another, code_in_sms
from tests.people import NOW, add_line, make_owner, signed_in

pytestmark = pytest.mark.django_db

ARABIC, DEVANAGARI, FULLWIDTH = "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


@pytest.fixture
def line(owner):
    return owner.contracts.get().primary_line


@pytest.fixture
def weak(owner):
    """A browser for which the mobile network alone vouches."""
    return signed_in(owner, proof=Proof.NETWORK)


def enter_by_network(owner: User, line: Line) -> Session:
    """A session as the mobile network opens it, with all that stands beside its data."""
    browser = signed_in(owner, proof=Proof.NETWORK, line=line)
    remember_sign_in(
        user=owner,
        line=line,
        session_key=browser.session.session_key,
        device_key="a browser",
        proof=Proof.NETWORK,
        is_first=False,
        origin=Origin("77.88.55.60", "Firefox"),
        now=timezone.now(),
    )
    SmsMessage.objects.all().delete()  # that told of the device
    return Session.objects.get(user=owner)


def test_a_code_confirms_is_journalled_and_leads_back_whole(weak, owner, line):
    page = weak.get(CONFIRM, {"next": BACK})
    assert 'Получить код на <span class="num nowrap">903 123-45-67</span>' in text_of(page)
    assert not SmsMessage.objects.exists()  # nothing goes before the button is pressed
    asked = ask(weak, line)
    assert "+7 903 123-45-67" in text_of(weak.get(asked.url))
    assert enter(weak, line, code_in_sms()).url == BACK
    assert is_confirmed(weak)
    assert list(SecurityEvent.objects.values_list("kind", "user", "line")) == [("confirmed", owner.pk, line.pk)]


def test_the_session_is_not_made_longer_by_it(weak, line):
    before = weak.session.get_expire_at_browser_close()
    ask(weak, line)
    enter(weak, line, code_in_sms())
    assert weak.session.get_expire_at_browser_close() == before


def test_a_session_that_was_copied_while_it_was_weak_never_becomes_strong(weak, owner, line):
    copied = Client()
    copied.cookies["cabinet_session"] = weak.session.session_key
    ask(weak, line)
    answer = enter(weak, line, code_in_sms())
    assert copied.get("/settings/access/").url.startswith("/login/")
    assert weak.get("/settings/access/").status_code == 200
    assert answer.cookies["cabinet_session"].value == Session.objects.get(user=owner).session_key


def test_the_list_of_devices_sees_the_same_device_under_the_new_key(owner, line):
    before = enter_by_network(owner, line)
    weak = Client()
    weak.cookies["cabinet_session"] = before.session_key
    ask(weak, line)
    enter(weak, line, code_in_sms())
    after = Session.objects.get(user=owner)
    assert after.session_key != before.session_key
    assert after.device is not None
    for name in ("public_id", "device", "proof", "signed_in_at", "ip", "user_agent", "line"):
        assert getattr(after, name) == getattr(before, name), name


def test_a_strong_session_keeps_its_key(owner, line):
    strong = signed_in(owner)
    before = strong.session.session_key
    ask(strong, line)
    enter(strong, line, code_in_sms())
    assert strong.session.session_key == before


def test_a_wrong_code_says_so_and_keeps_where_one_was_going(weak, line):
    ask(weak, line)
    code = code_in_sms()
    answer = enter(weak, line, another(code))
    assert answer.status_code == 422
    assert "Код не подошёл" in text_of(answer)
    assert f'name="next" value="{BACK}"' in text_of(answer)
    assert not is_confirmed(weak)
    assert enter(weak, line, code).url == BACK


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "код", "🙂" * 200])
def test_what_cannot_be_a_code_costs_no_attempt(weak, line, typed):
    ask(weak, line)
    assert enter(weak, line, typed).status_code == 422
    assert LoginCode.objects.get().attempts == 0


@pytest.mark.parametrize("script", [ARABIC, DEVANAGARI, FULLWIDTH])
@pytest.mark.parametrize("between", ["", " ", "-"])
def test_digits_of_any_script_are_digits(weak, line, script, between):
    ask(weak, line)
    written = "".join(script[int(digit)] for digit in code_in_sms())
    assert enter(weak, line, f"{written[:3]}{between}{written[3:]}").url == BACK
    assert is_confirmed(weak)


def test_a_code_works_once(owner, line):
    with time_machine.travel(NOW, tick=False) as clock:
        strong = signed_in(owner)  # a weak one has another key afterwards
        ask(strong, line)
        code = code_in_sms()
        enter(strong, line, code)
        clock.shift(timedelta(minutes=1))
        answer = enter(strong, line, code)
    assert answer.status_code == 422
    assert "больше не действует" in text_of(answer)
    assert SecurityEvent.objects.filter(kind="confirmed").count() == 1


def test_after_five_wrong_ones_the_right_one_is_too_late(weak, line):
    ask(weak, line)
    code = code_in_sms()
    for _time in range(5):
        enter(weak, line, another(code))
    assert enter(weak, line, code).status_code == 422
    assert not is_confirmed(weak)


def test_after_ten_minutes_it_is_too_late(owner, line):
    with time_machine.travel(NOW, tick=False) as clock:
        weak = signed_in(owner, proof=Proof.NETWORK)
        ask(weak, line)
        code = code_in_sms()
        clock.shift(timedelta(minutes=10))
        assert "больше не действует" in text_of(enter(weak, line, code))
        assert not is_confirmed(weak)


def test_another_too_soon_sends_nothing_and_says_when(weak, line):
    for _time in range(2):
        page = weak.get(ask(weak, line).url)
    assert SmsMessage.objects.count() == 1
    assert 0 < page.context["resend_at"] <= 60
    assert page.context["was_sent"]
    assert enter(weak, line, code_in_sms()).url == BACK


def test_a_code_of_another_session_confirms_nothing_and_is_not_spent(weak, owner, line):
    ask(weak, line)
    code = code_in_sms()
    elsewhere = signed_in(owner, proof=Proof.NETWORK)
    for _time in range(6):
        assert enter(elsewhere, line, code).status_code == 422
    assert not is_confirmed(elsewhere)
    assert enter(weak, line, code).url == BACK


@pytest.mark.parametrize("purpose", [purpose for purpose in CodePurpose if purpose != CodePurpose.CONFIRM])
def test_a_code_for_something_else_confirms_nothing(weak, line, purpose):
    wording = None if purpose in CODES else lambda code, _language: f"#{code}"
    request_code(msisdn=NUMBER, purpose=purpose, flow=weak.session.session_key, now=NOW, wording=wording)
    request_code(msisdn=NUMBER, purpose=purpose, flow="", now=NOW + timedelta(hours=1), wording=wording)
    assert enter(weak, line, code_in_sms()).status_code == 422
    assert not is_confirmed(weak)


def test_a_code_to_confirm_signs_nobody_in(weak, line):
    ask(weak, line)
    code = code_in_sms()
    browser = Client()
    browser.post("/login/", {"phone": NUMBER, "how": "code"})
    assert browser.post("/login/code/", {"code": code}).status_code == 422
    assert not browser.get("/").context["user"].is_authenticated
    assert enter(weak, line, code).url == BACK  # nor was it spent there


# Where it leads


@pytest.mark.parametrize(
    "after",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:///x", "\t//e.x"],
)
def test_nobody_is_led_away_from_the_portal(weak, line, after):
    assert weak.get(CONFIRM, {"next": after}).context["next"] == "/"
    ask(weak, line, next=after)
    assert enter(weak, line, code_in_sms(), next=after).url == "/"


def test_forged_forms_are_refused(owner, line):
    weak = signed_in(owner, proof=Proof.NETWORK)
    weak.handler.enforce_csrf_checks = True
    assert ask(weak, line).status_code == 403
    assert not SmsMessage.objects.exists()


def test_every_step_is_a_plain_form(weak, line):
    """What a browser without JavaScript needs: forms with all their fields, no button that waits for a script."""
    first = text_of(weak.get(CONFIRM, {"next": BACK}))
    second = text_of(weak.get(ask(weak, line).url))
    for page in (first, second):
        main = page[page.index("<main") : page.index("</main>")]
        for form in re.findall(r'<form method="post".*?</form>', main, re.S):
            assert {"csrfmiddlewaretoken", "next", "to"} <= set(re.findall(r'name="(\w+)"', form))
            assert "disabled" not in form


# What it costs


def test_queries(weak, line, owner, django_assert_max_num_queries):
    weak.get("/brand.css")
    with django_assert_max_num_queries(10):
        weak.get(CONFIRM)
    for index in range(8):
        Access.objects.create(
            user=owner, line=add_line(owner.contracts.get(), f"7916000010{index}"), role="manager", by_code=True
        )
    with django_assert_max_num_queries(10):
        weak.get(CONFIRM)
