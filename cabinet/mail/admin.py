from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.mail.models import EmailMessage


@admin.register(EmailMessage)
class EmailMessageAdmin(ReadOnlyAdmin):
    """What was promised by e-mail and what became of it. Texts are not shown: they are wiped when they have left."""

    list_display = ("created_at", "address", "status", "attempts", "error")
    list_filter = ("status",)
    list_select_related = ("user",)
    search_fields = ("=address",)
    ordering = ("-pk",)
    fields = ("public_id", "user", "address", "status", "created_at", "not_after", "attempts", "finished_at", "error")
