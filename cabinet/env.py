"""Where settings come from: the environment, and nothing else.

`read()` gives one variable; `demo_secret()` gives the demonstration a key of its own, so that a clone starts
without any preparation and two clones never share a key.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

read = environ.Env()

SECRET_KEY_LENGTH = 50  # what `django-admin startproject` makes; `check --deploy` (security.W009) asks for the same
HEADER_SECRET_LENGTH = 32  # 24 random bytes in base64 already: `openssl rand -base64 24`
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def demo_secret(var: Path) -> str:
    """The demonstration's secret key, made once under `var` and readable by its owner only."""
    place = var / "secret-key"
    if not place.exists():
        var.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=var)  # readable by its owner only
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(SECRET_KEY_LENGTH))
        with suppress(FileExistsError):  # several processes start at once: the first one's key stands, and whole
            os.link(draft, place)
        os.unlink(draft)
    return place.read_text().strip()


def secrets_by_name(name: str) -> dict[str, list[str]]:
    """`name:secret,name:secret`: the secrets of each, several of one while they are being changed."""
    found: dict[str, list[str]] = {}
    for pair in read.list(name, default=[]):
        whose, _colon, secret = pair.partition(":")
        if not whose or not secret:
            raise ImproperlyConfigured(f"{name} is a list of name:secret with commas between them.")
        found.setdefault(whose, []).append(secret)
    return found


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The networks of the variable `name`, written `10.0.0.5, 10.1.0.0/24`; raises `ImproperlyConfigured`."""
    try:
        found = [ip_network(text.strip()) for text in read.list(name, default=[]) if text.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be addresses or networks, separated by commas: {error}.") from None
    if any(network.prefixlen == 0 for network in found):
        raise ImproperlyConfigured(f"{name} must name networks of yours, not the whole Internet.")
    return found


def hours(name: str, *, default: str) -> tuple[str, str] | None:
    """The hours of the variable `name`, written `22:00-08:00`; None if it is empty. Raises `ImproperlyConfigured`."""
    text = read(name, default=default).strip()
    if not text:
        return None
    try:
        begins, ends = (time.fromisoformat(each.strip()) for each in text.split("-"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be hours as 22:00-08:00, or empty.") from None
    return f"{begins:%H:%M}", f"{ends:%H:%M}"


def mail(*, demo: bool) -> dict[str, Any]:
    """Where e-mails go: to the server of `EMAIL_URL` (`smtp+tls://user:password@mail.example:587`), to a page in the
    demonstration, and otherwise nowhere: then nobody is offered any. Raises `ImproperlyConfigured`.
    """
    url = read("EMAIL_URL", default="")
    if url and urlsplit(url).scheme not in ("smtp", "smtps", "smtp+tls", "smtp+ssl"):
        raise ImproperlyConfigured("EMAIL_URL must be smtp://, smtp+tls:// or smtp+ssl://, or unset: then no e-mails.")
    config = read.email_url_config(url or "dummymail://")
    return {
        "on": bool(url) or demo,
        "on_pages": demo and not url,
        "backend": "cabinet.mail.mailbox.Mailbox" if demo and not url else config["EMAIL_BACKEND"],
        "host": config["EMAIL_HOST"] or "localhost",
        "port": config["EMAIL_PORT"] or 25,
        "user": config["EMAIL_HOST_USER"] or "",
        "password": config["EMAIL_HOST_PASSWORD"] or "",
        "tls": config.get("EMAIL_USE_TLS", False),
        "ssl": config.get("EMAIL_USE_SSL", False),
    }


def refuse_unsafe(
    *,
    demo: bool,
    debug: bool,
    secret_key: str,
    sms_gateway: str,
    network_gateway: str,
    public_url: str,
    allowed_hosts: list[str],
    msisdn_header_secret: str = "",
    metrics_token: str = "",
    trusted_proxies: object = (),
    gateway_secrets: Iterable[str] = (),
) -> None:
    """Stop a start that would be unsafe; raises `ImproperlyConfigured` with one sentence that says what to set.

    The demonstration shows every SMS on a page, so it may be served to this machine only. Anything else is
    production: it needs a strong key, and gateways that reach real telephones and the real network.
    """
    if msisdn_header_secret and _is_weak(msisdn_header_secret, HEADER_SECRET_LENGTH):
        raise ImproperlyConfigured(
            f"MSISDN_HEADER_SECRET must be at least {HEADER_SECRET_LENGTH} random characters: who knows it is anybody."
        )
    if any(_is_weak(secret, HEADER_SECRET_LENGTH) for secret in gateway_secrets):
        raise ImproperlyConfigured(
            f"GATEWAY_…_SECRETS must be at least {HEADER_SECRET_LENGTH} random characters each: who knows one is heard."
        )
    if msisdn_header_secret and not trusted_proxies:
        raise ImproperlyConfigured("MSISDN_HEADER_SECRET needs TRUSTED_PROXIES: the networks that nginx answers from.")
    if metrics_token and _is_weak(metrics_token, HEADER_SECRET_LENGTH):
        raise ImproperlyConfigured(f"METRICS_TOKEN must be at least {HEADER_SECRET_LENGTH} random characters.")
    if demo:
        if urlsplit(public_url).hostname not in LOOPBACK:
            raise ImproperlyConfigured(
                f"DEMO=1 shows everybody's SMS on a page: it cannot serve {public_url}. Unset DEMO."
            )
        return
    if _is_weak(secret_key, SECRET_KEY_LENGTH) or secret_key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be at least {SECRET_KEY_LENGTH} random characters (DEMO=1 makes one)."
        )
    if is_simulator(sms_gateway):
        raise ImproperlyConfigured("SMS_GATEWAY=simulator sends no SMS to anybody: it is for DEMO=1 only.")
    if is_simulator(network_gateway):
        raise ImproperlyConfigured("NETWORK_GATEWAY=simulator blocks nothing in any network: it is for DEMO=1 only.")
    if debug:
        raise ImproperlyConfigured("DEBUG=1 shows settings and code to everybody. Unset it.")
    if urlsplit(public_url).scheme != "https":
        raise ImproperlyConfigured("PUBLIC_URL must be the portal's https:// address: links in SMS lead there.")
    if not allowed_hosts or "*" in allowed_hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's hosts, separated by commas.")


def _is_weak(secret: str, length: int) -> bool:
    return len(secret) < length or len(set(secret)) < 5


def is_simulator(gateway: str) -> bool:
    """Whether the gateway of this name, short or dotted, only plays telephones, or the network, on pages."""
    return gateway == "simulator" or ".simulator." in gateway


def refuse_unsafe_http(
    *, demo: bool, sms_gateway: str, style: str, url: str, secrets: list[str], callback_secrets: list[str], sender: str
) -> None:
    """As `refuse_unsafe`, for `SMS_GATEWAY=http`: texts with codes leave for `url`, so it must be the right one."""
    if sms_gateway != "http":
        return
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in (("https", "http") if demo else ("https",)):
        raise ImproperlyConfigured("SMS_HTTP_URL must be the https:// address of the SMS gateway.")
    if style not in ("portal", "twilio"):
        raise ImproperlyConfigured("SMS_HTTP_FORMAT must be portal or twilio.")
    if style == "portal" and not secrets:
        raise ImproperlyConfigured("SMS_GATEWAY=http needs GATEWAY_SMS_SECRETS: requests are signed with the first.")
    if style == "twilio" and not (callback_secrets and all(callback_secrets) and sender):
        raise ImproperlyConfigured(
            "SMS_HTTP_FORMAT=twilio needs SMS_HTTP_USER, SMS_HTTP_PASSWORD (the account's token) and SMS_HTTP_SENDER."
        )
