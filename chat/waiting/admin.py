from django.contrib import admin

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Line
from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.models import CallBack, Wait


@admin.register(Wait)
class WaitAdmin(ReadOnlyAdmin):
    """Who waited for a specialist, what was promised and what came of it; whose conversation it is, the desk shows."""

    list_display = ("since", "promised_until", "broken_at", "promised_again", "ended_at", "end", "specialist")
    list_filter = ("end", ("broken_at", admin.EmptyFieldListFilter))
    list_select_related = ("specialist",)
    date_hierarchy = "since"
    ordering = ("-pk",)


@admin.register(CallBack)
class CallBackAdmin(JournalledAdmin, ReadOnlyAdmin):
    """Calls that were asked for, and what became of them. The number is read at the desk, by who calls."""

    list_display = ("request", "from_at", "until_at", "tries", "next_at", "specialist", "ended_at")
    list_select_related = ("request", "specialist")
    date_hierarchy = "from_at"
    ordering = ("-pk",)
    fields = ("request", "from_at", "until_at", "next_at", "tries", "specialist", "ended_at")

    def subject_of(self, obj: CallBack) -> Line | None:
        return obj.request.line
