from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.sms.models import IncomingSms
from cabinet.sms.outbox_admin import SmsMessageAdmin
from cabinet.sms.text_admin import SmsTextAdmin

__all__ = ["SmsMessageAdmin", "SmsTextAdmin"]  # registered by being imported


@admin.register(IncomingSms)
class IncomingSmsAdmin(ReadOnlyAdmin):
    """Who wrote when, and what came of it. Texts are not shown: they are wiped when they were dealt with."""

    list_display = ("at", "msisdn", "short_number", "outcome", "handled_at")
    list_filter = ("gateway", "outcome")
    search_fields = ("=msisdn",)
    ordering = ("-pk",)
    fields = ("public_id", "gateway", "msisdn", "short_number", "at", "handled_at", "attempts", "outcome")
