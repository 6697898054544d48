"""The nightly checks, for those who keep the books."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.models import AuditRun
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin


@admin.register(AuditRun)
class AuditRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "finished_at", "accounts", "flaws")
    paginator = BoundedPaginator
    ordering = ("-pk",)
    fields = ("started_at", "finished_at", "accounts", "flaws", "differences")

    @admin.display(description=_("первые расхождения"))
    def differences(self, run: AuditRun) -> SafeString | str:
        return format_html_join("", "<div>{}</div>", ((words,) for words in run.details)) or "—"
