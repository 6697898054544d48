"""Accounts and entries in the admin: seen, never changed. Money is moved by services, and undone by reversals."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from billing.models import Account, Entry
from cabinet.accounts.models import Contract, Line
from cabinet.core.phones import NotANumber, parse
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin


class ByNumber(ReadOnlyAdmin):
    """A journal that is searched by a contract's number or a line's, whole, in any way of writing."""

    paginator = BoundedPaginator
    search_help_text = "24-0001, 903 123-45-67"
    ordering = ("-pk",)
    search_fields = ("pk",)  # so that the search box is there; what it searches is decided below

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, term: str) -> tuple[QuerySet, bool]:
        if not term.strip():
            return queryset, False
        # Keys first: one condition over joined tables would read the whole journal.
        return queryset.filter(self.found_by(_contracts(term.strip()), _lines(term.strip()))), False

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        raise NotImplementedError


@admin.register(Account)
class AccountAdmin(ByNumber):
    list_display = ("contract", "kind", "balance", "floor", "last_posted_at")
    list_filter = ("kind",)
    list_select_related = ("contract",)
    fields = ("public_id", "contract", "kind", "balance", "floor", "last_seq", "last_posted_at")

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        of_lines = Line.objects.filter(pk__in=lines).values_list("contract_id", flat=True)
        return Q(contract__in=[*contracts, *of_lines])


@admin.register(Entry)
class EntryAdmin(ByNumber):
    list_display = ("posted_at", "account", "line", "kind", "title", "amount", "balance_after", "channel")
    list_select_related = ("account__contract", "line")
    fields = (
        "public_id",
        "account",
        "seq",
        "line",
        "kind",
        "title",
        "amount",
        "balance_after",
        "posted_at",
        "occurred_at",
        "reference",
        "cause",
        "reverses",
        "made_by",
        "channel",
    )

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        accounts = list(Account.objects.filter(contract__in=contracts).values_list("pk", flat=True))
        return Q(account__in=accounts) | Q(line__in=lines)


def _contracts(term: str) -> list[int]:
    return list(Contract.objects.filter(number=term).values_list("pk", flat=True))


def _lines(term: str) -> list[int]:
    wanted = Q(number=term)
    with suppress(NotANumber):
        wanted |= Q(msisdn=parse(term))
    return list(Line.objects.filter(wanted).values_list("pk", flat=True))
