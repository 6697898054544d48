"""Recompute every balance, package and total from entries and events; the exit code is 1 if one does not agree."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.auditing.run import run


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        made = run(now=timezone.now(), finished=timezone.now, tell=self.stdout.write)
        if made is None:
            raise CommandError("Another check is under way.", returncode=2)
        if made.flaws:
            raise CommandError(f"{made.flaws} differences.")
        self.stdout.write(f"{made.accounts} accounts add up.")
