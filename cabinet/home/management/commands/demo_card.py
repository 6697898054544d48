"""What to open and whom to be, in the demonstration."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from cabinet.accounts.models import User
from cabinet.home import demo


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._show(options["json"])
        except OperationalError:
            raise CommandError("The database does not answer: start the portal with make run.") from None

    def _show(self, as_json: bool) -> None:
        staff = [
            {"login": user.login, "name": user.name, "password": demo.PASSWORD, "token": demo.current_token(user)}
            for user in User.objects.filter(login__in=[row[0] for row in demo.STAFF]).order_by("pk")
        ]
        numbers = [
            {"number": contract.lines[0].number, "customer": contract.customer, "about": contract.about}
            for contract in demo.CONTRACTS
        ]
        if as_json:
            self.stdout.write(json.dumps({"url": settings.PUBLIC_URL, "staff": staff, "numbers": numbers}))
            return
        self.stdout.write(_card(staff, numbers[:5]))


def _card(staff: list[dict[str, Any]], numbers: list[dict[str, str]]) -> str:
    url = settings.PUBLIC_URL
    lines = [
        "",
        f"  The portal is open: {url}/",
        "",
        "  Subscribers sign in with a number; the code comes to the simulator's phone:",
        *(f"    {row['number']}  {row['customer']}, {row['about']}" for row in numbers),
        f"    phone: {url}/phone/NUMBER/   it also sends SMS to 0611, dials *102#, calls 0611",
        *([f"    e-mails to any address: {url}/mailbox/ADDRESS/"] if settings.MAIL_ON_PAGES else []),
        "  Numbers to add by a code, once signed in («Номера» → «Добавить номер»), read on the phone of that number:",
        *(f"    {number}  {what}" for number, what in demo.ADDED_BY_CODE),
        "",
        f"  Staff sign in at {url}/login/password/ with a login, a password and a code that lives 30 seconds:",
        *(f"    {row['login']:<6} {row['password']}  code now: {row['token']}" for row in staff),
        f"    desk (anna, petr): {url}/desk/   admin (admin): {url}/admin/   fresh codes: make codes",
        f"    nina leads the shift: {url}/desk/figures/",
        f"    vera is the call centre: contract {demo.CONTRACTS[0].number}, document {demo.DOCUMENT}, any number of it",
        f"    olga is finance: {url}/desk/claims/ (anna and petr, too; the admin decides no money)",
        "",
        "  Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)
