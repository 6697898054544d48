"""What journals about money in the admin share: how they are searched, and that a search is journalled itself."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from cabinet.accounts.journalled_admin import JournalledAdmin
from cabinet.accounts.models import Contract, Line
from cabinet.core.phones import NotANumber, parse
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin


class ByNumber(JournalledAdmin, ReadOnlyAdmin):
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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A list that was searched for tells as much as a card: it is in the journal, too."""
        term = request.GET.get("q", "").strip()
        if term and "p" not in request.GET and self.has_view_or_change_permission(request):
            meant = Q(pk__in=_contracts(term)) | Q(lines__in=_lines(term))
            for contract in Contract.objects.select_related("owner", "primary_line").filter(meant).distinct():
                self.note_look(request, contract)
        return super().changelist_view(request, extra_context)

    def found_by(self, contracts: list[int], lines: list[int]) -> Q:
        raise NotImplementedError


def _contracts(term: str) -> list[int]:
    return list(Contract.objects.filter(number=term).values_list("pk", flat=True))


def _lines(term: str) -> list[int]:
    wanted = Q(number=term)
    with suppress(NotANumber):
        wanted |= Q(msisdn=parse(term))
    return list(Line.objects.filter(wanted).values_list("pk", flat=True))
