"""The trust payment in the admin: its terms are edited, what was lent is only seen."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from billing.models import Account, TrustPayment, TrustTerms
from cabinet.accounts.models import Contract


@admin.register(TrustTerms)
class TrustTermsAdmin(admin.ModelAdmin):
    list_display = ("amount", "fee", "days", "min_age_days", "rate_card", "below_floor", "is_on")
    list_editable = ("is_on",)
    list_select_related = ("rate_card",)
    ordering = ("amount", "pk")


@admin.register(TrustPayment)
class TrustPaymentAdmin(ByNumber):
    list_display = ("taken_at", "line", "amount", "fee", "repaid", "status", "due_at", "channel")
    list_filter = ("status",)
    list_select_related = ("line",)
    fields = (
        "public_id",
        "account",
        "line",
        "amount",
        "fee",
        "below_floor",
        "repaid",
        "status",
        "taken_at",
        "due_at",
        "next_try_at",
        "repaid_at",
        "channel",
        "entry",
    )

    def subject_of(self, obj: TrustPayment) -> Contract:
        return obj.account.contract

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(account__in=accounts) | Q(line__in=lines)
