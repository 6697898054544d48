"""Appeals in the admin: that they were made and when; what was said is read at the desk only."""

from __future__ import annotations

from django.contrib import admin

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import User
from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.models import Appeal


@admin.register(Appeal)
class AppealAdmin(JournalledAdmin, ReadOnlyAdmin):
    list_display = ("request", "line", "subject", "answered_at", "answered_by")
    list_filter = ("subject",)
    list_select_related = ("request", "line", "answered_by")
    search_fields = ("=request__number", "=line__msisdn")
    ordering = ("-pk",)
    fields = ("request", "line", "subject", "answered_at", "answered_by")

    def subject_of(self, obj: Appeal) -> User | None:
        return obj.request.user
