"""Translations: `update` the catalogues, `check` that none is missing, `compile` them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cabinet.core import catalog


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("update", "check", "compile"))

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "compile":
            catalog.compile_all()
            return
        for code, _name in settings.LANGUAGES:
            if what == "update":
                catalog.update(code)
        missing = [(code, text) for code, _name in settings.LANGUAGES for text in catalog.missing(code)]
        for code, text in missing:
            self.stderr.write(f"{code}: {text.place}: {text.singular!r}")
        if missing:
            raise CommandError(f"{len(missing)} texts are not translated.")
