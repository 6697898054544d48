"""Shifts, labels and ready replies in the admin."""

from __future__ import annotations

from django.contrib import admin

from chat.models import CannedReply, Label, SpecialistPresence


class NeverDeleted(admin.ModelAdmin):
    """What was used is hidden, never deleted."""

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(SpecialistPresence)
class PresenceAdmin(NeverDeleted):
    """Who is on duty, and how many conversations may be dealt to each at once."""

    list_display = ("user", "on_duty", "limit", "seen_at")
    list_editable = ("limit",)
    list_filter = ("on_duty",)
    list_select_related = ("user",)
    readonly_fields = ("user", "seen_at")

    def has_add_permission(self, request: object) -> bool:
        return False


@admin.register(Label)
class LabelAdmin(NeverDeleted):
    list_display = ("name_ru", "name_en", "order", "active")
    list_editable = ("order", "active")
    prepopulated_fields = {"slug": ("name_en",)}


@admin.register(CannedReply)
class CannedReplyAdmin(NeverDeleted):
    list_display = ("shortcut", "title", "order", "active")
    list_display_links = ("shortcut", "title")
    list_editable = ("order", "active")
    search_fields = ("shortcut", "title", "text_ru", "text_en")
