"""What a million calls cost the pages: the first page, the page of calls and its last page, for a line with a million
events against one with ten, asked by turns in one process. A million lie as an ordinary year of a very busy line does:
a twelfth in each month. `USAGE_EVENTS` makes it smaller.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.measure import Measure, rates, tell
from billing.models import Bucket, Rate, RateCard, Unit, UsageBatch
from billing.usage.partitions import ensure, later, month_of
from cabinet.accounts.assurance import KEY as PROOFS
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line
from cabinet.embedded.parts import ROOT

FEW, MANY = 10, int(os.environ.get("USAGE_EVENTS", "1000000"))
BUSY, QUIET = "79100000080", "79100000079"  # demo numbers, alike but for this
MONTHS = 12
PAGES, ROUNDS = 20, 9  # pages in a turn
FILL = """
INSERT INTO billing_usageevent (line_id, source, event_id, unit, roaming, started_at, volume, counterpart, rate_id,
    taken, amount, batch_id)
SELECT %(line)s, 'bench', n, (ARRAY['voice', 'sms', 'data'])[1 + n %% 3], false, %(now)s - n * %(every)s, 60,
    '7916' || lpad((n::bigint * 7919 %% 10000000)::text, 7, '0'), %(rate)s, 60, 0, %(batch)s
FROM generate_series(1, %(count)s) AS n
"""


def main() -> None:
    subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT, check=True, stdout=sys.stderr)
    now = timezone.now()
    ensure(later(month_of(now), -back) for back in range(MONTHS + 2))
    busy, quiet = (Line.objects.get(msisdn=number) for number in (BUSY, QUIET))
    _fill(busy, MANY, timedelta(days=30 * MONTHS) / MANY, now)
    _fill(quiet, FEW, timedelta(hours=2), now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE billing_usageevent")
    days = f"/finance/usage/?from={now - timedelta(days=1):%Y-%m-%d}&to={now:%Y-%m-%d}"
    tell(
        [
            _compared("first page", "/", busy, quiet, 1.2),
            _compared("calls of a month", "/finance/usage/", busy, quiet, 5),
            _compared("calls of two days", days, busy, quiet, 2),
        ]
    )


def _compared(what: str, address: str, busy: Line, quiet: Line, goal: float) -> Measure:
    """How long a page of the busy line takes, in times of the quiet one's."""
    ours, baseline = rates(_asking(busy, address), _asking(quiet, address), rounds=ROUNDS)
    name = f"usage: {what}, {MANY:,} events against {FEW}"
    return Measure(name, 1000 / ours, 1000 / baseline, "ms", goal, at_least=False)


def _asking(line: Line, address: str) -> Callable[[], int]:
    client = _signed_in(line)

    def ask() -> int:
        for _page in range(PAGES):
            assert client.get(address).status_code == 200
        return PAGES

    return ask


def _signed_in(line: Line) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    owner: Any = line.contract.owner
    client.force_login(owner)
    session = client.session
    session[PROOFS] = {Proof.CODE.value: time.time()}
    session.save()
    return client


def _fill(line: Line, count: int, every: timedelta, now: datetime) -> None:
    """`count` events up to `now`, and a package to show."""
    card, _made = RateCard.objects.get_or_create(code="bench", defaults={"name_ru": "Для замера"})
    rate, _made = Rate.objects.get_or_create(
        rate_card=card, unit=Unit.VOICE, defaults={"step": 60, "price": Decimal(1)}
    )
    batch = UsageBatch.objects.create(accepted_at=now, received=count, rated=count)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL, {"line": line.pk, "now": now, "every": every, "rate": rate.pk, "batch": batch.pk, "count": count}
        )
    Bucket.objects.create(
        line=line,
        unit=Unit.VOICE,
        granted=18_000,
        used=6_000,
        from_at=now - timedelta(days=9),
        until_at=now + timedelta(days=9),
        source="bench",
    )


if __name__ == "__main__":
    main()
