"""Claims in the admin: who asked, who forwarded, who decided. They are decided at the desk."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from billing.by_number_admin import ByNumber
from billing.models import Account, Claim
from cabinet.accounts.models import Contract


@admin.register(Claim)
class ClaimAdmin(ByNumber):
    list_display = ("request", "entry", "reason", "amount", "status", "forwarded_by", "decided_by", "decided_at")
    list_filter = ("status", "reason")
    list_select_related = ("request", "entry", "forwarded_by", "decided_by")
    search_help_text = "24-0001, 903 123-45-67, 123456789"  # the last is a request's
    raw_id_fields = ("entry", "refund")

    def subject_of(self, obj: Claim) -> Contract:
        return obj.entry.account.contract

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, term: str) -> tuple[QuerySet, bool]:
        """By the request's number besides, which people name when they call."""
        asked = queryset.filter(request__number=term.strip())
        return (asked, False) if asked.exists() else super().get_search_results(request, queryset, term)

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(entry__account__in=accounts) | Q(entry__line__in=lines)
