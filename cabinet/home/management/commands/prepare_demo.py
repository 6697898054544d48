"""Everything that a start of the demonstration needs, in one process: tables, translations, static files, data."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cabinet.core import catalog
from cabinet.home import demo


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is for DEMO=1 only.")
        catalog.compile_all()
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        self._collect_static()
        demo.seed(now=timezone.now())

    def _collect_static(self) -> None:
        """Copy, hash and compress static files, only when one of them changed since the last time."""
        mark = Path(settings.STATIC_ROOT) / ".collected"
        fingerprint = _fingerprint()
        if mark.exists() and mark.read_text() == fingerprint:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(fingerprint)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
