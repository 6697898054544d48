"""The voice menu in the admin: an item that would lead nowhere is refused; what is wrong with the whole is said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cabinet.commands.models import VoiceAction, VoiceMenuItem
from cabinet.commands.voice_rules import is_command, problems
from cabinet.core import commands, questions

NOTHING = ("", "---------")
_NOTHING_THERE = "%s ?"


class VoiceMenuItemForm(forms.ModelForm):
    """Commands and questions are chosen from those that are there."""

    command = forms.ChoiceField(label=_("Команда"), required=False)
    question = forms.ChoiceField(label=_("Частый вопрос"), required=False)

    class Meta:
        model = VoiceMenuItem
        fields = ("parent", "key", "title_ru", "title_en", "action", "command", "question", "text_ru", "text_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [command for command in commands.commands() if is_command(command.name)]
        self.fields["command"].choices = [NOTHING, *((each.name, f"{each.ussd} {each.about}") for each in known)]  # type: ignore[attr-defined]
        self.fields["question"].choices = [NOTHING, *((each.slug, each.title) for each in questions.choices())]  # type: ignore[attr-defined]
        parents = VoiceMenuItem.objects.filter(action=VoiceAction.MENU)
        self.fields["parent"].queryset = parents.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


@admin.register(VoiceMenuItem)
class VoiceMenuItemAdmin(admin.ModelAdmin):
    form = VoiceMenuItemForm
    list_display = ("__str__", "parent", "action", "leads_to")
    list_filter = ("action",)
    list_select_related = ("parent",)
    fields = ("parent", "key", "title_ru", "title_en", "action", "command", "question", "text_ru", "text_en")

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (F("parent_id").asc(nulls_first=True), "key")

    @admin.display(description=_("к чему ведёт"))
    def leads_to(self, item: VoiceMenuItem) -> str:
        """A command or a question in words, what will be said, or that there is nothing any more."""
        if item.action == VoiceAction.COMMAND:
            command = commands.named(item.command)
            return f"{command.ussd} {command.about}" if command else _NOTHING_THERE % item.command
        if item.action == VoiceAction.QUESTION:
            question = questions.question(item.question)
            return str(question.title) if question else _NOTHING_THERE % item.question
        return Truncator(item.text).words(8)

    def has_delete_permission(self, request: HttpRequest, obj: VoiceMenuItem | None = None) -> bool:
        """A menu is deleted after its items; the beginning is never."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.parent_id is not None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing is deleted in bulk: the beginning would go, too."""
        return {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET":
            items: QuerySet[VoiceMenuItem] = VoiceMenuItem.objects.all()
            for problem in problems(items):
                messages.warning(request, problem)
        return super().changelist_view(request, extra_context)
