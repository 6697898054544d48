"""What lines have, in the admin: seen, never changed. Found by a contract or a number; every look is journalled."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q

from billing.by_number_admin import ByNumber
from cabinet.accounts.models import Line
from subscriptions.models import Consent, ContentBan, PeriodCharge, Subscription, TariffChange


class OfLine(ByNumber):
    """A journal whose rows lead to their line by `line`."""

    line = "line"

    def subject_of(self, obj: Any) -> Line:
        for name in self.line.split("__"):
            obj = getattr(obj, name)
        line: Line = obj
        return line

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of_contracts = Line.objects.filter(contract__in=contracts).values_list("pk", flat=True)
        return Q(**{f"{self.line}__in": [*lines, *of_contracts]})


@admin.register(Subscription)
class SubscriptionAdmin(OfLine):
    list_display = ("started_at", "line", "kind", "code", "status", "paid_until", "ends_at", "ended_at")
    list_filter = ("kind", "status")
    list_select_related = ("line",)
    fields = (
        *("public_id", "line", "kind", "code", "tariff", "service", "content", "status", "started_at", "anchor"),
        *("periods", "paid_until", "trial_until", "due_at", "suspended_at", "ends_at", "ended_at"),
        *("request", "channel", "made_by"),
    )


@admin.register(PeriodCharge)
class PeriodChargeAdmin(OfLine):
    line = "subscription__line"
    list_display = ("subscription", "period_start", "period_until", "amount", "charged_at")
    list_select_related = ("subscription__line",)
    fields = ("subscription", "period_start", "period_until", "amount", "entry", "charged_at")


@admin.register(TariffChange)
class TariffChangeAdmin(OfLine):
    list_display = ("created_at", "line", "to", "status", "apply_at", "channel")
    list_filter = ("status",)
    list_select_related = ("line", "to")
    fields = (
        *("public_id", "line", "was", "became", "to", "status", "created_at", "apply_at", "ended_at"),
        *("shown", "undo", "request", "channel", "made_by"),
    )


@admin.register(Consent)
class ConsentAdmin(OfLine):
    line = "subscription__line"
    list_display = ("at", "subscription__line", "subscription__code", "channel")
    list_select_related = ("subscription",)
    fields = ("subscription", "at", "channel", "text", "code_tail", "by")


@admin.register(ContentBan)
class ContentBanAdmin(OfLine):
    list_display = ("since", "line", "channel", "made_by")
    list_select_related = ("line", "made_by")
    fields = ("line", "since", "channel", "made_by")
