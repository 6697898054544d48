"""Orders that the network refused for good, in the admin: a person sends them again, or says that it was seen to."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.by_number_admin import ByNumber
from cabinet.accounts.models import Line, User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of
from subscriptions.extras.services.telling_again import mark_settled, send_again
from subscriptions.models import Fate, SubscriptionOrder


@admin.register(SubscriptionOrder)
class SubscriptionOrderAdmin(ByNumber):
    """What the network was told of subscriptions and refused. What it did is not here."""

    list_display = ("made_at", "line", "operation", "code", "fate", "reason")
    list_filter = ("fate", "operation")
    list_select_related = ("order", "subscription__line")
    fields = ("made_at", "line", "operation", "code", "subscription", "fate", "reason", "order")
    readonly_fields = ("line", "code", "reason")
    actions = ("again", "by_hand")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SubscriptionOrder]:
        return super().get_queryset(request).exclude(fate=Fate.OPEN)

    def subject_of(self, obj: SubscriptionOrder) -> Line:
        return obj.subscription.line

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of_contracts = Line.objects.filter(contract__in=contracts).values_list("pk", flat=True)
        return Q(subscription__line__in=[*lines, *of_contracts])

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("subscriptions.change_subscriptionorder")

    @admin.display(description=_("номер"))
    def line(self, obj: SubscriptionOrder) -> str:
        return str(obj.subscription.line)

    @admin.display(description=_("код"))
    def code(self, obj: SubscriptionOrder) -> str:
        return obj.subscription.code

    @admin.display(description=_("причина"))
    def reason(self, obj: SubscriptionOrder) -> str:
        return obj.order.error

    @admin.action(description=_("Отправить сети ещё раз"), permissions=["settle"])
    def again(self, request: HttpRequest, queryset: QuerySet[SubscriptionOrder]) -> None:
        by, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
        self._deal(request, queryset, lambda each: send_again(each, by=by, now=now, origin=origin))

    @admin.action(description=_("Уладили в сети сами"), permissions=["settle"])
    def by_hand(self, request: HttpRequest, queryset: QuerySet[SubscriptionOrder]) -> None:
        by, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
        self._deal(request, queryset, lambda each: mark_settled(each, by=by, now=now, origin=origin))

    def _deal(
        self,
        request: HttpRequest,
        queryset: QuerySet[SubscriptionOrder],
        deal: Callable[[SubscriptionOrder], None],
    ) -> None:
        """One by one: what cannot be done with one stops none of the others, and is said."""
        done = 0
        for each in queryset.select_related("subscription__line").order_by("pk"):
            try:
                deal(each)
            except DomainError as error:
                self.message_user(request, f"{each}: {error}", messages.ERROR)
            else:
                done += 1
        self.message_user(request, gettext("Разобрано: %(count)d.") % {"count": done})
