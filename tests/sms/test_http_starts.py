"""What an HTTP gateway needs before the portal starts with it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cabinet import env

SECRET = "a1b2c3d4" * 5
SAFE = {
    "demo": False, "sms_gateway": "http", "style": "portal", "url": "https://sms.example/send", "secrets": [SECRET],
    "callback_secrets": ["AC1", "token", "token"], "sender": "+74950000000",
}  # fmt: skip


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("SMS_HTTP_URL", {"url": ""}),
        ("SMS_HTTP_URL", {"url": "http://sms.example/send"}),
        ("SMS_HTTP_URL", {"url": "https:///send"}),
        ("SMS_HTTP_FORMAT", {"style": "soap"}),
        ("GATEWAY_SMS_SECRETS", {"secrets": []}),
        ("SMS_HTTP_PASSWORD", {"style": "twilio", "callback_secrets": ["AC1", "", ""]}),
        ("SMS_HTTP_SENDER", {"style": "twilio", "sender": ""}),
    ],
)
def test_a_gateway_that_would_leak_or_not_work_does_not_start(about, wrong):
    env.refuse_unsafe_http(**SAFE)
    env.refuse_unsafe_http(**{**SAFE, "style": "twilio", "secrets": []})
    env.refuse_unsafe_http(**{**SAFE, "demo": True, "url": "http://127.0.0.1:1/send"})
    with pytest.raises(ImproperlyConfigured, match=about):
        env.refuse_unsafe_http(**{**SAFE, **wrong})
    env.refuse_unsafe_http(**{**SAFE, **wrong, "sms_gateway": "smpp"})
