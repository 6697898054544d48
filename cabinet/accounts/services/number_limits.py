"""How often a number is sent codes, and how often they may be guessed: rows, known and unknown numbers alike.

Guests and the person themselves are counted apart (`Asker`): whoever knows a number can use up what guests may, and
keeps nobody from confirming in a session that is signed in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Asker, NumberLimit
from cabinet.core.errors import TooManyAttempts
from cabinet.core.windows import free_at, kept, seconds_until


class CodeTooSoon(TooManyAttempts):
    code = "code_too_soon"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, _("Код уже отправлен. Новый можно получить немного позже."))


class TooManyWrongCodes(TooManyAttempts):
    code = "too_many_wrong_codes"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            retry_after, _("Код слишком много раз ввели неверно. Подождите немного или войдите с паролем.")
        )


def take_code(*, msisdn: str, asker: Asker, now: datetime) -> datetime:
    """Count one code and return when the next may be asked for. Raises `CodeTooSoon`.

    The number's row stays locked until the caller's transaction ends.
    """
    limit = _locked(msisdn, asker, now)
    again = free_at(limit.sent_at, settings.CODES_PER_NUMBER)
    if again is not None and now < again:
        raise CodeTooSoon(seconds_until(again, now))
    limit.sent_at = kept([*limit.sent_at, now], settings.CODES_PER_NUMBER)
    limit.touched_at = now
    limit.save(update_fields=["sent_at", "touched_at"])
    return free_at(limit.sent_at, settings.CODES_PER_NUMBER) or now


def next_code_at(*, msisdn: str, asker: Asker = Asker.GUEST) -> datetime | None:
    """When another code may be asked for, or None if any time."""
    sent = NumberLimit.objects.filter(msisdn=msisdn, asker=asker).values_list("sent_at", flat=True).first()
    return free_at(sent or [], settings.CODES_PER_NUMBER)


def take_guess(*, msisdn: str, asker: Asker, now: datetime) -> None:
    """Count one guess as wrong, before it is judged; `guessed_right` forgives it. Raises `TooManyWrongCodes`.

    From the fifth in a row each is followed by a pause, twice as long as the one before; ten are all for an hour.
    """
    limit = _locked(msisdn, asker, now)
    waits = [limit.paused_until, free_at(limit.failed_at, [settings.CODE_FAILURES])]
    until = max((wait for wait in waits if wait is not None), default=now)
    if now < until:
        raise TooManyWrongCodes(seconds_until(until, now))
    limit.failed_at = kept([*limit.failed_at, now], [settings.CODE_FAILURES])
    limit.failures += 1
    limit.paused_until = _pause(limit.failures, now)
    limit.touched_at = now
    limit.save(update_fields=["failed_at", "failures", "paused_until", "touched_at"])


def guessed_right(*, msisdn: str, asker: Asker) -> None:
    """Whoever reads the number's SMS typed a code: wrong ones before it count no more."""
    NumberLimit.objects.filter(msisdn=msisdn, asker=asker).update(failed_at=[], failures=0, paused_until=None)


def forgive(*, msisdn: str, now: datetime) -> None:
    """Who came in has shown whose number it is: earlier codes count no more, and the next may be asked for at once."""
    NumberLimit.objects.filter(msisdn=msisdn).update(
        sent_at=[], failed_at=[], failures=0, paused_until=None, touched_at=now
    )


def _pause(failures: int, now: datetime) -> datetime | None:
    beyond = failures - settings.CODE_ATTEMPTS
    if beyond < 0:
        return None
    return now + timedelta(seconds=min(settings.CODE_PAUSE * 2 ** min(beyond, 30), settings.CODE_LONGEST_PAUSE))


def _locked(msisdn: str, asker: Asker, now: datetime) -> NumberLimit:
    fresh = NumberLimit(msisdn=msisdn, asker=asker, touched_at=now)
    NumberLimit.objects.bulk_create([fresh], ignore_conflicts=True)
    kept_row = NumberLimit.objects.select_for_update().filter(msisdn=msisdn, asker=asker).first()
    if kept_row is None:  # tidied away in between
        fresh.save()
        return fresh
    return kept_row
