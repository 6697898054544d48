"""The outbox for staff: what waits, what became of what left, and sending again where it is safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cabinet.core.net import origin_of
from cabinet.core.read_only_admin import ReadOnlyAdmin
from cabinet.sms import gateways, selectors
from cabinet.sms.models import SmsKind, SmsMessage, SmsPart, SmsStatus
from cabinet.sms.overview import SHOWN, queue_rows, ways
from cabinet.sms.services.resend import send_again

SENT_AGAIN_AT_ONCE = 1000


class GatewayFilter(admin.SimpleListFilter):
    """By the gateways that there are: asking the table for its different values would read all of it."""

    title = _("шлюз")
    parameter_name = "gateway"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return [(name, name) for name in sorted({*gateways.SHORT_NAMES, gateways.gateway().name})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SmsMessage]) -> QuerySet[SmsMessage]:
        return queryset.filter(gateway=self.value()) if self.value() else queryset


class Parts(admin.TabularInline):
    model = SmsPart
    verbose_name_plural = _("части, как их приняла сеть")
    fields = readonly_fields = ("seq", "gateway", "gateway_id", "status", "reported_at")
    ordering = ("seq",)
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("sms.view_smsmessage")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SmsMessage)
class SmsMessageAdmin(ReadOnlyAdmin):
    """What was promised and what became of it. Texts are not shown: they are wiped, and codes are nobody's to see."""

    change_list_template = "admin/sms/smsmessage/list.html"
    list_display = ("created_at", "msisdn", "kind", "status", "gateway", "attempts", "error")
    list_filter = ("kind", "status", GatewayFilter, "category")
    search_fields = ("=msisdn",)
    ordering = ("-pk",)
    fields = (
        "public_id",
        "msisdn",
        "kind",
        "status",
        "again",
        "created_at",
        "not_after",
        "attempts",
        "category",
        "gateway",
        "finished_at",
        "error",
    )
    readonly_fields = ("again",)
    inlines = (Parts,)
    actions = ("send_again",)

    def get_urls(self) -> list[Any]:
        overview = self.admin_site.admin_view(self.overview)
        return [path("overview/", overview, name="sms_smsmessage_overview"), *super().get_urls()]

    def overview(self, request: HttpRequest) -> HttpResponse:
        """Queues and fates at one glance: two queries, whatever the size of the table."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Отправка SMS"),
            "opts": self.opts,
            "queues": queue_rows(selectors.queues(now)),
            "ways": ways(selectors.fates(now)),
            "shown": [status.label for status in SHOWN],
            "gateway": gateways.gateway().name,
            "now": now,
        }
        return TemplateResponse(request, "admin/sms/smsmessage/overview.html", context)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sms.resend_smsmessage")

    @admin.display(description=_("отправить ещё раз"))
    def again(self, obj: SmsMessage) -> str | Promise:
        """Whether the action would do it, or why not, in words."""
        if obj.status != SmsStatus.UNKNOWN:
            return _("не нужно: судьба сообщения известна")
        if obj.kind != SmsKind.NOTICE:
            return _("нельзя: так отправляют только уведомления")
        now = timezone.now()
        if obj.not_after <= now:
            return _("нельзя: сообщение уже не нужно, его текст стёрт")
        report_until = (obj.finished_at or now) + timedelta(seconds=settings.SMS_RECEIPT_WINDOW)
        if report_until > now:
            time = date_format(timezone.localtime(report_until), "H:i")
            return _("не раньше %(time)s: ещё может прийти отчёт о доставке") % {"time": time}
        return _("можно: выберите его в списке и действие «Отправить ещё раз»")

    @admin.action(description=_("Отправить ещё раз (уведомления с неизвестной судьбой)"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[SmsMessage]) -> None:
        """Only where it is safe; the rest is left as it is, and the person is told so."""
        chosen = list(queryset.values_list("pk", flat=True)[:SENT_AGAIN_AT_ONCE])
        sent = send_again(sms_ids=chosen, by=request.user, origin=origin_of(request), now=timezone.now())
        for message in sent:
            self.log_change(request, message, "sent again")
        if sent:
            done = ngettext("Снова в очереди: %(count)d SMS.", "Снова в очереди: %(count)d SMS.", len(sent))
            self.message_user(request, done % {"count": len(sent)}, messages.SUCCESS)
        if left := len(chosen) - len(sent):
            words = ngettext(
                "Не тронуто: %(count)d SMS. Ещё раз отправляется только уведомление с неизвестной судьбой, о котором "
                "за время отчётов ничего не пришло и которое ещё нужно.",
                "Не тронуто: %(count)d SMS. Ещё раз отправляются только уведомления с неизвестной судьбой, о которых "
                "за время отчётов ничего не пришло и которые ещё нужны.",
                left,
            )
            self.message_user(request, words % {"count": left}, messages.WARNING)
