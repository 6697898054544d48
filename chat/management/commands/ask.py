"""What the bot makes of questions: the arguments, or the lines of standard input. Nothing personal is looked at."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from chat.bot.asking import ask
from chat.bot.decisions import Decision
from chat.models import Phrasing


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queries", nargs="*", help="questions; none: a line each from standard input")
        parser.add_argument("--json", action="store_true", help="for programs: one JSON object a line")

    def handle(self, *args: Any, queries: list[str], **options: Any) -> None:
        try:
            if not Phrasing.objects.filter(answer__active=True).exists():
                raise CommandError("The bot knows no answers yet: make run loads those of the demonstration.")
            for query in _asked(queries):
                decision = ask(query)
                self.stdout.write(_line(query, decision) if options["json"] else _text(query, decision))
                self.stdout.flush()
        except (OperationalError, ProgrammingError):
            raise CommandError("The database does not answer: start the portal with make run.") from None


def _asked(queries: Iterable[str]) -> Iterator[str]:
    lines = queries or (line.strip() for line in sys.stdin)
    return (line for line in lines if line)


def _line(query: str, decision: Decision) -> str:
    candidates = [{"slug": each.slug, "score": each.score} for each in decision.candidates]
    return json.dumps({"query": query, "decision": str(decision.decided), "candidates": candidates}, ensure_ascii=False)


def _text(query: str, decision: Decision) -> str:
    candidates = ", ".join(f"{each.slug} {each.score:.2f}" for each in decision.candidates)
    return f"{query} → {decision.decided}" + (f": {candidates}" if candidates else "")
