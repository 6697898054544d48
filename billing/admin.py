"""Accounts and entries in the admin: seen, never changed. Money is moved by services, and undone by reversals.

The admin of each subject stands in its own room, and is found here.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.auditing import admin as auditing
from billing.by_number_admin import ByNumber
from billing.claims import admin as claims
from billing.models import Account, Entry
from billing.payments import admin as payments
from billing.payments import returns_admin
from billing.statements import admin as statements
from billing.transfers import admin as transfers
from billing.trust import admin as trust
from billing.usage import admin as usage
from cabinet.accounts.models import Contract, Line

__all__ = ["auditing", "claims", "payments", "returns_admin", "statements", "transfers", "trust", "usage"]


@admin.register(Account)
class AccountAdmin(ByNumber):
    list_display = ("contract", "kind", "balance", "floor", "last_posted_at")
    list_filter = ("kind",)
    list_select_related = ("contract",)
    fields = ("public_id", "contract", "kind", "balance", "floor", "last_seq", "last_posted_at")

    def subject_of(self, obj: Account) -> Contract:
        return obj.contract

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of_lines = Line.objects.filter(pk__in=lines).values_list("contract_id", flat=True)
        return Q(contract__in=[*contracts, *of_lines])


@admin.register(Entry)
class EntryAdmin(ByNumber):
    list_display = ("posted_at", "account", "line", "kind", "title", "amount", "balance_after", "channel")
    list_select_related = ("account__contract", "line")
    fields = (
        "public_id",
        "account",
        "seq",
        "line",
        "kind",
        "title",
        "amount",
        "balance_after",
        "posted_at",
        "occurred_at",
        "reference",
        "cause",
        "reverses",
        "made_by",
        "channel",
    )

    def subject_of(self, obj: Entry) -> Contract | Line:
        return obj.line or obj.account.contract

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(account__in=accounts) | Q(line__in=lines)
