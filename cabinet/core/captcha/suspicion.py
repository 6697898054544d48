"""When to ask for a captcha: after so many failures of one device, one network, or at one number.

Counted in rows, under keyed hashes, so that neither a restart nor a Valkey that is away forgets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.crypto import salted_hmac

from cabinet.core.models import Suspicion

Whose = Mapping[str, str]  # {"device": "…", "network": "…", …}: kinds of `settings.CAPTCHA_AFTER`, and names

NOTE = """
INSERT INTO core_suspicion AS known (key, times, last_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    times = CASE WHEN known.last_at <= %s THEN 1 ELSE known.times + 1 END,
    last_at = greatest(known.last_at, EXCLUDED.last_at)
"""


def note(whose: Whose, now: datetime) -> None:
    """One more failure of each."""
    rows = [(_key(kind, name), now, now - lasts()) for kind, name in sorted(whose.items()) if name]
    with connection.cursor() as cursor:
        cursor.executemany(NOTE, rows)


def is_suspected(whose: Whose, now: datetime) -> bool:
    """Whether any of them failed so often, without a quiet time since, that a captcha is due."""
    after = settings.CAPTCHA_AFTER
    over = [Q(key=_key(kind, name), times__gte=after[kind]) for kind, name in whose.items() if name]
    if not over:
        return False
    any_of_them = over[0]
    for each in over[1:]:
        any_of_them |= each
    return Suspicion.objects.filter(any_of_them, last_at__gt=now - lasts()).exists()


def forgive(whose: Whose) -> None:
    """Who came in is no robot: what is theirs alone counts no more."""
    Suspicion.objects.filter(key__in=[_key(kind, name) for kind, name in whose.items() if name]).delete()


def lasts() -> timedelta:
    """How long it must be quiet until failures are forgotten."""
    return timedelta(seconds=settings.CAPTCHA_LASTS)


def _key(kind: str, name: str) -> str:
    return salted_hmac("core.suspicion", f"{kind}:{name}", algorithm="sha256").hexdigest()
