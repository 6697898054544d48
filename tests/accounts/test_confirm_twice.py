"""«Подтвердить» pressed twice: the key of a weak session changes in between, and nobody loses anything by it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from cabinet.accounts import confirm_views
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import SecurityEvent, Session
from tests.accounts.confirming import BACK, CONFIRM, NUMBER, ask, enter, is_confirmed, text_of
from tests.accounts.test_codes import another, code_in_sms
from tests.people import make_owner, signed_in

pytestmark = pytest.mark.django_db

COOKIE = "cabinet_session"
THERE = "/settings/access/"


def the_same_before(browser: Client) -> Client:
    """The browser as it is now, with its cookie, whatever becomes of the key."""
    copy = Client()
    copy.cookies[COOKIE] = browser.session.session_key
    return copy


@pytest.fixture
def line():
    return make_owner(NUMBER)[1]


@pytest.fixture
def weak(line):
    return signed_in(line.contract.owner, proof=Proof.NETWORK)


def test_the_second_leads_where_the_first_led_and_leaves_the_new_cookie_alone(weak, line):
    ask(weak, line)
    code, second = code_in_sms(), the_same_before(weak)
    assert enter(weak, line, code).url == BACK
    answer = enter(second, line, code)
    assert answer.url == BACK
    assert COOKIE not in answer.cookies  # one that deletes it, coming last, would sign the person out
    assert weak.get(THERE).status_code == 200
    assert SecurityEvent.objects.filter(kind="confirmed").count() == 1


def test_who_has_only_the_old_cookie_comes_to_the_sign_in_and_back(weak, line):
    """The second request cut off the answer to the first, and with it the new key."""
    ask(weak, line)
    code, second = code_in_sms(), the_same_before(weak)
    enter(weak, line, code, next=THERE)
    answer = enter(second, line, code, next=THERE)
    assert second.get(answer.url).url == f"/login/?next={THERE}"


def test_another_code_with_the_old_cookie_leads_to_the_sign_in_and_back_to_confirming(weak, line):
    ask(weak, line)
    code, second = code_in_sms(), the_same_before(weak)
    enter(weak, line, code)
    answer = enter(second, line, another(code), next=THERE)
    assert answer.url == "/login/?next=/confirm/%3Fnext%3D%252Fsettings%252Faccess%252F"


def test_in_a_strong_session_the_second_leads_there_too_and_is_no_failure(line):
    strong = signed_in(line.contract.owner)
    ask(strong, line)
    code = code_in_sms()
    assert [enter(strong, line, code).url for _time in range(2)] == [BACK, BACK]
    assert SecurityEvent.objects.filter(kind="confirmed").count() == 1
    assert enter(strong, line, another(code)).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_both_at_once_lead_there_and_the_session_is_one(monkeypatch):
    """Both have read the session under the old key before either judges the code."""
    line = make_owner(NUMBER)[1]
    weak = signed_in(line.contract.owner, proof=Proof.NETWORK)
    ask(weak, line)
    code, both = code_in_sms(), [the_same_before(weak), the_same_before(weak)]
    together, judge = threading.Barrier(2, timeout=60), confirm_views.check_code

    def judge_together(**asked: object) -> None:
        together.wait()
        judge(**asked)

    monkeypatch.setattr(confirm_views, "check_code", judge_together)

    def press(browser: Client):
        try:
            return browser.post(CONFIRM, {"next": BACK, "to": line.public_id, "code": code})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, both))
    assert [answer.url for answer in answers] == [BACK, BACK], [text_of(answer) for answer in answers]
    (key,) = [answer.cookies[COOKIE].value for answer in answers if COOKIE in answer.cookies]
    assert Session.objects.get(user=line.contract.owner).session_key == key
    weak.cookies[COOKIE] = key
    assert is_confirmed(weak)
