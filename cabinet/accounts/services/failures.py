"""Failed attempts: noted by the pages, told in the journal a little later, several as one (A14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from cabinet.accounts.models import Access, FailedAttempt, FailedProof, Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.core.net import Origin, valid_ip

QUIET = timedelta(minutes=2)  # without another attempt, and a series is over
LONGEST = timedelta(minutes=15)  # that a series may go on before the journal tells of it
READ = 2000  # attempts looked at by one sweep

Series = dict[tuple[str, int | None, str, str | None], list[FailedAttempt]]


def note_failure(
    *, how: FailedProof, user: User | None = None, msisdn: str = "", origin: Origin, now: datetime
) -> None:
    """Remember one wrong code, password or token: one statement, whoever was meant, known or not."""
    FailedAttempt.objects.create(
        how=how, user=user, msisdn=msisdn, ip=valid_ip(origin.ip), user_agent=origin.user_agent, at=now
    )


def tell_of_failures(now: datetime) -> int:
    """Move every series that is over into the journal of the person whom it was about; returns the attempts.

    Attempts at people or numbers that nobody has are forgotten. Safe to run twice at once.
    """
    kept = FailedAttempt.objects.select_related("user").order_by("pk")
    over = [attempt.pk for series in _series(kept[:READ]).values() if _is_over(series, now) for attempt in series]
    if not over:
        return 0
    with transaction.atomic():
        attempts = list(kept.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=over))
        lines = _lines_of(attempts)
        for series in _series(attempts).values():
            _record(series, lines)
        FailedAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).delete()
    return len(attempts)


def _series(attempts: Iterable[FailedAttempt]) -> Series:
    """Attempts of one kind at one person or number from one address belong together."""
    found: Series = defaultdict(list)
    for attempt in attempts:
        found[attempt.how, attempt.user_id, attempt.msisdn, attempt.ip].append(attempt)
    return found


def _is_over(series: list[FailedAttempt], now: datetime) -> bool:
    return series[-1].at <= now - QUIET or series[0].at <= now - LONGEST


def _lines_of(attempts: list[FailedAttempt]) -> dict[str, tuple[Line, User | None]]:
    """The open line of each number, and the person whom its code signs in."""
    numbers = {attempt.msisdn for attempt in attempts if attempt.msisdn}
    lines = list(Line.objects.select_related("contract__owner").filter(msisdn__in=numbers, closed_at=None))
    by_code = {
        access.line_id: access.user
        for access in Access.objects.select_related("user").filter(line__in=lines, by_code=True)
    }
    return {
        str(line.msisdn): (
            line,
            line.contract.owner if line.contract.primary_line_id == line.pk else by_code.get(line.pk),
        )
        for line in lines
    }


def _record(series: list[FailedAttempt], lines: dict[str, tuple[Line, User | None]]) -> None:
    last = series[-1]
    line, person = lines.get(last.msisdn, (None, None))
    if last.user is None and line is None:
        return
    record(
        SecurityEventKind.SIGN_IN_FAILED,
        now=last.at,
        user=last.user or person,
        line=line,
        origin=Origin(last.ip or "", last.user_agent),
        how=last.how,
        count=str(len(series)),
    )
