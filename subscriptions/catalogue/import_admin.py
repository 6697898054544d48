"""The catalogue from a table and into one, in the admin: the differences are shown before anything changes."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subscriptions.catalogue.importing import Plan, StaleImport, apply_import, plan_import
from subscriptions.catalogue.sheets import COLUMNS, LARGEST, read, write
from subscriptions.catalogue.workbook import UnreadableTable


class TableForm(forms.Form):
    """A table to look at; nothing of it is kept."""

    file = forms.FileField(label=gettext_lazy("Таблица CSV или XLSX"))


class TablesAdmin(admin.ModelAdmin):
    """Mix it in before what makes the list: «Загрузить таблицу» and «Выгрузить таблицу»."""

    change_list_template = "admin/subscriptions/offerings.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("import/", self.admin_site.admin_view(self.import_table), name=f"{name}_import"),
            path("export/", self.admin_site.admin_view(self.export_table), name=f"{name}_export"),
        ]
        return [*own, *super().get_urls()]

    def export_table(self, request: HttpRequest) -> HttpResponse:
        """What is on sale now, as the import reads it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        on_sale = self.model._default_manager.filter(archived_at=None).order_by("position", "code")
        table = write(on_sale.prefetch_related("regions"), model=self.model)
        answer = HttpResponse("\ufeff" + table, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.opts.model_name}.csv"'
        return answer

    def import_table(self, request: HttpRequest) -> HttpResponse:
        """A file is shown as differences; these are applied by a second press, as they were shown."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, TableForm())
        if "fingerprint" in request.POST:
            return self._apply(request)
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(request, form, status=422)
        content = form.cleaned_data["file"].read(LARGEST + 1)
        try:
            plan = plan_import(read(content, model=self.model), model=self.model)
        except UnreadableTable as error:
            form.add_error("file", str(error.message))
            return self._page(request, form, status=422)
        return self._page(request, form, plan=plan, content=content)

    def _apply(self, request: HttpRequest) -> HttpResponse:
        try:
            content = base64.b64decode(request.POST.get("table", ""), validate=True)
            rows = read(content, model=self.model)
            _plan, made = apply_import(
                rows, model=self.model, fingerprint=request.POST["fingerprint"], now=timezone.now()
            )
        except StaleImport as error:
            self.message_user(request, str(error.message), messages.WARNING)
            return self._page(request, TableForm(), plan=error.plan, content=content, status=409)
        except (UnreadableTable, binascii.Error):
            self.message_user(request, _("Таблица не дошла целиком. Загрузите её снова."), messages.ERROR)
            return self._page(request, TableForm(), status=422)
        for offering in made:
            self.log_addition(request, offering, [{"added": {}}])
        self.message_user(request, _("Новых версий в продаже: %(count)d.") % {"count": len(made)}, messages.SUCCESS)
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _page(
        self,
        request: HttpRequest,
        form: TableForm,
        *,
        plan: Plan | None = None,
        content: bytes = b"",
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Загрузить таблицу"),
            "form": form,
            "plan": plan,
            "table": base64.b64encode(content).decode(),
            "columns": ["code", *COLUMNS[self.model]],
        }
        return TemplateResponse(request, "admin/subscriptions/import.html", context, status=status)
