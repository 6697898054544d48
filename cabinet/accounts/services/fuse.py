"""The fuse against SMS pumping: codes to guests, and offers of access, to numbers that begin alike and in all, are so
many a minute, no more.

Bots ask for codes for ranges of numbers, because somebody earns on each SMS. Limits of one number do not see it; the
fuse does. When it blows, guests get no codes until the next window and an alarm rings; people who are signed in, or
whose device is known, are not counted and not refused.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from cabinet.core import alarms
from cabinet.core.errors import TooManyAttempts
from cabinet.core.windows import amount, seconds_until, span

ALL = "all"
ALARM = "codes.fuse"

TAKE = """
INSERT INTO accounts_codefuse AS known (name, window_started_at, codes) VALUES (%s, %s, 1)
ON CONFLICT (name) DO UPDATE SET
    codes = CASE WHEN known.window_started_at < EXCLUDED.window_started_at THEN 1 ELSE known.codes + 1 END,
    window_started_at = greatest(known.window_started_at, EXCLUDED.window_started_at)
WHERE known.window_started_at < EXCLUDED.window_started_at OR known.codes < %s
RETURNING codes
"""


class CodesStopped(TooManyAttempts):
    """The fuse `name` has blown; the sentence says nothing of the number."""

    code = "codes_stopped"

    def __init__(self, name: str, figure: str, retry_after: int) -> None:
        self.name, self.figure = name, figure
        super().__init__(
            retry_after,
            _("Сейчас коды по SMS не отправляются. Попробуйте через несколько минут или войдите с паролем."),
        )


def take(*, msisdn: str, now: datetime) -> None:
    """Count one SMS to a number that somebody typed, or raise `CodesStopped`.

    To be called last in the transaction that promises the SMS: the rows that everybody shares are locked until it ends.
    """
    prefix = msisdn[: settings.CODES_PREFIX_DIGITS]
    for name, figure in ((prefix, settings.CODES_PER_PREFIX), (ALL, settings.CODES_IN_ALL)):
        started = _window(figure, now)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [name, started, amount(figure)])
            within = cursor.fetchone() is not None
        if not within:
            raise CodesStopped(name, figure, seconds_until(started + span(figure), now))


def blew(stopped: CodesStopped, now: datetime) -> None:
    """Ring the alarm, after the refused transaction is undone."""
    alarms.ring(ALARM, scope=stopped.name, about=f"no more codes to guests: over {stopped.figure}", now=now)


def _window(figure: str, now: datetime) -> datetime:
    """The beginning of the window that `now` is in; windows follow each other from the beginning of Unix time."""
    length = span(figure).total_seconds()
    return datetime.fromtimestamp(now.timestamp() // length * length, tz=UTC)
