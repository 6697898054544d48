"""The life of a login code: asked for, sent, judged (A1; DESIGN §4.10 and §4.11)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Asker, CodePurpose, Line, LineStatus, LoginCode
from cabinet.accounts.services import fuse, number_limits
from cabinet.accounts.services.fuse import CodesStopped
from cabinet.accounts.services.number_limits import CodeTooSoon, forgive, next_code_at
from cabinet.accounts.texts import code_text
from cabinet.core.digits import digits_of
from cabinet.core.errors import DomainError
from cabinet.sms.models import SmsKind
from cabinet.sms.services.outbox import enqueue, withdraw_codes

__all__ = [
    "ANY_BROWSER",
    "CodeSent",
    "CodeSpent",
    "CodeTooSoon",
    "CodesStopped",
    "WrongCode",
    "forgive",
    "next_code_at",
]

DIGITS = 6
ANY_BROWSER = ""  # the flow of a code that no browser asked for: a temporary password by another channel
LIFE = timedelta(minutes=10)
Wording = Callable[[str, str], str]  # of a code and a language: the SMS
TWICE = timedelta(minutes=1)  # within which the same code from the same browser is a button pressed twice


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("Код не подошёл. Проверьте цифры из последнего SMS.")


class CodeSpent(DomainError):
    code = "code_spent"
    message = _("Этот код больше не действует. Получите новый.")


@dataclass(frozen=True)
class CodeSent:
    """What the page may say, the same for a number that nobody has."""

    expires_at: datetime
    next_code_at: datetime


def request_code(
    *,
    msisdn: str,
    purpose: CodePurpose,
    now: datetime,
    flow: str = "",
    asker: Asker = Asker.GUEST,
    guesser: Asker | None = None,
    wording: Wording | None = None,
) -> CodeSent:
    """Send a new code to `msisdn`; an earlier one of this `flow` stops working. Only `flow` can use it.

    `guesser` is who will type it, if it is not who asks: whose limits count the wrong guesses. `wording` makes the SMS
    of a code that is about something particular: whom the money goes to.

    A number without an open line, or whose line is blocked, costs the same queries and writes, and gets no SMS. Raises
    `CodeTooSoon` when the number had its codes, and `CodesStopped` when guests are sent none at all; then nothing is
    written but the alarm.
    """
    try:
        with transaction.atomic():
            return _send(msisdn, purpose, now, flow, asker, guesser or asker, wording)
    except CodesStopped as stopped:
        fuse.blew(stopped, now)
        raise


def _send(
    msisdn: str,
    purpose: CodePurpose,
    now: datetime,
    flow: str,
    asker: Asker,
    guesser: Asker,
    wording: Wording | None,
) -> CodeSent:
    # Locked, so that a block and a code never pass each other: who blocks ends every code that was made before.
    line = Line.objects.select_for_update(no_key=True).filter(msisdn=msisdn, closed_at=None).first()
    next_code_at = number_limits.take_code(msisdn=msisdn, asker=asker, now=now)
    LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, flow=flow, used_at=None).update(used_at=now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    expires_at = now + LIFE
    LoginCode.objects.create(
        msisdn=msisdn,
        purpose=purpose,
        flow=flow,
        asker=guesser,
        code_hash=_digest(msisdn, purpose, code),
        created_at=now,
        expires_at=expires_at,
    )
    language = line.sms_language if line else "ru"
    enqueue(
        msisdn=msisdn,
        text=wording(code, language) if wording else code_text(purpose=purpose, code=code, language=language),
        kind=SmsKind.CODE,
        now=now,
        not_after=expires_at,
        line_public_id=line.public_id if line else None,
        reachable=line is not None and line.status == LineStatus.ACTIVE,
    )
    if asker == Asker.GUEST:
        fuse.take(msisdn=msisdn, now=now)
    return CodeSent(expires_at, next_code_at)


def check_code(*, msisdn: str, purpose: CodePurpose, typed: str, now: datetime, flow: str = "") -> None:
    """Spend one attempt of the code and one of the number, then judge; the right code works once.

    Raises `CodeSpent` when there is no living code or its attempts are gone, `TooManyWrongCodes` while the number
    waits for its wrong guesses, whatever the code (then no attempt is spent), `WrongCode` otherwise.
    """
    kept = LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, flow=flow).filter(_is_alive(now)).first()
    if kept is None:
        raise CodeSpent
    asker = Asker(kept.asker)
    with transaction.atomic():
        # The limit's row first, then the code's, as who sends a code locks them. Consumed before it is judged, and of
        # the very row that is judged: sixty guesses at once compare five.
        number_limits.take_guess(msisdn=msisdn, asker=asker, now=now)
        if not _consume_attempt(kept, now):
            raise CodeSpent
    if not hmac.compare_digest(kept.code_hash, _digest(msisdn, purpose, digits_of(typed))):
        raise WrongCode
    if not LoginCode.objects.filter(pk=kept.pk, used_at=None).update(used_at=now, worked=True):
        raise CodeSpent
    number_limits.guessed_right(msisdn=msisdn, asker=asker)


def end_codes(*, line: Line, now: datetime) -> None:
    """No code that was sent to `line` works any more, and one that waits to be sent does not leave."""
    LoginCode.objects.filter(msisdn=line.msisdn, used_at=None).update(used_at=now)
    withdraw_codes(line_public_id=line.public_id, now=now)


def has_living_code(*, msisdn: str, purpose: CodePurpose, flow: str, now: datetime) -> bool:
    """Whether a code that this sign-in asked for can still be typed."""
    return LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, flow=flow).filter(_is_alive(now)).exists()


def worked_just_now(*, purpose: CodePurpose, flow: str, typed: str, now: datetime) -> bool:
    """Whether `flow` typed this very code a moment ago, and it worked. It proves nothing anew."""
    used = LoginCode.objects.filter(purpose=purpose, flow=flow, worked=True, used_at__gt=now - TWICE)
    code = digits_of(typed)
    return any(hmac.compare_digest(kept.code_hash, _digest(kept.msisdn, purpose, code)) for kept in used[:3])


def _consume_attempt(code: LoginCode, now: datetime) -> bool:
    return bool(LoginCode.objects.filter(_is_alive(now), pk=code.pk).update(attempts=F("attempts") + 1))


def _is_alive(now: datetime) -> Q:
    return Q(used_at=None, expires_at__gt=now, attempts__lt=settings.CODE_ATTEMPTS)


def _digest(msisdn: str, purpose: str, code: str) -> str:
    return salted_hmac("accounts.login-code", f"{msisdn}:{purpose}:{code}", algorithm="sha256").hexdigest()
