from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.models import Wait


@admin.register(Wait)
class WaitAdmin(ReadOnlyAdmin):
    """Who waited for a specialist, what was promised and what came of it; whose conversation it is, the desk shows."""

    list_display = ("since", "promised_until", "broken_at", "promised_again", "ended_at", "end", "specialist")
    list_filter = ("end", ("broken_at", admin.EmptyFieldListFilter))
    list_select_related = ("specialist",)
    date_hierarchy = "since"
    ordering = ("-pk",)
