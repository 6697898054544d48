"""The catalogue in the admin: what nobody has yet is edited, everything else is superseded by its next version."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Region
from cabinet.core.errors import DomainError
from subscriptions.catalogue.import_admin import TablesAdmin
from subscriptions.catalogue.versions import MAY_CHANGE, draft_of, hold_version, is_used, publish
from subscriptions.models import ContentProvider, ContentService, Service, ServiceAllowance, Tariff

ABOUT = ("code", "version", "name_ru", "name_en", "about_ru", "about_en")
PRICE = ("price", "every", "connect_fee")
WHERE = ("kinds", "regions", *MAY_CHANGE)


class OnSale(admin.SimpleListFilter):
    title = _("в продаже")
    parameter_name = "on_sale"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("да")), ("no", _("нет"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() is None else queryset.filter(archived_at__isnull=self.value() == "yes")


class OfferingAdmin(TablesAdmin):
    """A version that somebody has is only taken off sale; another price is the next version, which a draft begins."""

    list_display: tuple[str, ...] = (
        "code",
        "version",
        "name_ru",
        "price",
        "every",
        "archived_at",
        "position",
    )
    list_filter: ClassVar[tuple[Any, ...]] = (OnSale, "every")
    search_fields = ("code", "name_ru", "name_en")
    filter_horizontal = ("regions",)
    actions = ("new_version", "put_on_sale")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*ABOUT, *PRICE, *self.own, *WHERE)

    own: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("version",)
        if is_used(obj):
            return tuple(name for name in self.get_fields(request, obj) if name not in MAY_CHANGE)
        return ("code", "version")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of several at once nothing is deleted: each is asked whether somebody has it."""
        return obj is not None and not is_used(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Asked again under the lock: somebody may have switched it on while the form was filled in."""
        if change:
            hold_version(obj)
            if set(form.changed_data) - set(MAY_CHANGE) and is_used(obj):
                raise PermissionDenied
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Новая версия"), permissions=["add"])
    def new_version(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Copy it, and open the copy: it is on sale only when it is put there."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            self.message_user(request, _("Выберите одну строку."), messages.ERROR)
            return None
        draft = draft_of(chosen[0], now=timezone.now())
        self.log_addition(request, draft, [{"added": {}}])
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[draft.pk]))

    @admin.action(description=_("Выпустить в продажу вместо прежней версии"), permissions=["change"])
    def put_on_sale(self, request: HttpRequest, queryset: QuerySet) -> None:
        for offering in queryset[:50]:
            try:
                publish(offering, now=timezone.now())
            except DomainError as error:
                self.message_user(request, f"{offering}: {error.message}", messages.ERROR)
            else:
                self.log_change(request, offering, [{"changed": {"fields": ["archived_at"]}}])


@admin.register(Tariff)
class TariffAdmin(OfferingAdmin):
    own: ClassVar[tuple[str, ...]] = ("rate_card", "refunds_rest", "keeps_packages", "resume", "speed", "channels")
    list_select_related = ("rate_card",)


class AllowanceInline(admin.TabularInline):
    """What a period of a service gives; as long as nobody has the service."""

    model = ServiceAllowance
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return (obj is None or not is_used(obj)) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return (obj is None or not is_used(obj)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return (obj is None or not is_used(obj)) and super().has_delete_permission(request, obj)


@admin.register(Service)
class ServiceAdmin(OfferingAdmin):
    own: ClassVar[tuple[str, ...]] = ("category", "requires", "conflicts", "tariffs", "is_extra", "network_code")
    list_filter: ClassVar[tuple[Any, ...]] = (OnSale, "category", "every")
    inlines = (AllowanceInline,)


@admin.register(ContentService)
class ContentServiceAdmin(OfferingAdmin):
    own: ClassVar[tuple[str, ...]] = ("provider", "short_number", "category", "trial_days")
    list_display: tuple[str, ...] = (
        *("code", "version", "name_ru", "provider", "short_number", "price", "every", "archived_at"),
    )
    list_filter: ClassVar[tuple[Any, ...]] = (OnSale, "provider", "category")
    list_select_related = ("provider",)


class NamedByCode(admin.ModelAdmin):
    """Others name it by its code: it is chosen once."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("code",)


@admin.register(ContentProvider)
class ContentProviderAdmin(NamedByCode):
    list_display = ("name", "code", "phone", "site")
    search_fields = ("name", "code")


@admin.register(Region)
class RegionAdmin(NamedByCode):
    list_display = ("name_ru", "name_en", "code")
    search_fields = ("name_ru", "code")
