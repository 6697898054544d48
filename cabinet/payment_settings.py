"""Who takes payments from outside, and how long is waited for whom. `cabinet/settings.py` takes it over by name.

`PAYMENT_PROVIDER` is `sandbox` (a bank page of the portal's own, in the demonstration), `yookassa`, or empty: then
nobody can pay on a page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cabinet import env

DEMO = env.read.bool("DEMO", default=False)

PAYMENT_PROVIDER = env.read("PAYMENT_PROVIDER", default="sandbox" if DEMO else "")
YOOKASSA_URL = env.read("YOOKASSA_URL", default="https://api.yookassa.ru/v3")
YOOKASSA_SHOP = env.read("YOOKASSA_SHOP", default="")
YOOKASSA_SECRET = env.read("YOOKASSA_SECRET", default="")
PAYMENT_TIMEOUT = env.read.float("PAYMENT_TIMEOUT", default=8.0)  # seconds that a provider's whole answer may take
PAYMENT_LASTS = env.read.int("PAYMENT_LASTS", default=60 * 60)  # seconds in which what was begun is to be paid
AUTO_PAYMENT_LOOK = env.read.float("AUTO_PAYMENT_LOOK", default=2.0 if DEMO else 30.0)  # seconds between looks for due
AUTO_PAYMENTS_A_DAY = env.read.int("AUTO_PAYMENTS_A_DAY", default=3)  # of one automatic payment, by the contract's day
SANDBOX_LATE = env.read.float("SANDBOX_LATE", default=15.0)  # seconds after which the sandbox tells of a late payment
# How the sandbox's bank fails: it does what it is asked and is `silent`, or is `away` and does nothing.
SANDBOX_FAILS = env.read("SANDBOX_FAILS", default="")


def refuse_unsafe(*, demo: bool, provider: str, url: str, shop: str, secret: str) -> None:
    """Stop a start in which payments would be nobody's; raises `ImproperlyConfigured` with what to set."""
    if provider not in ("", "sandbox", "yookassa"):
        raise ImproperlyConfigured("PAYMENT_PROVIDER must be yookassa, or unset: then nobody pays on a page.")
    if provider == "sandbox" and not demo:
        raise ImproperlyConfigured("PAYMENT_PROVIDER=sandbox credits money that nobody paid: it is for DEMO=1 only.")
    if provider == "yookassa" and not (shop and secret):
        raise ImproperlyConfigured("PAYMENT_PROVIDER=yookassa needs YOOKASSA_SHOP and YOOKASSA_SECRET.")
    if provider == "yookassa" and urlsplit(url).scheme != "https" and not demo:
        raise ImproperlyConfigured("YOOKASSA_URL must be an https:// address.")


refuse_unsafe(demo=DEMO, provider=PAYMENT_PROVIDER, url=YOOKASSA_URL, shop=YOOKASSA_SHOP, secret=YOOKASSA_SECRET)
