"""Prices of usage, what the network brought, and what could not be rated."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from billing.models import Allowance, LineRate, QuarantinedEvent, Rate, RateCard, UsageBatch
from billing.usage import quarantine
from billing.usage.packages import copy_card
from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Line, SecurityEventKind, User
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin

COPIED_AT_ONCE = 10


class PartOfACard(admin.TabularInline):
    """As long as no line was put on the card: what usage was rated by stays as it was."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: RateCard | None = None) -> bool:
        return not _is_used(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: RateCard | None = None) -> bool:
        return not _is_used(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: RateCard | None = None) -> bool:
        return not _is_used(obj) and super().has_delete_permission(request, obj)


class RateInline(PartOfACard):
    model = Rate
    fields = ("unit", "roaming", "prefix", "name_ru", "name_en", "step", "price", "from_package")


class AllowanceInline(PartOfACard):
    model = Allowance


@admin.register(RateCard)
class RateCardAdmin(admin.ModelAdmin):
    """A card in use is only called otherwise; another price is another card, which a copy begins."""

    list_display = ("code", "name_ru", "name_en")
    search_fields = ("code", "name_ru")
    inlines = (RateInline, AllowanceInline)
    actions = ("copy",)

    @admin.action(description=_("Сделать копию"), permissions=["add"])
    def copy(self, request: HttpRequest, queryset: QuerySet[RateCard]) -> None:
        for card in queryset[:COPIED_AT_ONCE]:
            self.log_addition(request, copy_card(card), [{"added": {}}])

    def get_readonly_fields(self, request: HttpRequest, obj: RateCard | None = None) -> tuple[str, ...]:
        return ("code",) if _is_used(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: RateCard | None = None) -> bool:
        return not _is_used(obj) and super().has_delete_permission(request, obj)


@admin.register(UsageBatch)
class UsageBatchAdmin(ReadOnlyAdmin):
    paginator = BoundedPaginator
    list_display = ("accepted_at", "name", "channel", "received", "rated", "repeated", "quarantined", "amount")
    list_filter = ("channel",)
    search_fields = ("=name",)
    ordering = ("-pk",)
    fields = ("public_id", *list_display)


class Settled(admin.SimpleListFilter):
    title = _("разобрано")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("нет")), ("yes", _("да"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(settled_at__isnull=self.value() == "no")


@admin.register(QuarantinedEvent)
class QuarantineAdmin(JournalledAdmin, ReadOnlyAdmin):
    """The event itself, with numbers in it, stands on the card alone; who opens it is in the journal of its line."""

    paginator = BoundedPaginator
    list_display = ("pk", "reason", "about", "batch", "settled_at", "settled_by")
    list_filter = (Settled, "reason")
    list_select_related = ("batch", "settled_by")
    ordering = ("-pk",)
    fields = ("batch", "reason", "about", "raw", "settled_at", "settled_by", "replayed_in")
    actions = ("replay", "let_go")

    def subject_of(self, obj: QuarantinedEvent) -> Line | None:
        return next(iter(quarantine.lines_of([obj])), None)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("billing.change_quarantinedevent")

    @admin.action(description=_("Учесть заново"), permissions=["settle"])
    def replay(self, request: HttpRequest, queryset: QuerySet[QuarantinedEvent]) -> None:
        rows = self._note_settled(request, queryset)
        batch = quarantine.replay(ids=rows, by=cast(User, request.user), now=timezone.now())
        words = _("Учтено: %(rated)d. Уже было учтено: %(repeated)d. Снова в карантине: %(quarantined)d.")
        counts = {name: getattr(batch, name, 0) for name in ("rated", "repeated", "quarantined")}
        self.message_user(request, words % counts)

    @admin.action(description=_("Отпустить, не учитывая"), permissions=["settle"])
    def let_go(self, request: HttpRequest, queryset: QuerySet[QuarantinedEvent]) -> None:
        rows = self._note_settled(request, queryset)
        count = quarantine.let_go(ids=rows, by=cast(User, request.user), now=timezone.now())
        self.message_user(request, _("Отпущено: %(count)d.") % {"count": count})

    def _note_settled(self, request: HttpRequest, queryset: QuerySet[QuarantinedEvent]) -> list[int]:
        """Write into the journals of lines that staff deal with what is theirs; returns the rows not settled yet."""
        rows = list(queryset.filter(settled_at=None).order_by("pk")[: quarantine.AT_ONCE])
        for line in quarantine.lines_of(rows):
            self._write(SecurityEventKind.STAFF_CHANGED, request, line)
        return [row.pk for row in rows]


def _is_used(card: RateCard | None) -> bool:
    return card is not None and LineRate.objects.filter(rate_card=card).exists()
