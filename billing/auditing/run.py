"""One whole check, and what the last one found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from billing.auditing.agreements import differences
from billing.models import Account, AuditRun
from billing.services.audit import audit

DETAILS = 100  # differences that are kept in words
STALE = timedelta(hours=26)  # since the last night's
ONLY_ONE = "SELECT pg_try_advisory_lock(hashtext('billing.audit'))"
DONE = "SELECT pg_advisory_unlock(hashtext('billing.audit'))"


Tell = Callable[[str], None]


def run(*, now: datetime, finished: Callable[[], datetime], tell: Tell | None = None) -> AuditRun | None:
    """Check everything; each difference is told in words as it is found. None while another check is under way.

    `now` is when it began, `finished()` when it ended: at night on a large ledger that is not the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONLY_ONE)
        if not cursor.fetchone()[0]:
            return None
    try:
        return _run(now, finished, tell or (lambda _words: None))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(DONE)


def _run(now: datetime, finished: Callable[[], datetime], tell: Tell) -> AuditRun:
    made = AuditRun.objects.create(started_at=now)
    for flaw in audit():
        _note(made, f"account {flaw.account_id}, entry {flaw.seq}: {flaw.what} is wrong", tell)
    for difference in differences():
        _note(made, str(difference), tell)
    made.accounts, made.finished_at = Account.objects.count(), finished()
    made.save()
    return made


def _note(run: AuditRun, words: str, tell: Tell) -> None:
    run.flaws += 1
    if run.flaws <= DETAILS:
        run.details.append(words)
    tell(words)


def last_result(now: datetime) -> str:
    """For `/readyz`: what is wrong by the last whole check, or with the checks themselves."""
    last = AuditRun.objects.exclude(finished_at=None).order_by("-started_at").first()
    if last is None:
        return ""  # a portal of today has not had its first night
    if last.flaws:
        return f"{last.flaws} differences at {last.started_at:%Y-%m-%d %H:%M} UTC"
    return f"the last check was at {last.started_at:%Y-%m-%d %H:%M} UTC" if now - last.started_at > STALE else ""
