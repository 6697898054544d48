"""What the bot is to learn, as it is written at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chat.learning.selectors import Known, subjects
from chat.learning.services import WORDS, Words
from chat.models import Subject

NEW = "new"


class LessonForm(forms.Form):
    """A way to ask, with one of the answers that are `known` or a new one; the English half may wait for approval."""

    phrasing = forms.CharField(
        label=_("Как спрашивают"), max_length=200, help_text=_("Как обычно пишут люди: коротко, без имён и номеров.")
    )
    language = forms.ChoiceField(label=_("Язык вопроса"), choices=settings.LANGUAGES)
    target = forms.ChoiceField(label=_("Что отвечать"), widget=forms.RadioSelect)
    subject = forms.ModelChoiceField(label=_("Раздел помощи"), queryset=Subject.objects.none(), required=False)
    title_ru = forms.CharField(label=_("Вопрос"), max_length=120, required=False)
    text_ru = forms.CharField(
        label=_("Ответ"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    title_en = forms.CharField(label=_("Вопрос по-английски"), max_length=120, required=False)
    text_en = forms.CharField(
        label=_("Ответ по-английски"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, data: QueryDict | None = None, *, known: Sequence[Known], initial: dict[str, Any]) -> None:
        self.known = {each.answer.slug: each.answer for each in known}
        super().__init__(data, initial=initial)
        self.fields["subject"].queryset = subjects()  # type: ignore[attr-defined]
        new = (NEW, _("Новый ответ: заполнить ниже"))
        self.fields["target"].choices = [*((slug, each.title) for slug, each in self.known.items()), new]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("target") == NEW:
            for name, words in (("title_ru", _("Напишите вопрос.")), ("text_ru", _("Напишите ответ."))):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return self.cleaned_data

    def words(self) -> Words:
        """What was written, clean."""
        said = {name: self.cleaned_data[name] for name in WORDS if name not in ("answer",)}
        said["phrasing"] = " ".join(said["phrasing"].split())
        answer = self.known.get(self.cleaned_data["target"])
        return Words(phrasing=said["phrasing"], language=said["language"], answer=answer) if answer else Words(**said)
