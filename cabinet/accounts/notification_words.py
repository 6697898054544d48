"""Notifications in words: what a category of bulk is, and what was changed, for the journal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.notifications import By, event_called
from cabinet.sms.models import BulkCategory

BULK_ABOUT = {
    BulkCategory.ADVERTISING: gettext_lazy("Скидки, новые тарифы, предложения оператора."),
    BulkCategory.SIM_POPUP: gettext_lazy("Окна, которые телефон показывает сам, поверх всего."),
    BulkCategory.ENTERTAINMENT: gettext_lazy("Гороскопы, игры, музыка и другие развлечения."),
}
WAYS = {By.SMS: gettext_lazy("SMS"), By.EMAIL: gettext_lazy("почта")}


def changes_in_words(choices: str) -> list[str]:
    """«Специалист ответил в чате: SMS — выключено»: each of the changes that an event of the journal keeps."""
    return [words for choice in choices.split() if (words := _in_words(choice))]


def _in_words(choice: str) -> str:
    what, _colon, on = choice.rpartition(":")
    name, _colon, which = what.partition(":")
    state = _("включено") if on == "on" else _("выключено")
    if name == "bulk" and which in BulkCategory.values:
        return f"{BulkCategory(which).label}: {state}"
    if which not in set(By):
        return ""
    try:
        title = event_called(name).title
    except KeyError:
        return ""
    return f"{title} ({WAYS[By(which)]}): {state}"
