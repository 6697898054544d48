"""Claims in the admin: who asked, who forwarded, who decided. They are decided at the desk."""

from __future__ import annotations

from django.contrib import admin

from billing.models import Claim
from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Contract
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin


@admin.register(Claim)
class ClaimAdmin(JournalledAdmin, ReadOnlyAdmin):
    paginator = BoundedPaginator
    list_display = ("request", "entry", "reason", "amount", "status", "forwarded_by", "decided_by", "decided_at")
    list_filter = ("status", "reason")
    list_select_related = ("request", "entry", "forwarded_by", "decided_by")
    search_fields = ("=request__number",)
    ordering = ("-pk",)
    raw_id_fields = ("entry", "refund")

    def subject_of(self, obj: Claim) -> Contract:
        return obj.entry.account.contract
