"""The journal as staff read it: about one person, contract or number at a time, and each look is in it, too (A14)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.journal_words import facts_of, who_did
from cabinet.accounts.models import Contract, Line, SecurityEvent, SecurityEventDetails, SecurityEventKind, User
from cabinet.accounts.services.staff_trail import note_staff
from cabinet.core import phones
from cabinet.core.browsers import browser_of
from cabinet.core.geo import place_of
from cabinet.core.net import origin_of
from cabinet.core.read_only_admin import BoundedPaginator, ReadOnlyAdmin

SEES_DETAILS = "accounts.view_securityeventdetails"
DETAILS = ("ip", "place", "browser", "facts")


class KindFilter(admin.SimpleListFilter):
    """The kinds without asking the journal which of them it has."""

    title = _("что")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SecurityEventKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() in SecurityEventKind.values else queryset


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    """Nothing is shown until somebody is named. Addresses and browsers are for those whom `SEES_DETAILS` was given."""

    paginator = BoundedPaginator
    list_display = ("at", "what", "user", "line", "who", "channel")
    list_filter = (KindFilter,)
    list_select_related = ("user", "line", "made_by")
    search_fields = ("pk",)  # so that the search box is there; what it searches is decided below
    search_help_text = _("Номер телефона, номер договора или логин целиком: 903 123-45-67, 24-0001, maria")
    ordering = ("-pk",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, term: str) -> tuple[QuerySet, bool]:
        people, lines = meant_by(term)
        # By keys that are known: a condition over joined tables would read the whole journal.
        return queryset.filter(Q(user__in=[p.pk for p in people]) | Q(line__in=[line.pk for line in lines])), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        term = request.GET.get("q", "")
        if term and "p" not in request.GET and self.has_view_or_change_permission(request):
            people, lines = meant_by(term)
            for person in people:
                self._note_look(request, person)
            for line in lines:
                if line.contract.owner not in people:
                    self._note_look(request, line)
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        answer = super().change_view(request, object_id, form_url, extra_context)
        if answer.status_code == 200:
            event = SecurityEvent.objects.select_related("user", "line__contract__owner").get(pk=object_id)
            if about := event.line or event.user:
                self._note_look(request, about)
        return answer

    def get_fieldsets(self, request: HttpRequest, obj: SecurityEvent | None = None) -> Any:
        shown: list[tuple[Any, dict[str, Any]]] = [(None, {"fields": ("at", "what", "user", "line", "who", "channel")})]
        if request.user.has_perm(SEES_DETAILS):
            shown.append((_("Откуда"), {"fields": DETAILS}))
        return shown

    def _note_look(self, request: HttpRequest, about: User | Line) -> None:
        note_staff(
            SecurityEventKind.LOOKED_AT,
            staff=cast(User, request.user),
            about=about,
            what="journal",
            origin=origin_of(request),
            now=timezone.now(),
        )

    @admin.display(description=_("что"))
    def what(self, event: SecurityEvent) -> str:
        return event.title

    @admin.display(description=_("кто"))
    def who(self, event: SecurityEvent) -> str:
        return who_did(event)

    @admin.display(description=_("адрес"))
    def ip(self, event: SecurityEvent) -> str:
        details = _details(event)
        return (details.ip if details else None) or "—"

    @admin.display(description=_("место"))
    def place(self, event: SecurityEvent) -> str:
        details = _details(event)
        return place_of(details.ip) if details else "—"

    @admin.display(description=_("браузер"))
    def browser(self, event: SecurityEvent) -> str:
        details = _details(event)
        return f"{browser_of(details.user_agent).title} ({details.user_agent})" if details else "—"

    @admin.display(description=_("подробности"))
    def facts(self, event: SecurityEvent) -> str:
        details = _details(event)
        return " · ".join(facts_of(details.facts)) if details else "—"


def meant_by(term: str) -> tuple[list[User], list[Line]]:
    """Whose journal a member of staff asks for: the lines and the people that a number, a contract's number or a login
    means. A number that belonged to several people means each of its lines, and the person of the open one."""
    text = term.strip()
    if not text:
        return [], []
    wanted = Q(number=text) | Q(contract__number=text)
    if phones.looks_like_number(text):
        with suppress(phones.NotANumber):
            wanted |= Q(msisdn=phones.parse(text))
    lines = list(Line.objects.select_related("contract__owner").filter(wanted))
    people = {line.contract.owner for line in lines if _speaks_for_owner(line, text)} - {None}
    people |= set(User.objects.filter(login__iexact=text))
    people |= set(User.objects.filter(contracts__in=Contract.objects.filter(number=text)))
    return sorted(cast("set[User]", people), key=lambda person: person.pk), lines


def _speaks_for_owner(line: Line, text: str) -> bool:
    return line.closed_at is None and (line.contract.primary_line_id == line.pk or line.contract.number == text)


def _details(event: SecurityEvent) -> SecurityEventDetails | None:
    return getattr(event, "details", None)
