"""What people chose to be told of (N6, T11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import BulkChoice, NotificationChoice, User
from cabinet.accounts.personal.own import own_lines
from cabinet.core.notifications import optional
from cabinet.core.personal_data import PersonalData, Row


def _choices(user: User, now: datetime) -> Iterator[Row]:
    titles = {event.name: str(event.title) for event in optional()}
    for choice in NotificationChoice.objects.filter(user=user).order_by("event"):
        yield {"event": titles.get(choice.event, choice.event), "sms": choice.sms, "email": choice.email}


def _forget_choices(user: User, now: datetime) -> None:
    NotificationChoice.objects.filter(user=user).delete()


def _bulk(user: User, now: datetime) -> Iterator[Row]:
    mine = BulkChoice.objects.filter(line__in=own_lines(user).order_by().values("pk")).select_related("line")
    for choice in mine.order_by("line_id", "category"):
        yield {
            "number": choice.line.msisdn or choice.line.number,
            "category": choice.get_category_display(),
            "allowed": choice.allowed,
        }


ALL = (
    PersonalData(
        name="notifications",
        models=("accounts.NotificationChoice",),
        about=_("О чём вам сообщать и как: по SMS или по почте."),
        fields={"event": _("О чём"), "sms": _("По SMS"), "email": _("По почте")},
        export=_choices,
        erase=_forget_choices,
    ),
    PersonalData(
        name="bulk",
        models=("accounts.BulkChoice",),
        about=_("От каких рассылок вы отказались на своих номерах."),
        fields={"number": _("Номер"), "category": _("Рассылка"), "allowed": _("Разрешена")},
        export=_bulk,
        kept_because=_("Номер работает и дальше: без этой записи рассылки начались бы снова."),
    ),
)
