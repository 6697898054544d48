"""The form of a question without signing in."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cabinet.core import phones
from cabinet.core.captcha.forms import WithCaptcha
from cabinet.core.errors import DomainError
from chat.guests.asking import Question
from chat.models import Topic
from chat.selectors import guest_topics
from chat.services.accept import clean_text

LONGEST_READ = 20_000  # characters of a question that are read at all; `clean_text` says how long it may be


class AskForm(WithCaptcha):
    """Name, number, topic, question. The captcha is judged last, by `WithCaptcha`."""

    form_id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "", "invalid": ""})
    name = forms.CharField(
        label=_("Как к вам обращаться"),
        max_length=80,
        error_messages={"required": _("Напишите, как к вам обращаться."), "max_length": _("Слишком длинное имя.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Мобильный телефон"),
        help_text=_("На него придёт SMS со ссылкой на ответ. Звонить не будем."),
        max_length=64,
        error_messages={"required": _("Напишите номер телефона."), "max_length": _("Слишком длинно для номера.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    topic: forms.ModelChoiceField[Topic] = forms.ModelChoiceField(
        label=_("О чём вопрос?"),
        queryset=Topic.objects.none(),
        to_field_name="slug",
        error_messages={"required": _("Выберите, о чём вопрос."), "invalid_choice": _("Выберите, о чём вопрос.")},
    )
    text = forms.CharField(
        label=_("Ваш вопрос"),
        max_length=LONGEST_READ,
        error_messages={"required": _("Напишите вопрос.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, captcha=True, **kwargs)
        self.fields["topic"].queryset = guest_topics()  # type: ignore[attr-defined]

    @classmethod
    def fresh(cls) -> AskForm:
        return cls(initial={"form_id": uuid.uuid4()})

    def clean_phone(self) -> str:
        try:
            return phones.parse_mobile(self.cleaned_data["phone"])
        except phones.NotANumber as error:
            raise forms.ValidationError(str(error.message)) from None

    def clean_text(self) -> str:
        try:
            return clean_text(self.cleaned_data["text"])
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from None

    def question(self) -> Question | None:
        """What is asked, if all of it was understood; the captcha is another matter."""
        data = getattr(self, "cleaned_data", {})
        if not {"form_id", "name", "phone", "text"} <= set(data):
            return None
        return Question(data["form_id"], data["name"], data["phone"], data["text"])
