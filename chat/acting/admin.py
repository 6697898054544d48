"""Proposals in the admin: a journal that nobody edits."""

from django.contrib import admin

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Line
from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.models import Proposal


@admin.register(Proposal)
class ProposalAdmin(JournalledAdmin, ReadOnlyAdmin):
    """Who proposed what for whom, and who agreed."""

    list_display = ("created_at", "line", "__str__", "amount", "by", "state", "decided_by", "decided_at")
    list_filter = ("state", "action")
    list_select_related = ("line", "by", "decided_by")
    search_fields = ("=line__msisdn", "=public_id", "=request_number")
    ordering = ("-pk",)
    fields = (
        "public_id",
        "line",
        "action",
        "what",
        "amount",
        "by",
        "state",
        "created_at",
        "expires_at",
        "decided_by",
        "decided_at",
        "request_number",
    )

    def subject_of(self, obj: Proposal) -> Line:
        return obj.line
