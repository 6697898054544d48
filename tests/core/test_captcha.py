"""The captcha: work for browsers, digits for people without JavaScript, and when it is asked for."""

import base64
import json
import re
from datetime import timedelta

import altcha
import pytest
import time_machine
from captcha.models import CaptchaStore
from django import forms

from cabinet.core.captcha import digits, suspicion, tidy, work
from cabinet.core.captcha.forms import NOT_YET, WRONG, WithCaptcha
from cabinet.core.models import SpentChallenge, Suspicion
from tests.accounts.test_codes import in_threads
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def solved(challenge: str, **changed: object) -> str:
    """What the page's module sends: the challenge as it was, and the solution."""
    asked = json.loads(challenge)
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(asked)).to_dict()
    asked["parameters"] |= changed
    return base64.b64encode(json.dumps({"challenge": asked, "solution": solution}).encode()).decode()


@pytest.fixture
def easy(settings):
    settings.CAPTCHA_WORK, settings.CAPTCHA_WORK_COST = 4, 2


def test_work_is_accepted_once(clock, easy):
    answer = solved(work.new_challenge(NOW))
    assert work.accept(answer, NOW)
    assert not work.accept(answer, NOW)


def test_work_is_accepted_while_it_lives(clock, easy):
    answer = solved(work.new_challenge(NOW))
    clock.shift(work.LASTS + timedelta(seconds=1))
    assert not work.accept(answer, NOW + work.LASTS + timedelta(seconds=1))


@pytest.mark.parametrize("changed", [{"cost": 1}, {"expiresAt": 9_999_999_999}, {"keyPrefix": ""}, {"expiresAt": None}])
def test_a_challenge_that_was_made_easier_is_not_ours(clock, easy, changed):
    assert not work.accept(solved(work.new_challenge(NOW), **changed), NOW)


def test_a_challenge_of_another_key_is_not_ours(clock, easy, settings):
    answer = solved(work.new_challenge(NOW))
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert not work.accept(answer, NOW)


def test_a_wrong_number_is_no_work(clock, easy):
    asked = json.loads(work.new_challenge(NOW))
    lie = {"challenge": asked, "solution": {"counter": 999, "derivedKey": "00" * 32}}
    assert not work.accept(base64.b64encode(json.dumps(lie).encode()).decode(), NOW)


@pytest.mark.parametrize(
    "made_up",
    ["", "x", "=", "тест", "A" * 5000, *(base64.b64encode(text.encode()).decode() for text in (
        "{}", "[]", "null", "1", '"x"', '{"challenge": 1, "solution": 2}', '{"challenge": {}, "solution": {}}',
        '{"challenge": {"parameters": {}, "signature": 5}, "solution": {"counter": "x", "derivedKey": null}}',
        '{"challenge": {"parameters": null, "signature": null}, "solution": null}', "[" * 3000,
    ))],
)  # fmt: skip
def test_nonsense_is_no_work_and_no_error(made_up):
    assert not work.accept(made_up, NOW)


@pytest.mark.django_db(transaction=True)
def test_work_sent_many_times_at_once_is_accepted_once(easy):
    from django.utils import timezone

    now = timezone.now()
    answer = solved(work.new_challenge(now))
    assert in_threads(lambda _index: work.accept(answer, now), 12).count(True) == 1


def test_a_picture_is_judged_once_rightly_or_wrongly(clock):
    right = digits.new_picture()
    shown = CaptchaStore.objects.get(hashkey=right).response
    assert re.fullmatch(r"\d{5}", shown)
    assert digits.accept(right, f" {shown[:2]} {shown[2:]} ", NOW)
    assert not digits.accept(right, shown, NOW)
    other = digits.new_picture()
    shown = CaptchaStore.objects.get(hashkey=other).response
    assert not digits.accept(other, shown[::-1] + "0", NOW)
    assert not digits.accept(other, shown, NOW)


def test_an_old_picture_is_no_proof(clock):
    key = digits.new_picture()
    shown = CaptchaStore.objects.get(hashkey=key).response
    assert not digits.accept(key, shown, NOW + timedelta(minutes=20))


def test_a_picture_is_an_image_while_it_may_be_answered(client):
    key = digits.new_picture()
    answer = client.get(f"/captcha/{key}/")
    assert answer.headers["Content-Type"] == "image/png"
    assert "no-store" in answer.headers["Cache-Control"]
    digits.accept(key, "", NOW)
    assert client.get(f"/captcha/{key}/").status_code == 404
    assert client.get("/captcha/no-such-key/").status_code == 404


class Form(WithCaptcha):
    name = forms.CharField()


def test_a_form_that_is_not_suspected_asks_nothing():
    form = Form({"name": "Мария"})
    assert form.is_valid()
    assert list(form.fields) == ["name"]
    assert not CaptchaStore.objects.exists()


def test_a_form_says_what_to_do_and_keeps_what_was_typed(clock):
    form = Form({"name": "Мария"}, captcha=True)
    assert form.errors == {"captcha": [str(NOT_YET)]}
    assert form["name"].value() == "Мария"


def test_wrong_digits_get_a_sentence_of_their_own(clock):
    key = digits.new_picture()
    form = Form({"name": "Мария", "captcha_key": key, "captcha": "не цифры"}, captcha=True)
    assert form.errors == {"captcha": [str(WRONG)]}
    assert form.picture != key


def test_other_mistakes_come_first_and_spend_nothing(clock, easy):
    answer = solved(work.new_challenge(NOW))
    assert list(Form({"name": "", "altcha": answer}, captcha=True).errors) == ["name"]
    assert Form({"name": "Мария", "altcha": answer}, captcha=True).is_valid()


def test_either_is_enough(clock, easy):
    key = digits.new_picture()
    shown = CaptchaStore.objects.get(hashkey=key).response
    assert Form({"name": "a", "captcha_key": key, "captcha": shown}, captcha=True).is_valid()
    assert Form({"name": "a", "altcha": solved(work.new_challenge(NOW))}, captcha=True).is_valid()


A = {"device": "a", "network": "n", "number": "1"}


def test_three_failures_of_a_device_a_network_or_at_a_number_are_suspicious(suspicious):
    for kind in A:
        for _failure in range(2):
            suspicion.note({kind: A[kind]}, NOW)
        assert not suspicion.is_suspected(A, NOW)
        suspicion.note({kind: A[kind]}, NOW)
        assert suspicion.is_suspected(A, NOW)
        assert suspicion.is_suspected({kind: A[kind]}, NOW)
        assert not suspicion.is_suspected({kind: "another"}, NOW)
        suspicion.forgive(A)
        assert not suspicion.is_suspected(A, NOW)


def test_suspicion_lasts_until_it_was_quiet(suspicious):
    for _failure in range(3):
        suspicion.note({"device": "a"}, NOW)
    quiet = suspicion.lasts()
    assert suspicion.is_suspected({"device": "a"}, NOW + quiet - timedelta(seconds=1))
    assert not suspicion.is_suspected({"device": "a"}, NOW + quiet)
    suspicion.note({"device": "a"}, NOW + quiet)  # the first of new ones
    assert not suspicion.is_suspected({"device": "a"}, NOW + quiet)


def test_who_has_no_name_is_not_counted(suspicious):
    for _failure in range(3):
        suspicion.note({"device": "", "number": ""}, NOW)
    assert not suspicion.is_suspected({"device": "", "number": ""}, NOW)
    assert not Suspicion.objects.exists()


def test_what_is_over_is_forgotten(clock, easy):
    digits.new_picture()
    work.accept(solved(work.new_challenge(NOW)), NOW)
    suspicion.note(A, NOW)
    tidy.forget_expired(now=NOW + timedelta(minutes=14))
    assert (CaptchaStore.objects.count(), SpentChallenge.objects.count(), Suspicion.objects.count()) == (1, 1, 3)
    tidy.forget_expired(now=NOW + timedelta(minutes=21))
    assert not CaptchaStore.objects.exists()
    assert not SpentChallenge.objects.exists()
    assert not Suspicion.objects.exists()
