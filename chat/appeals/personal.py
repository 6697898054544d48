"""What appeals keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import number_for
from cabinet.core.personal_data import PersonalData, Row
from chat.models import Appeal, AppealFile, BotDecision, StoredFile
from chat.promises.files.keeping import remove

ERASED = "—"  # a question is never empty


def _export(user: User, now: datetime) -> Iterator[Row]:
    rows = Appeal.objects.filter(request__user=user).select_related("request", "line__contract")
    for appeal in rows.prefetch_related("files__file").order_by("pk").iterator(chunk_size=500):
        yield {
            "number": appeal.request.number,
            "about": number_for(user, appeal.line),
            "subject": appeal.get_subject_display(),
            "text": appeal.text,
            "files": ", ".join(each.file.name for each in appeal.files.all()),
            "answer": appeal.answer,
            "made_at": appeal.request.created_at,
            "answered_at": appeal.answered_at,
        }


def _erase(user: User, now: datetime) -> None:
    """That there was an appeal, of what subject and when, stays; every word and file goes."""
    theirs = Appeal.objects.filter(request__user=user)
    files = list(StoredFile.objects.filter(appeal_file__appeal__in=theirs))
    AppealFile.objects.filter(appeal__in=theirs).delete()
    remove(files)
    BotDecision.objects.filter(appeal__in=theirs).update(query=ERASED)
    theirs.update(text="", answer="")


APPEALS = PersonalData(
    name="appeals",
    models=("chat.Appeal", "chat.AppealFile"),
    about=_("Ваши письменные обращения и ответы на них. При удалении стираются все слова и файлы."),
    fields={
        "number": _("Номер заявки"),
        "about": _("Номер"),
        "subject": _("Тема"),
        "text": _("Текст"),
        "files": _("Файлы"),
        "answer": _("Ответ"),
        "made_at": _("Подана"),
        "answered_at": _("Когда ответили"),
    },
    export=_export,
    erase=_erase,
)
