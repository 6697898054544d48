"""The copies themselves are personal data, too (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row
from cabinet.home.models import DataCopy
from cabinet.home.services.data_copy import forget_copy_of


def _copies(user: User, now: datetime) -> Iterator[Row]:
    for copy in DataCopy.objects.filter(user=user).select_related("request"):
        yield {"made_at": copy.request.ended_at, "until": copy.until}


def _forget(user: User, now: datetime) -> None:
    forget_copy_of(user)


COPIES = PersonalData(
    name="copies",
    models=("home.DataCopy",),
    about=_("Копии ваших данных, которые ещё можно скачать. Через сутки копия удаляется."),
    fields={"made_at": _("Сделана"), "until": _("Ждёт до")},
    export=_copies,
    erase=_forget,
)
