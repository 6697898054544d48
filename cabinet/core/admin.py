from django.contrib import admin
from django.http import HttpRequest

from cabinet.core import brand
from cabinet.core.models import Alarm, Brand
from cabinet.core.read_only_admin import ReadOnlyAdmin


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    fields = (
        *("name", "logo", "accent", "support_phone", "support_phone_free", "support_phone_home"),
        *("support_phone_roaming", "support_email"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Brand.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Brand | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Brand, form: object, change: bool) -> None:
        super().save_model(request, obj, form, change)
        brand.forget()


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin):
    """What was wrong, the newest first; nobody switches an alarm off, it ends by itself."""

    list_display = ("name", "scope", "about", "started_at", "last_at", "times")
    list_filter = ("name",)
    ordering = ("-last_at",)
