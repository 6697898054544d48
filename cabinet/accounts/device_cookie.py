"""The cookie by which a browser is known again, whoever signs in in it (A4).

It is given on the pages of signing in, before anybody is in, so that two sign-ins at once on a new device are one
device. It opens nothing: who takes it away only makes a device new.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "cabinet_device"
LASTS = timedelta(days=400)  # browsers keep none longer
BYTES = 24  # of chance in a key


def key_of(request: HttpRequest) -> str:
    """The key of this browser; one that has none, or a forged one, is given its own with the response."""
    kept: str | None = getattr(request, "device_key", None)
    if kept is None:
        kept = _read(request) or secrets.token_urlsafe(BYTES)
        request.device_key = kept  # type: ignore[attr-defined]
    return kept


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser the key that was asked for during `request`, for another `LASTS`."""
    key: str | None = getattr(request, "device_key", None)
    if key is None:
        return
    response.set_cookie(
        COOKIE,
        _signer().sign(key),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> str:
    try:
        return _signer().unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt="accounts.device")
