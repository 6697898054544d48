"""What the bot knows, in the admin: answers with their phrasings, a query to try, a table to load, its decisions."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.read_only_admin import ReadOnlyAdmin
from chat.bot.asking import ask
from chat.knowledge import importing
from chat.models import Answer, BotDecision, Phrasing, Subject

LONGEST_QUERY = 400


class TableForm(forms.Form):
    """A table to look at; nothing of it is kept."""

    file = forms.FileField(label=gettext_lazy("Таблица CSV"))


class QueryForm(forms.Form):
    query = forms.CharField(label=gettext_lazy("Вопрос"), max_length=LONGEST_QUERY)


@admin.register(Subject)
class SubjectAdmin(admin.ModelAdmin):
    list_display = ("name_ru", "name_en", "slug", "order")
    list_editable = ("order",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PhrasingInline(admin.TabularInline):
    model = Phrasing
    extra = 3


@admin.register(Answer)
class AnswerAdmin(admin.ModelAdmin):
    """An answer that was used is switched off, never deleted: decisions point to it."""

    change_list_template = "admin/chat/answers.html"
    list_display = ("title_ru", "slug", "subject", "phrasing_count", "popular", "active", "changed_at")
    list_filter = ("subject", "active")
    list_select_related = ("subject",)
    search_fields = ("slug", "title_ru", "title_en", "text_ru", "text_en", "phrasings__text")
    readonly_fields = ("changed_at",)
    inlines = (PhrasingInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        answers: QuerySet[Answer] = super().get_queryset(request)
        return answers.annotate(phrasing_count=Count("phrasings", distinct=True))

    @admin.display(description=gettext_lazy("формулировок"), ordering="phrasing_count")
    def phrasing_count(self, obj: Any) -> int:
        return int(obj.phrasing_count)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Answer, form: Any, change: bool) -> None:
        obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[Any]:
        own = [
            path("try/", self.admin_site.admin_view(self.try_query), name="chat_answer_try"),
            path("import/", self.admin_site.admin_view(self.import_table), name="chat_answer_import"),
            path("export/", self.admin_site.admin_view(self.export_table), name="chat_answer_export"),
        ]
        return [*own, *super().get_urls()]

    def try_query(self, request: HttpRequest) -> HttpResponse:
        """What the bot would make of a question; nothing is kept of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = QueryForm(request.POST or None)
        tried = ask(form.cleaned_data["query"]) if form.is_valid() else None
        titles = Answer.objects.in_bulk([each.answer_id for each in tried.candidates]) if tried else {}
        found = [(titles.get(each.answer_id), each.score) for each in tried.candidates] if tried else []
        more: dict[str, Any] = {"form": form, "tried": tried, "found": found}
        return self._page(request, "try.html", title=_("Проверить вопрос"), **more)

    def export_table(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        answer = HttpResponse("\ufeff" + importing.export(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="phrasings.csv"'
        return answer

    def import_table(self, request: HttpRequest) -> HttpResponse:
        """A file is shown as differences; these are applied by a second press, as they were shown."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, TableForm())
        if "fingerprint" in request.POST:
            return self._apply(request)
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form, status=422)
        content = form.cleaned_data["file"].read(importing.LARGEST + 1)
        try:
            return self._import_page(request, form, plan=importing.plan(content), content=content)
        except importing.UnreadableTable as error:
            form.add_error("file", str(error.message))
            return self._import_page(request, form, status=422)

    def _apply(self, request: HttpRequest) -> HttpResponse:
        try:
            content = base64.b64decode(request.POST.get("table", ""), validate=True)
            made = importing.apply(content, fingerprint=request.POST["fingerprint"], now=timezone.now())
        except importing.StaleTable as error:
            self.message_user(request, str(error.message), messages.WARNING)
            return self._import_page(request, TableForm(), plan=importing.plan(content), content=content, status=409)
        except (importing.UnreadableTable, binascii.Error):
            self.message_user(request, _("Таблица не дошла целиком. Загрузите её снова."), messages.ERROR)
            return self._import_page(request, TableForm(), status=422)
        for answer in Answer.objects.filter(slug__in={row[0] for row in (*made.added, *made.removed)}):
            self.log_change(request, answer, [{"changed": {"name": "phrasings", "object": "CSV"}}])
        done = {"added": len(made.added), "removed": len(made.removed)}
        self.message_user(
            request, _("Формулировок добавлено: %(added)d, убрано: %(removed)d.") % done, messages.SUCCESS
        )
        return redirect(reverse("admin:chat_answer_changelist"))

    def _import_page(
        self,
        request: HttpRequest,
        form: TableForm,
        *,
        plan: importing.Plan | None = None,
        content: bytes = b"",
        status: int = 200,
    ) -> HttpResponse:
        more = {"form": form, "plan": plan, "table": base64.b64encode(content).decode(), "columns": importing.COLUMNS}
        return self._page(request, "import.html", title=_("Загрузить таблицу"), status=status, **more)

    def _page(self, request: HttpRequest, name: str, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **more}
        return TemplateResponse(request, f"admin/chat/{name}", context, status=status)


@admin.register(BotDecision)
class BotDecisionAdmin(ReadOnlyAdmin):
    """What was asked and what the bot made of it; who asked, only the desk shows."""

    list_display = ("at", "source", "language", "decision", "answer", "helped", "query")
    list_filter = ("decision", "source", "helped", "language")
    list_select_related = ("answer",)
    search_fields = ("query", "=answer__slug")
    date_hierarchy = "at"
    ordering = ("-pk",)
    fields = ("at", "source", "language", "query", "decision", "candidates", "answer", "helped")
