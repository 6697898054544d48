"""The words of every SMS in the admin: those of the code, those of the operator, and how they will look (X4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError
from cabinet.sms.models import SmsText
from cabinet.sms.preview import Preview, preview
from cabinet.sms.services.words import change_words, check, one_line, restore_words, standing
from cabinet.sms.templates import SmsTemplate
from cabinet.sms.texts import templates, why_unfit

HISTORY = 10  # changes shown under a text


class WordsForm(forms.Form):
    text = forms.CharField(
        label=_("Текст"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "cols": 70})
    )
    instead_of = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Shown:
    """One message in one language, as the list has it."""

    key: str
    template: SmsTemplate | None  # None: the operator's words of a message that the portal does not send any more
    language: str
    own: SmsText | None

    @property
    def url(self) -> str:
        return reverse("admin:sms_smstext_change", args=[quote(self.key)])

    @property
    def title(self) -> str:
        return str(self.template.title) if self.template else self.key

    @property
    def in_code(self) -> str:
        return self.template.in_code(self.language) if self.template else ""

    @property
    def unfit(self) -> str:
        return why_unfit(self.own) if self.own else ""

    @property
    def group(self) -> str:
        return str(apps.get_app_config(self.key.split(".")[0]).verbose_name) if self.template else str(_("Не шлются"))


@admin.register(SmsText)
class SmsTextAdmin(admin.ModelAdmin):
    """Rows are made and deleted by the pages below; what they are called in addresses is `accounts.password:ru`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = groupby(_all_shown(), key=lambda each: each.group)
        groups = [(name, list(each)) for name, each in shown]
        return self._page(request, "admin/sms/texts.html", _("Тексты SMS"), {"groups": groups})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        shown = _shown(unquote(object_id))
        if request.method == "POST" and "restore" in request.POST:
            return self._restore(request, shown)
        if shown.template is None:
            return self._page(request, "admin/sms/text.html", shown.title, {"shown": shown})
        return self._edit(request, shown, shown.template)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:sms_smstext_change", args=[object_id]))

    def _edit(self, request: HttpRequest, shown: Shown, template: SmsTemplate) -> HttpResponse:
        now = standing(template, shown.language)
        form = WordsForm(request.POST or None, initial={"text": now, "instead_of": now})
        look: Preview | None = None
        words = now
        if request.method == "POST" and form.is_valid():
            words = one_line(form.cleaned_data["text"])
            try:
                if "save" in request.POST:
                    return self._save(request, shown, template, form.cleaned_data)
                check(template, words, shown.language)
            except DomainError as error:
                form.add_error("text", str(error.message))
        if not form.errors and (request.method == "POST" or not shown.unfit):
            look = preview(template, words, shown.language)
        context = {"shown": shown, "form": form, "look": look, "history": _history(shown.key)}
        if request.headers.get("HX-Request"):
            return TemplateResponse(request, "admin/sms/_preview.html", context)
        status = 422 if form.errors else 200
        return self._page(request, "admin/sms/text.html", shown.title, context, status=status)

    @transaction.atomic
    def _save(self, request: HttpRequest, shown: Shown, template: SmsTemplate, data: dict[str, str]) -> HttpResponse:
        change = change_words(
            template=template, language=shown.language, words=data["text"], instead_of=data["instead_of"]
        )
        if change is not None:
            self._log(request, shown, CHANGE, f"«{change.before}» → «{change.after}»")
            messages.success(request, _("Текст сохранён. Так SMS пойдут через несколько секунд."))
        return HttpResponseRedirect(reverse("admin:sms_smstext_changelist"))

    @transaction.atomic
    def _restore(self, request: HttpRequest, shown: Shown) -> HttpResponse:
        before = restore_words(name=shown.key.split(":")[0], language=shown.language)
        if before is not None:
            self._log(request, shown, DELETION, f"«{before}» → «{shown.in_code}»")
            messages.success(request, _("Вернулся текст портала. Так SMS пойдут через несколько секунд."))
        return HttpResponseRedirect(reverse("admin:sms_smstext_changelist"))

    def _log(self, request: HttpRequest, shown: Shown, flag: int, message: str) -> None:
        LogEntry.objects.create(
            user_id=cast(AbstractBaseUser, request.user).pk,
            content_type=ContentType.objects.get_for_model(SmsText),
            object_id=shown.key,
            object_repr=f"{shown.title} ({shown.language})"[:200],
            action_flag=flag,
            change_message=message,
        )

    def _page(
        self, request: HttpRequest, name: str, title: Any, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **context}
        whole["may_change"] = self.has_change_permission(request)
        return TemplateResponse(request, name, whole, status=status)


def _all_shown() -> Iterator[Shown]:
    """Every message in every language, and what the operator wrote of messages that are gone."""
    own = {(row.name, row.language): row for row in SmsText.objects.order_by("name", "language")}
    for name, template in templates().items():
        for language, _name in settings.LANGUAGES:
            yield Shown(f"{name}:{language}", template, language, own.pop((name, language), None))
    for (name, language), row in own.items():
        yield Shown(f"{name}:{language}", None, language, row)


def _shown(key: str) -> Shown:
    found = next((shown for shown in _all_shown() if shown.key == key), None)
    if found is None:
        raise Http404
    return found


def _history(key: str) -> list[LogEntry]:
    of_text = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(SmsText), object_id=key)
    return list(of_text.select_related("user").order_by("-action_time")[:HISTORY])
