"""Fill an empty database with the demonstration's data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cabinet.home import demo


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is for DEMO=1 only.")
        if not demo.seed(now=timezone.now()):
            self.stdout.write("There is data already; nothing was changed.")
