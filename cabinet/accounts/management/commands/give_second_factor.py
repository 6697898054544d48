"""Give a member of staff an authenticator and recovery codes: how the first administrator gets in."""

from __future__ import annotations

from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cabinet.accounts.models import User
from cabinet.accounts.services.second_factor import give_devices


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        user = User.objects.filter(login__iexact=login, is_staff=True).first()
        if user is None:
            raise CommandError(f"There is no member of staff called {login}.")
        device, codes = give_devices(user=user)
        segno.make(device.config_url).terminal(out=self.stdout, compact=True)  # type: ignore[arg-type]
        self.stdout.write(f"{device.config_url}\nRecovery codes, one use each:\n" + "\n".join(codes))
