"""Check that every balance is the sum of its entries; the exit code is 1 if one is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.models import Account
from billing.services.audit import audit


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        flaws = 0
        for flaw in audit():
            flaws += 1
            self.stdout.write(f"account {flaw.account_id}, entry {flaw.seq}: {flaw.what} is wrong")
        if flaws:
            raise CommandError(f"{flaws} flaws in the ledger.")
        self.stdout.write(f"{Account.objects.count()} accounts add up.")
