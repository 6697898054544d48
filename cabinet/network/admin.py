from django.contrib import admin

from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.network.models import NetworkOrder


@admin.register(NetworkOrder)
class NetworkOrderAdmin(ReadOnlyAdmin):
    """What the network was told and what it answered. What an order carries is encrypted and not shown."""

    list_display = ("created_at", "msisdn", "operation", "status", "attempts", "error")
    list_filter = ("operation", "status")
    search_fields = ("=msisdn",)
    ordering = ("-pk",)
    fields = ("public_id", "msisdn", "operation", "status", "facts", "error", "attempts", "created_at", "finished_at")
