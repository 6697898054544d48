"""Judging a permanent password, with attempts consumed before they are judged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import PasswordLimit, User
from cabinet.core import phones
from cabinet.core.errors import DomainError, TooManyAttempts

ATTEMPTS = 10
WINDOW = timedelta(minutes=15)


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("Номер, логин или пароль не подошли. Если пароля ещё нет, получите код по SMS.")


def sign_in_by_password(*, request: HttpRequest, identifier: str, password: str, now: datetime) -> User:
    """The person whose password it is. Raises `WrongPassword`, or `TooManyAttempts` for an identifier under attack."""
    key = salted_hmac("accounts.password-limit", _same(identifier), algorithm="sha256").hexdigest()
    _consume(key, now)
    user = authenticate(request, username=identifier, password=password)
    if not isinstance(user, User):
        raise WrongPassword
    PasswordLimit.objects.filter(identifier=key).update(attempts=0)
    return user


def _same(identifier: str) -> str:
    """One key for every way of writing the same identifier."""
    try:
        return phones.parse(identifier) if phones.looks_like_number(identifier) else identifier.strip().casefold()
    except phones.NotANumber:
        return identifier.strip()


def _consume(key: str, now: datetime) -> None:
    PasswordLimit.objects.bulk_create([PasswordLimit(identifier=key, window_started_at=now)], ignore_conflicts=True)
    rows = PasswordLimit.objects.filter(identifier=key)
    rows.filter(window_started_at__lte=now - WINDOW).update(attempts=0, window_started_at=now)
    if not rows.filter(Q(attempts__lt=ATTEMPTS)).update(attempts=F("attempts") + 1):
        started = rows.values_list("window_started_at", flat=True).get()
        raise TooManyAttempts(max(1, int((started + WINDOW - now).total_seconds())))
