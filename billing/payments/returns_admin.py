"""Returns to payers in the admin: those that a bank refused are dealt with here, by finance alone."""

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
from billing.models import Account, PayerReturn
from billing.payments.services.refused_returns import mark_returned, send_again
from cabinet.accounts.access import Right, has_staff_right
from cabinet.accounts.models import Contract, Line, User
from cabinet.core.errors import DomainError
from cabinet.core.net import origin_of

Deal = Callable[[PayerReturn], object]


@admin.register(PayerReturn)
class PayerReturnAdmin(ByNumber):
    """What of payments goes back to cards. The provider knows one by the payment's number there and `provider_key`."""

    list_display = ("created_at", "payment", "amount", "status", "refusal", "tries", "finished_at", "settled_by")
    list_filter = ("status",)
    list_select_related = ("payment", "settled_by")
    fields = (
        "payment",
        "amount",
        "status",
        "refusal",
        "provider_key",
        "tries",
        "created_at",
        "finished_at",
        "rounds",
        "again_at",
        "settled_by",
    )
    actions = ("again", "again_as_not_there", "by_hand")

    def subject_of(self, obj: PayerReturn) -> Contract | Line:
        return obj.about

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(payment__account__in=accounts) | Q(payment__line__in=lines)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return has_staff_right(request.user, Right.DECIDE_MUCH)

    @admin.action(description=_("Банк отказал: отправить ещё раз"), permissions=["settle"])
    def again(self, request: HttpRequest, queryset: QuerySet[PayerReturn]) -> None:
        by, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
        self._deal(request, queryset, lambda each: send_again(returned=each, by=by, now=now, origin=origin))

    @admin.action(description=_("У провайдера возврата нет, проверено: отправить"), permissions=["settle"])
    def again_as_not_there(self, request: HttpRequest, queryset: QuerySet[PayerReturn]) -> None:
        by, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
        self._deal(
            request, queryset, lambda each: send_again(returned=each, by=by, now=now, origin=origin, not_there=True)
        )

    @admin.action(description=_("Деньги вернули иначе"), permissions=["settle"])
    def by_hand(self, request: HttpRequest, queryset: QuerySet[PayerReturn]) -> None:
        by, now, origin = cast(User, request.user), timezone.now(), origin_of(request)
        self._deal(request, queryset, lambda each: mark_returned(returned=each, by=by, now=now, origin=origin))

    def _deal(self, request: HttpRequest, queryset: QuerySet[PayerReturn], deal: Deal) -> None:
        """One by one: what cannot be done with one stops none of the others, and is said."""
        done = 0
        for each in queryset.order_by("pk"):
            try:
                deal(each)
            except DomainError as error:
                self.message_user(request, f"{each.payment}, {each}: {error}", messages.ERROR)
            else:
                done += 1
        self.message_user(request, gettext("Разобрано: %(count)d.") % {"count": done})
