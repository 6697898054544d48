"""What providers of content asked for, in the admin: seen, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from billing.by_number_admin import ByNumber
from cabinet.accounts.models import Line
from subscriptions.models import ContentPush


@admin.register(ContentPush)
class ContentPushAdmin(ByNumber):
    """Of numbers that are ours; what was asked about others tells nothing of anybody."""

    list_display = ("at", "line", "content", "provider", "outcome", "reason")
    list_filter = ("outcome", "provider")
    list_select_related = ("line", "content", "provider")
    fields = (
        "public_id",
        "line",
        "provider",
        "event_id",
        "content",
        "evidence",
        "text",
        "outcome",
        "reason",
        "at",
        "expires_at",
        "ended_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContentPush]:
        return super().get_queryset(request).filter(line__isnull=False)

    def subject_of(self, obj: ContentPush) -> Line | None:
        return obj.line

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        return Q(line__in=lines) | Q(line__contract__in=contracts)
