"""Payments in the admin: ways to pay are edited, what was paid is only seen. Tokens of cards are not shown at all."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from billing.models import Account, AutoPayment, Payment, PaymentMethod
from cabinet.accounts.models import Contract, Line


@admin.register(PaymentMethod)
class PaymentMethodAdmin(admin.ModelAdmin):
    list_display = ("name_ru", "code", "min_sum", "max_sum", "can_be_saved", "is_on", "place")
    list_editable = ("is_on", "place")

    def get_readonly_fields(self, request: object, obj: PaymentMethod | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()  # the provider and old entries know it by this


class OfAccount(ByNumber):
    """A row of an account, found by the contract's number or a line's."""

    def subject_of(self, obj: Payment | AutoPayment) -> Contract | Line:
        return obj.line or obj.account.contract

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(account__in=accounts) | Q(line__in=lines)


@admin.register(Payment)
class PaymentAdmin(OfAccount):
    list_display = ("created_at", "line", "amount", "method", "status", "provider", "channel")
    list_filter = ("status", "provider")
    list_select_related = ("line", "method")
    fields = (
        "public_id",
        "account",
        "line",
        "payer",
        "method",
        "amount",
        "status",
        "refusal",
        "channel",
        "provider",
        "provider_reference",
        "auto",
        "created_at",
        "expires_at",
        "finished_at",
        "entry",
    )


@admin.register(AutoPayment)
class AutoPaymentAdmin(OfAccount):
    list_display = ("created_at", "line", "kind", "amount", "next_at", "stopped_at")
    list_select_related = ("line",)
    fields = (
        "public_id",
        "user",
        "account",
        "line",
        "saved_method",
        "kind",
        "amount",
        "threshold",
        "day",
        "created_at",
        "next_at",
        "stopped_at",
        "stopped_because",
    )
