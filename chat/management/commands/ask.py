"""What the bot makes of questions: the arguments, or the lines of standard input. Nothing personal is looked at.

Where the database does not answer, it asks what the demonstration begins with, and says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from chat.bot.asking import ask, decision_of
from chat.bot.current import Known
from chat.bot.decisions import Decision
from chat.bot.index import Index, Stored
from chat.knowledge import loading
from chat.models import Phrasing


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queries", nargs="*", help="questions; none: a line each from standard input")
        parser.add_argument("--json", action="store_true", help="for programs: one JSON object a line")

    def handle(self, *args: Any, queries: list[str], **options: Any) -> None:
        decide = self._decide()
        for query in _asked(queries):
            decision = decide(query)
            self.stdout.write(_line(query, decision) if options["json"] else _text(query, decision))
            self.stdout.flush()

    def _decide(self) -> Callable[[str], Decision]:
        try:
            if Phrasing.objects.filter(answer__active=True).exists():
                return ask
        except (OperationalError, ProgrammingError):
            self.stderr.write("The database does not answer: asking what the demonstration begins with.")
            return partial(decision_of, known=_demonstration())
        raise CommandError("The bot knows no answers yet: make run loads those of the demonstration.")


def _demonstration() -> Known:
    stored = tuple(Stored(*row) for row in loading.asked())
    slugs = sorted({each.slug for each in stored})
    return Known(None, Index(stored), {slug: at for at, slug in enumerate(slugs, 1)})


def _asked(queries: Iterable[str]) -> Iterator[str]:
    lines = queries or (line.strip() for line in sys.stdin)
    return (line for line in lines if line)


def _line(query: str, decision: Decision) -> str:
    candidates = [{"slug": each.slug, "score": each.score} for each in decision.candidates]
    return json.dumps({"query": query, "decision": str(decision.decided), "candidates": candidates}, ensure_ascii=False)


def _text(query: str, decision: Decision) -> str:
    candidates = ", ".join(f"{each.slug} {each.score:.2f}" for each in decision.candidates)
    return f"{query} → {decision.decided}" + (f": {candidates}" if candidates else "")
