"""The life of a password that is read out by the call centre: made, used once (A6)."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts.models import Contract, Line, OneTimePassword, User
from cabinet.core.digits import digits_of
from cabinet.core.errors import TooManyAttempts

LIFE = timedelta(minutes=10)
GROUPS = 5  # of two digits, as people read numbers out; a guess is counted as a password is
A_DAY = timedelta(hours=24)
GIVEN_A_DAY = 3  # for one contract


class TooManyGiven(TooManyAttempts):
    code = "too_many_given"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, _("По этому договору сегодня уже выдали три одноразовых пароля. Больше нельзя."))


@sensitive_variables()
def make_one_time(*, user: User, line: Line, contract: Contract, made_by: User, now: datetime) -> str:
    """A new one-time password of `user` for `line`, as it is read out; the earlier one stops working.

    The caller owns the transaction and has locked `contract`. Raises `TooManyGiven` after `GIVEN_A_DAY`.
    """
    given = OneTimePassword.objects.filter(contract=contract, created_at__gt=now - A_DAY).order_by("created_at")
    if given.count() >= GIVEN_A_DAY:
        raise TooManyGiven(int((given[0].created_at + A_DAY - now).total_seconds()) + 1)
    OneTimePassword.objects.filter(line=line, used_at=None).update(used_at=now)
    groups = [f"{secrets.randbelow(100):02}" for _group in range(GROUPS)]
    OneTimePassword.objects.create(
        user=user,
        contract=contract,
        line=line,
        made_by=made_by,
        digest=_digest(line, "".join(groups)),
        created_at=now,
        expires_at=now + LIFE,
    )
    return " ".join(groups)


@sensitive_variables("typed")
def use_one_time(*, msisdn: str, typed: str, now: datetime) -> OneTimePassword | None:
    """The one-time password of the number, if `typed` is it; it works once, and for nobody but the contract's owner."""
    kept = (
        OneTimePassword.objects.filter(line__msisdn=msisdn, line__closed_at=None, used_at=None, expires_at__gt=now)
        .filter(user=F("contract__owner"), user__is_active=True, user__is_staff=False)
        .select_related("user", "line")
        .first()
    )
    if kept is None:
        return None
    if not hmac.compare_digest(kept.digest, _digest(kept.line, digits_of(typed))):
        return None
    return kept if OneTimePassword.objects.filter(pk=kept.pk, used_at=None).update(used_at=now) else None


def _digest(line: Line, digits: str) -> str:
    return salted_hmac("accounts.one-time-password", f"{line.pk}:{digits}", algorithm="sha256").hexdigest()
