"""Recommendations as staff see them: what was offered to a number, what came of it, and how it was found."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from cabinet.accounts.models import Line
from subscriptions.models import Recommendation


@admin.register(Recommendation)
class RecommendationAdmin(ByNumber):
    list_display = ("line", "tariff", "service", "saving", "computed_at", "hidden_at", "accepted_at")
    list_select_related = ("line", "tariff", "service")
    fields = (*list_display, "arithmetic")

    def subject_of(self, obj: Recommendation) -> Line:
        return obj.line

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        return Q(line__in=lines) | Q(line__contract__in=contracts)
