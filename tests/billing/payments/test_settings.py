"""A way to pay that is not safe does not start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cabinet.payment_settings import refuse_unsafe


@pytest.mark.parametrize(
    ("about", "wrong"),
    [
        ("DEMO=1 only", {"provider": "sandbox"}),
        ("YOOKASSA_SECRET", {"secret": ""}),
        ("https", {"url": "http://api.example"}),
        ("PAYMENT_PROVIDER", {"provider": "another"}),
    ],
)
def test_an_unsafe_way_to_pay_refuses_to_start(about, wrong):
    safe = {"demo": False, "provider": "yookassa", "url": "https://api.example", "shop": "1", "secret": "2"}
    refuse_unsafe(**safe)
    with pytest.raises(ImproperlyConfigured, match=about):
        refuse_unsafe(**{**safe, **wrong})
