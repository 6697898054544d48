"""Bills in the admin: read, as the subscriber reads them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from billing.models import Account, Bill
from cabinet.accounts.models import Contract


@admin.register(Bill)
class BillAdmin(ByNumber):
    list_display = ("month", "account", "opening", "income", "spent", "closing")
    list_select_related = ("account__contract",)
    fields = (
        "public_id",
        "account",
        "month",
        "opening",
        "income",
        "spent",
        "closing",
        "after_seq",
        "last_seq",
        "made_at",
    )

    def subject_of(self, obj: Bill) -> Contract:
        return obj.account.contract

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of = Q(contract__in=contracts) | Q(contract__lines__in=lines)
        return Q(account__in=list(Account.objects.filter(of).values_list("pk", flat=True)))
