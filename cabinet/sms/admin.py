from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.sms.models import SmsMessage


@admin.register(SmsMessage)
class SmsMessageAdmin(ReadOnlyAdmin):
    """What was promised and what became of it. Texts are not shown: they are wiped, and codes are nobody's to see."""

    list_display = ("created_at", "msisdn", "kind", "status", "attempts", "error")
    list_filter = ("kind", "status")
    search_fields = ("=msisdn",)
    ordering = ("-pk",)
    fields = (
        "public_id",
        "msisdn",
        "kind",
        "status",
        "created_at",
        "not_after",
        "attempts",
        "category",
        "gateway",
        "finished_at",
        "error",
    )
