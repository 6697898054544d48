"""Requests in the admin: every one with its steps, found by its number or by the line's."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Line, User
from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.requests.models import DonorOperator, Request, RequestStep


class Steps(admin.TabularInline):
    model = RequestStep
    fields = readonly_fields = ("at", "status", "note_ru", "made_by")
    extra = 0
    can_delete = False

    def has_add_permission(self, *args: object) -> bool:
        return False


@admin.register(DonorOperator)
class DonorOperatorAdmin(admin.ModelAdmin):
    """What stands in requests is switched off, never deleted."""

    list_display = ("name_ru", "code", "is_active", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: DonorOperator | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: DonorOperator | None = None) -> bool:
        return False


@admin.register(Request)
class RequestAdmin(JournalledAdmin, ReadOnlyAdmin):
    list_display = ("number", "title", "line", "status", "channel", "created_at", "due_at")
    list_filter = ("status",)
    list_select_related = ("line",)
    search_fields = ("=number", "=line__msisdn")
    ordering = ("-pk",)
    fields = ("number", "title", "line", "user", "made_by", "channel", "status", "created_at", "due_at", "ended_at")
    inlines = (Steps,)

    def subject_of(self, obj: Request) -> Line | User | None:
        return obj.line or obj.user

    @admin.display(description=_("вид"))
    def title(self, request: Request) -> str:
        return str(request.about.title)
