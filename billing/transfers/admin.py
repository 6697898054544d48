"""Transfers and what was asked for, in the admin: seen, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from billing.models import Account, MoneyRequest, Transfer
from cabinet.accounts.models import Line
from cabinet.core.phones import masked


@admin.register(Transfer)
class TransferAdmin(ByNumber):
    """The other's number is masked: whose card this is, their data alone is looked at."""

    list_display = ("created_at", "from_line", "to_masked", "amount", "status", "channel", "done_at")
    list_filter = ("status", "channel")
    list_select_related = ("from_line",)
    fields = (
        "public_id",
        "from_account",
        "from_line",
        "to_masked",
        "amount",
        "status",
        "channel",
        "made_by",
        "created_at",
        "expires_at",
        "done_at",
        "out_entry",
        "in_entry",
        "asked_by",
    )

    @admin.display(description="→")
    def to_masked(self, transfer: Transfer) -> str:
        return masked(transfer.msisdn)

    def subject_of(self, obj: Transfer) -> Line:
        return obj.from_line

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(from_account__in=accounts) | Q(from_line__in=lines) | Q(to_line__in=lines)


@admin.register(MoneyRequest)
class MoneyRequestAdmin(ByNumber):
    list_display = ("created_at", "asker", "of_masked", "amount", "status", "channel")
    list_filter = ("status",)
    list_select_related = ("asker",)
    fields = ("public_id", "asker", "of_masked", "amount", "status", "channel", "created_at", "expires_at", "ended_at")

    @admin.display(description="→")
    def of_masked(self, wish: MoneyRequest) -> str:
        return masked(wish.msisdn)

    def subject_of(self, obj: MoneyRequest) -> Line:
        return obj.asker

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of_contracts = list(Line.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(asker__in=[*of_contracts, *lines]) | Q(line__in=lines)
