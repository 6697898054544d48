"""A report of 100,000 rows as XLSX, against the same cells written by the library alone, from lists in memory.

Ours is the whole of what a worker does: claiming, reading the database in chunks, the words in the person's language,
typed cells, progress, storing. Half of the rows are movements, half events of usage. Memory is the process's peak at
100,000 rows against that at 10,000.
"""

from __future__ import annotations

import resource
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.db import connection
from django.utils import timezone

from benchmarks.measure import Measure, tell
from billing.models import Rate, RateCard, Report, ReportFormat, ReportStatus, UsageBatch
from billing.periods import Period
from billing.reports.contents import Contents
from billing.reports.services.make import make_report
from billing.reports.xlsx import OPTIONS
from billing.selectors import statement, view_for
from billing.services.ledger import open_account
from billing.usage import partitions
from cabinet.accounts.models import Contract, Line, User

ROWS, FEW = 100_000, 10_000
ROUNDS = 3
ZONE = ZoneInfo("Europe/Moscow")
STEP = 20  # seconds between the rows of a kind
# Names of several destinations, and an event of its own behind each entry: words are not the same on every row.
MOVEMENTS = """
INSERT INTO billing_entry (account_id, seq, line_id, kind, amount, balance_after, posted_at, occurred_at, reference,
    cause, channel)
SELECT %(account)s, n, %(line)s, CASE WHEN n %% 10 = 0 THEN 'payment' ELSE 'usage' END,
    CASE WHEN n %% 10 = 0 THEN 100 ELSE -11.11 END, n %% 1000, %(start)s + n * %(step)s, %(start)s + n * %(step)s,
    'bench:' || n, jsonb_build_object('rule', 'call', 'name', 'Направление ' || n %% 40, 'source', 'usage',
        'source_id', gen_random_uuid()), 'network'
FROM generate_series(1, %(rows)s) AS n
"""
MOVED = """
UPDATE billing_account SET last_seq = %(rows)s, balance = %(rows)s %% 1000,
    last_posted_at = %(start)s + %(rows)s * %(step)s WHERE id = %(account)s
"""
USAGE = """
INSERT INTO billing_usageevent (line_id, source, event_id, unit, roaming, started_at, volume, counterpart, rate_id,
    taken, amount, batch_id)
SELECT %(line)s, 'bench', n, (ARRAY['voice', 'sms', 'data'])[n %% 3 + 1], n %% 50 = 0, %(start)s + n * %(step)s,
    n %% 3000, '7916' || lpad(n::text, 7, '0'), %(rate)s, n %% 2 * 5000, 0, %(batch)s
FROM generate_series(1, %(rows)s) AS n
"""


def main() -> None:
    few, many = _line("79000000001", FEW), _line("79000000002", ROWS)
    _make(few)
    at_few = _peak()
    ours = [_seconds(lambda: _make(many))]
    at_many = _peak()
    cells = _cells(many)
    plain = [_seconds(lambda: _plain(cells))]
    for _round in range(ROUNDS - 1):  # by turns: what slows the machine slows both
        ours.append(_seconds(lambda: _make(many)))
        plain.append(_seconds(lambda: _plain(cells)))
    tell(
        [
            Measure(f"reports: XLSX of {ROWS:,} rows", median(ours), median(plain), "s", 1.5, at_least=False),
            Measure(
                f"reports: peak memory, {ROWS:,} rows against {FEW:,}", at_many, at_few, "MiB", 1.1, at_least=False
            ),
        ]
    )


def _line(number: str, rows: int) -> Line:
    """A line with `rows` rows to report, half of each kind."""
    owner = User.objects.create_user(name="Мария")
    contract = Contract.objects.create(number=number, customer_name="Мария", owner=owner, time_zone=str(ZONE))
    line = Line.objects.create(contract=contract, number=number, msisdn=number, kind="mobile")
    start, until = _period().start, _period().end
    partitions.ensure({partitions.month_of(start + timedelta(days=days)) for days in range((until - start).days + 1)})
    card = RateCard.objects.create(code=f"card-{number}", name_ru="Простой")
    rate = Rate.objects.create(rate_card=card, unit="voice", step=60, price=1)
    said: dict[str, Any] = {
        "account": open_account(contract=contract).pk,
        "line": line.pk,
        "rows": rows // 2,
        "start": start,
        "step": timedelta(seconds=STEP),
        "rate": rate.pk,
        "batch": UsageBatch.objects.create(name="bench", accepted_at=start).pk,
    }
    with connection.cursor() as cursor:
        for each in (MOVEMENTS, MOVED, USAGE):
            cursor.execute(each, said)
        cursor.execute("ANALYZE billing_entry, billing_usageevent")
    return line


def _period() -> Period:
    last = timezone.now().astimezone(ZONE).date()
    return Period(last - timedelta(days=30), last, ZONE)


def _make(line: Line) -> None:
    period, now = _period(), timezone.now()
    report = Report.objects.create(
        user=line.contract.owner,
        line=line,
        format=ReportFormat.XLSX,
        language="ru",
        from_date=period.first,
        to_date=period.last,
        created_at=now,
    )
    make_report(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert report.status == ReportStatus.READY, report.trouble


def _cells(line: Line) -> list[list[tuple[Any, ...]]]:
    """The values of both sheets, as the library takes them."""
    of = statement(view=view_for(user=line.contract.owner, line=line, now=timezone.now()), period=_period())
    contents = Contents(line=line, statement=of, made_at=timezone.now())
    operations = [
        (each.at.replace(tzinfo=None), each.title, each.number, float(each.amount), float(each.balance_after or 0))
        for each in contents.operations()
    ]
    usage = [
        (each.at.replace(tzinfo=None), each.title, each.counterpart, float(each.volume), float(each.amount))
        for each in contents.usage()
    ]
    assert len(operations) + len(usage) == ROWS
    return [operations, usage]


def _plain(sheets: list[list[tuple[Any, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(Path(folder) / "plain.xlsx", OPTIONS)
        when, text, money = (book.add_format({"num_format": each}) for each in ("dd.mm.yyyy hh:mm:ss", "@", "#,##0.00"))
        for rows in sheets:
            sheet = book.add_worksheet()
            for place, (at, what, whom, first, second) in enumerate(rows):
                sheet.write_datetime(place, 0, at, when)
                sheet.write_string(place, 1, what, text)
                sheet.write_string(place, 2, whom, text)
                sheet.write_number(place, 3, first, money)
                sheet.write_number(place, 4, second, money)
        book.close()


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak() -> float:
    """The most memory that this process ever held, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
