"""Judging a typed password, with attempts consumed before they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts.access import lines_for
from cabinet.accounts.backends import Meant, whom
from cabinet.accounts.models import FailedProof, KnownDevice, OneTimePassword, PasswordLimit, User
from cabinet.accounts.services.failures import note_failure
from cabinet.accounts.services.one_time import use_one_time
from cabinet.accounts.services.permanent_password import is_doubted
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.net import NOWHERE, Origin


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("Номер, логин или пароль не подошли. Если пароля ещё нет, получите код по SMS.")


class DoubtedPassword(DomainError):
    code = "doubted_password"
    message = _(
        "Этот пароль задали по коду с телефона, который потом заблокировали как потерянный. Позвоните в поддержку:"
        " специалист проверит документ и поможет войти."
    )


@sensitive_variables("password")
def sign_in_by_password(
    *, identifier: str, password: str, network: str, now: datetime, origin: Origin = NOWHERE, device: str = ""
) -> tuple[User, OneTimePassword | None]:
    """The person whose password it is; with the one-time password, if it was one that the call centre read out.

    Of two people whom a number means, the one whose password matches. Raises `WrongPassword`; `TooManyAttempts` where
    all of them are under attack; `DoubtedPassword` for the right one that a thief may have set. Attempts are
    counted by person, however the identifier is written, and by `network`; unknown identifiers likewise, and they take
    as many hashes. In a browser where the person was before (`device`: the hash of its key) they are counted by it
    alone, so that strangers' attempts do not keep them out.
    """
    meant = whom(identifier)
    people = _within_limits(meant, network, device, now)
    one_time = use_one_time(msisdn=meant.msisdn, typed=password, now=now)
    matched = [user for user in people if _matches(user, password)]
    if one_time is not None:
        return one_time.user, one_time
    user = next((user for user in matched if _may_enter(user, meant, now)), None)
    if user is None:
        for person in meant.people:  # nobody is noted, too: it costs the same
            note_failure(how=FailedProof.PASSWORD, user=person, origin=origin, now=now)
        raise WrongPassword
    if is_doubted(user):
        raise DoubtedPassword
    # Theirs alone: who signs in with a password of their own must not clear the guesses at another's.
    mine = [_key(_name(user), network), _key(_name(user), "device", device)]
    PasswordLimit.objects.filter(identifier__in=mine).update(attempts=0)
    return user, None


@sensitive_variables("password")
def check_own_password(*, user: User, password: str, now: datetime) -> None:
    """Judge the password that a signed-in `user` gives again. Raises `WrongPassword`, or `TooManyAttempts`.

    Counted apart from signing in, so that an attacker at the door never hurts who is inside.
    """
    key = _key(_name(user), "inside")
    if not _consume(key, settings.PASSWORDS_FROM_A_NETWORK, now):
        raise _too_many([key], now)
    if not user.check_password(password):
        raise WrongPassword(_("Это не ваш нынешний пароль. Если вы его забыли, подтвердите себя кодом из SMS."))
    PasswordLimit.objects.filter(identifier=key).update(attempts=0)


def _within_limits(meant: Meant, network: str, device: str, now: datetime) -> list[User | None]:
    """Count an attempt at each person meant; who has no attempts left becomes nobody.

    An empty place is counted under a name of its own, which says something only where nobody at all is meant.
    """
    known = set(KnownDevice.objects.filter(key_hash=device).values_list("user_id", flat=True)) if device else set()
    left: list[User | None] = []
    keys: list[str] = []
    for place, user in enumerate(meant.people):
        name = _name(user) if user else f"typed:{place}:{meant.name}"
        here, in_all = _key(name, network), _key(name)
        if user is not None and user.pk in known:
            here = in_all = _key(name, "device", device)
        within = _consume(here, settings.PASSWORDS_FROM_A_NETWORK, now)
        if in_all != here:
            within = within and _consume(in_all, settings.PASSWORDS_IN_ALL, now)
        counts = user is not None or not any(meant.people)
        left.append(user if within else None)
        if counts and not within:
            keys += [here, in_all]
        elif counts:
            keys.append("")  # somebody may still try
    if keys and "" not in keys:
        raise _too_many(keys, now)
    return left


@sensitive_variables("password")
def _matches(user: User | None, password: str) -> bool:
    """One hash, whoever is there."""
    if user is None:
        make_password(password)
        return False
    return user.check_password(password)


def _may_enter(user: User | None, meant: Meant, now: datetime) -> bool:
    """Not switched off; and who is not the owner comes in by this number only while it is open to them."""
    if user is None or not user.is_active:
        return False
    return user == meant.people[0] or lines_for(user, now).filter(msisdn=meant.msisdn).exists()


def _name(user: User) -> str:
    return f"user:{user.pk}"


def _key(*parts: str) -> str:
    return salted_hmac("accounts.password-limit", "|".join(parts), algorithm="sha256").hexdigest()


def _consume(key: str, attempts: int, now: datetime) -> bool:
    """Whether one more attempt was left under `key`."""
    PasswordLimit.objects.bulk_create([PasswordLimit(identifier=key, window_started_at=now)], ignore_conflicts=True)
    rows = PasswordLimit.objects.filter(identifier=key)
    rows.filter(window_started_at__lte=now - window()).update(attempts=0, window_started_at=now)
    return bool(rows.filter(attempts__lt=attempts).update(attempts=F("attempts") + 1))


def window() -> timedelta:
    """How long attempts count, from the first."""
    return timedelta(seconds=settings.PASSWORD_WINDOW)


def _too_many(keys: Sequence[str], now: datetime) -> TooManyAttempts:
    rows = PasswordLimit.objects.filter(identifier__in=keys).order_by("-window_started_at")
    started = rows.values_list("window_started_at", flat=True).first() or now
    return TooManyAttempts(max(1, int((started + window() - now).total_seconds())))
