from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.sms.models import IncomingSms, SmsMessage
from cabinet.sms.text_admin import SmsTextAdmin

__all__ = ["SmsTextAdmin"]  # registered by being imported


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


@admin.register(IncomingSms)
class IncomingSmsAdmin(ReadOnlyAdmin):
    """Who wrote when, and what came of it. Texts are not shown: they are wiped when they were dealt with."""

    list_display = ("at", "msisdn", "short_number", "outcome", "handled_at")
    list_filter = ("gateway", "outcome")
    search_fields = ("=msisdn",)
    ordering = ("-pk",)
    fields = ("public_id", "gateway", "msisdn", "short_number", "at", "handled_at", "attempts", "outcome")
