"""Passwords, codes and tokens are counted apart: who attacks one locks none of the others."""

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cabinet.home.demo import current_token
from tests.accounts.test_codes import another, code_in_sms
from tests.people import PASSWORD, make_owner, make_specialist

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"


def try_password(phone: str, password: str):
    return Client().post("/login/password/", {"phone": phone, "password": password})


def test_wrong_passwords_lock_neither_codes_nor_tokens():
    make_owner(NUMBER)
    anna = make_specialist()
    waiting = Client()
    waiting.post("/login/password/", {"phone": "anna", "password": PASSWORD})
    for _attempt in range(12):
        try_password(NUMBER, "не тот")
        try_password("anna", "не тот")
    browser = Client()
    browser.post("/login/", {"phone": NUMBER, "how": "code"})
    assert browser.post("/login/code/", {"code": code_in_sms()}).url == "/"
    assert TOTPDevice.objects.get(user=anna).throttling_failure_count == 0
    assert StaticDevice.objects.get(user=anna).throttling_failure_count == 0
    assert waiting.post("/login/otp/", {"token": current_token(anna)}).status_code == 302


def test_wrong_codes_lock_no_password():
    owner, _line = make_owner(NUMBER)
    owner.set_password(PASSWORD)
    owner.save()
    stranger = Client()
    stranger.post("/login/", {"phone": NUMBER, "how": "code"})
    code = code_in_sms()
    for _attempt in range(8):
        stranger.post("/login/code/", {"code": another(code)})
    assert try_password(NUMBER, PASSWORD).url == "/"


def test_wrong_tokens_lock_no_password():
    make_specialist()
    browser = Client()
    browser.post("/login/password/", {"phone": "anna", "password": PASSWORD})
    for _attempt in range(12):
        browser.post("/login/otp/", {"token": "000000"})
    assert try_password("anna", PASSWORD).url == "/login/otp/"
