"""Judging a permanent password, with attempts consumed before they are judged."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.backends import find_by_identifier
from cabinet.accounts.models import FailedProof, PasswordLimit, User
from cabinet.accounts.services.failures import note_failure
from cabinet.core import phones
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.net import origin_of

WINDOW = timedelta(minutes=15)
ATTEMPTS_FROM_A_NETWORK = 10  # in a window, at one person
ATTEMPTS_IN_ALL = 100  # so that a stranger elsewhere does not keep a person out, nor guess without end


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("Номер, логин или пароль не подошли. Если пароля ещё нет, получите код по SMS.")


def sign_in_by_password(*, request: HttpRequest, identifier: str, password: str, network: str, now: datetime) -> User:
    """The person whose password it is. Raises `WrongPassword`, or `TooManyAttempts` for a person under attack.

    Attempts are counted by person, however the identifier is written, and by `network`; unknown ones likewise.
    """
    person = find_by_identifier(identifier)
    name = f"user:{person.pk}" if person else f"typed:{_same(identifier)}"
    here = _key(name, network)
    _consume(here, ATTEMPTS_FROM_A_NETWORK, now)
    _consume(_key(name), ATTEMPTS_IN_ALL, now)
    user = authenticate(request, username=identifier, password=password)
    if not isinstance(user, User):
        note_failure(how=FailedProof.PASSWORD, user=person, origin=origin_of(request), now=now)
        raise WrongPassword
    PasswordLimit.objects.filter(identifier=here).update(attempts=0)
    return user


def _key(*parts: str) -> str:
    return salted_hmac("accounts.password-limit", "|".join(parts), algorithm="sha256").hexdigest()


def _same(identifier: str) -> str:
    """One name for every way of writing the same identifier."""
    try:
        return phones.parse(identifier) if phones.looks_like_number(identifier) else identifier.strip().casefold()
    except phones.NotANumber:
        return identifier.strip()


def _consume(key: str, attempts: int, now: datetime) -> None:
    PasswordLimit.objects.bulk_create([PasswordLimit(identifier=key, window_started_at=now)], ignore_conflicts=True)
    rows = PasswordLimit.objects.filter(identifier=key)
    rows.filter(window_started_at__lte=now - WINDOW).update(attempts=0, window_started_at=now)
    if not rows.filter(attempts__lt=attempts).update(attempts=F("attempts") + 1):
        started = rows.values_list("window_started_at", flat=True).first() or now
        raise TooManyAttempts(max(1, int((started + WINDOW - now).total_seconds())))
