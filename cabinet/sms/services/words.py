"""The operator changes the words of a message, or goes back to those of the code."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError
from cabinet.sms.models import SmsText
from cabinet.sms.preview import preview
from cabinet.sms.templates import SmsTemplate

MOST_SEGMENTS = 4  # each is paid for as an SMS


class NoWords(DomainError):
    code = "no_words"
    message = _("Напишите текст. Чтобы вернуть прежний, нажмите «Вернуть текст портала».")


class TooManySegments(DomainError):
    code = "too_many_segments"
    message = _("Слишком длинно: сообщение займёт больше четырёх SMS. Сократите текст.")


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"

    def __init__(self, words: str) -> None:
        super().__init__(_("Пока вы правили, этот текст уже изменили. Сейчас он такой: «%(words)s»") % {"words": words})


@dataclass(frozen=True)
class Change:
    """What the words were, and are."""

    before: str
    after: str


def standing(template: SmsTemplate, language: str) -> str:
    """The words that stand now: the operator's, or those of the code."""
    row = SmsText.objects.filter(name=template.name, language=language).first()
    return row.text if row else template.in_code(language)


def one_line(words: str) -> str:
    """As they are kept: a message is one paragraph."""
    return " ".join(words.split())


def check(template: SmsTemplate, words: str, language: str) -> None:
    """Raise what forbids to send `words` as `template`: `NoWords`, `UnknownField`, `FieldLeftOut` or
    `TooManySegments`."""
    if not words:
        raise NoWords
    template.check(words)
    if preview(template, words, language).count > MOST_SEGMENTS:
        raise TooManySegments


@transaction.atomic
def change_words(*, template: SmsTemplate, language: str, words: str, instead_of: str) -> Change | None:
    """Say `words` from now on; None if they stand already. Those of the code are kept nowhere but there.

    `instead_of`: the words that were seen before. Raises `ChangedMeanwhile` if others stand, and what `check` raises.
    """
    words = one_line(words)
    check(template, words, language)
    rows = SmsText.objects.filter(name=template.name, language=language)
    row = rows.select_for_update().first()
    before = row.text if row else template.in_code(language)
    if before == words:
        return None
    if one_line(instead_of) != one_line(before):
        raise ChangedMeanwhile(before)
    if words == template.in_code(language):
        rows.delete()
    else:
        SmsText.objects.update_or_create(name=template.name, language=language, defaults={"text": words})
    return Change(before, words)


@transaction.atomic
def restore_words(*, name: str, language: str) -> str | None:
    """Go back to the words of the code; returns the operator's, or None if there were none."""
    row = SmsText.objects.select_for_update().filter(name=name, language=language).first()
    if row is None:
        return None
    row.delete()
    return row.text
