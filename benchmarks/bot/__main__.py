"""The bot: does it mean the right answer, and how long does it take? `make bench-bot` shows it without engines."""

from __future__ import annotations

import sys

from benchmarks.bot.quality import DEV, QUERIES, asked, judged, told
from benchmarks.bot.speed import made_up, milliseconds, percentile
from benchmarks.measure import Measure, table, tell
from chat.bot.asking import decision_of
from chat.bot.current import Known
from chat.bot.index import Index, Stored
from chat.knowledge import loading

FEW, MANY = 100, 1_000
SHOWN, DEVELOPED = "--table", "--dev"


def main() -> None:
    file = DEV if DEVELOPED in sys.argv else QUERIES
    stored = [Stored(*row) for row in loading.asked()]
    known = Known(None, Index(stored), {slug: at for at, slug in enumerate(sorted({each.slug for each in stored}))})
    rows = asked(lambda query: decision_of(query, known=known), file)
    quality = judged(rows)
    print(told(quality), file=sys.stderr)
    queries = [row.query for row in rows]
    of_few, of_many = (milliseconds(made_up(answers), queries) for answers in (FEW, MANY))
    for answers, took in ((FEW, of_few), (MANY, of_many)):
        p50, p95 = percentile(took, 50), percentile(took, 95)
        print(f"{answers:,} answers × 10: p50 {p50:.2f} ms, p95 {p95:.2f} ms", file=sys.stderr)
    measures = [
        Measure("bot: the right answer first", 100 * quality.top_1, None, "%", 88),
        Measure("bot: the right answer among three", 100 * quality.top_3, None, "%", 96),
        Measure("bot: answered what has no answer", 100 * quality.wrongly_answered, None, "%", 5, at_least=False),
        Measure(
            f"bot: {MANY:,} answers × 10, against {FEW}: p50, µs",
            1000 * percentile(of_many, 50),
            1000 * percentile(of_few, 50),
            "µs",
            4,
            at_least=False,
        ),
        Measure(f"bot: p95 of {MANY:,} answers × 10, ms", percentile(of_many, 95), None, "ms", 5, at_least=False),
    ]
    if SHOWN in sys.argv:
        print(table(measures))
    else:
        tell(measures)


main()
