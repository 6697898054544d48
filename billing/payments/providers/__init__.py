"""Who takes payments: `PAYMENT_PROVIDER` chooses for new ones, old ones are asked about where they were begun."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from billing.payments.providers.base import Provider

PROVIDERS = {
    "sandbox": "billing.payments.providers.sandbox.Sandbox",
    "yookassa": "billing.payments.providers.yookassa.YooKassa",
}


@cache
def _made(name: str) -> Provider:
    made: Provider = import_string(PROVIDERS[name])()
    return made


def is_on() -> bool:
    """Whether anybody can pay on a page here."""
    return bool(settings.PAYMENT_PROVIDER)


def provider(name: str = "") -> Provider:
    """The provider called `name`, by default the one that new payments go to. Raises `LookupError`."""
    return _made(name or settings.PAYMENT_PROVIDER)


def is_sandbox() -> bool:
    """Whether the bank is only a page of our own."""
    return bool(settings.PAYMENT_PROVIDER == "sandbox" and settings.DEMO)
