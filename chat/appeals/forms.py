"""What is said in an appeal, and in its answer."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import AppealSubject
from chat.models.appeals import MAX_APPEAL


class AppealForm(forms.Form):
    """`client_id` was given with the empty form: sending it twice is one appeal."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    subject = forms.ChoiceField(
        label=_("О чём"),
        choices=[("", _("Выберите тему")), *AppealSubject.choices],
        error_messages={"required": _("Выберите тему."), "invalid_choice": _("Выберите тему.")},
    )
    text = forms.CharField(
        label=_("Что случилось и чего вы хотите"),
        max_length=MAX_APPEAL,
        help_text=_("Когда это было, о какой сумме или услуге речь. До 4000 знаков."),
        error_messages={
            "required": _("Напишите, что случилось."),
            "max_length": _("Не больше 4000 знаков. Остальное можно приложить файлом."),
        },
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Ответ"),
        max_length=MAX_APPEAL,
        help_text=_("Абонент прочтёт его в «Заявках» и получит SMS."),
        error_messages={
            "required": _("Напишите ответ."),
            "max_length": _("Не больше 4000 знаков."),
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
