"""The life of a login code: asked for, sent, judged (A1; DESIGN §4.10 and §4.11)."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import CodePurpose, Line, LineStatus, LoginCode, NumberLimit
from cabinet.accounts.texts import code_text
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.sms.models import SmsKind
from cabinet.sms.services.outbox import enqueue, withdraw_codes

DIGITS = 6
LIFE = timedelta(minutes=10)
ATTEMPTS = 5
WINDOW = timedelta(hours=24)
CODES_A_DAY = 10
PAUSES = (60, 120, 300, 900, 1800, 3600)  # seconds after the first, second, … code of the window; the last repeats


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("Код не подошёл. Проверьте цифры из последнего SMS.")


class CodeSpent(DomainError):
    code = "code_spent"
    message = _("Этот код больше не действует. Получите новый.")


class CodeTooSoon(TooManyAttempts):
    code = "code_too_soon"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, _("Код уже отправлен. Новый можно получить немного позже."))


@dataclass(frozen=True)
class CodeSent:
    """What the page may say, the same for a number that nobody has."""

    expires_at: datetime
    next_code_at: datetime


def request_code(*, msisdn: str, purpose: CodePurpose, now: datetime, flow: str = "") -> CodeSent:
    """Send a new code to `msisdn`; the earlier one stops working. Only the sign-in named `flow` can use it.

    A number without an open line, or whose line is blocked, costs the same queries and writes, and gets no SMS. Raises
    `CodeTooSoon` within the pause after the last code, or when the day's codes are used up.
    """
    with transaction.atomic():
        # Locked, so that a block and a code never pass each other: who blocks ends every code that was made before.
        line = Line.objects.select_for_update(no_key=True).filter(msisdn=msisdn, closed_at=None).first()
        next_code_at = _consume_limit(msisdn, now)
        LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, used_at=None).update(used_at=now)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        expires_at = now + LIFE
        LoginCode.objects.create(
            msisdn=msisdn,
            purpose=purpose,
            flow=flow,
            code_hash=_digest(msisdn, purpose, code),
            created_at=now,
            expires_at=expires_at,
        )
        enqueue(
            msisdn=msisdn,
            text=code_text(purpose=purpose, code=code, language=line.sms_language if line else "ru"),
            kind=SmsKind.CODE,
            now=now,
            not_after=expires_at,
            line_public_id=line.public_id if line else None,
            reachable=line is not None and line.status == LineStatus.ACTIVE,
        )
    return CodeSent(expires_at, next_code_at)


def check_code(*, msisdn: str, purpose: CodePurpose, typed: str, now: datetime, flow: str = "") -> None:
    """Spend one attempt, then judge; the right code works once.

    Raises `CodeSpent` when there is no living code or its attempts are gone, `WrongCode` otherwise.
    """
    kept = LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, flow=flow, used_at=None).first()
    # Consumed before it is judged, and of the very row that is judged: sixty guesses at once compare five.
    if kept is None or not _consume_attempt(kept, now):
        raise CodeSpent
    digits = "".join(character for character in typed if character.isdecimal())
    if not hmac.compare_digest(kept.code_hash, _digest(msisdn, purpose, digits)):
        raise WrongCode
    if not LoginCode.objects.filter(pk=kept.pk, used_at=None).update(used_at=now):
        raise CodeSpent


def end_codes(*, line: Line, now: datetime) -> None:
    """No code that was sent to `line` works any more, and one that waits to be sent does not leave."""
    LoginCode.objects.filter(msisdn=line.msisdn, used_at=None).update(used_at=now)
    withdraw_codes(line_public_id=line.public_id, now=now)


def has_living_code(*, msisdn: str, purpose: CodePurpose, flow: str, now: datetime) -> bool:
    """Whether a code that this sign-in asked for can still be typed."""
    living = LoginCode.objects.filter(msisdn=msisdn, purpose=purpose, flow=flow, used_at=None, expires_at__gt=now)
    return living.filter(attempts__lt=ATTEMPTS).exists()


def forgive(*, msisdn: str, now: datetime) -> None:
    """Who came in has shown whose number it is: earlier codes count no more, and the next may be asked for at once."""
    NumberLimit.objects.filter(msisdn=msisdn).update(codes=0, window_started_at=now, next_code_at=now)


def next_code_at(*, msisdn: str) -> datetime | None:
    """When another code may be asked for, or None if any time."""
    return NumberLimit.objects.filter(msisdn=msisdn).values_list("next_code_at", flat=True).first()


def _consume_attempt(code: LoginCode, now: datetime) -> bool:
    living = LoginCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now, attempts__lt=ATTEMPTS)
    return bool(living.update(attempts=F("attempts") + 1))


def _consume_limit(msisdn: str, now: datetime) -> datetime:
    fresh = NumberLimit(msisdn=msisdn, window_started_at=now, next_code_at=now)
    NumberLimit.objects.bulk_create([fresh], ignore_conflicts=True)
    limit = NumberLimit.objects.select_for_update().filter(msisdn=msisdn).first() or fresh  # tidied away in between
    if now - limit.window_started_at >= WINDOW:
        limit.codes, limit.window_started_at, limit.next_code_at = 0, now, now
    if now < limit.next_code_at:
        raise CodeTooSoon(_seconds(limit.next_code_at - now))
    limit.codes += 1
    if limit.codes >= CODES_A_DAY:
        limit.next_code_at = limit.window_started_at + WINDOW
    else:
        limit.next_code_at = now + timedelta(seconds=PAUSES[min(limit.codes, len(PAUSES)) - 1])
    limit.save()
    return limit.next_code_at


def _seconds(span: timedelta) -> int:
    return max(1, int(span.total_seconds() + 0.999))


def _digest(msisdn: str, purpose: str, code: str) -> str:
    return salted_hmac("accounts.login-code", f"{msisdn}:{purpose}:{code}", algorithm="sha256").hexdigest()
