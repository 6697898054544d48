"""What is kept of guests: a name and a number that they left, and the link (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.core.personal_data import PersonalData, Row
from chat.guests.texts import LINK_TOLD
from chat.models import Event, EventKind, Guest, GuestLink, GuestNumber, GuestSession

ERASED = "—"
NOBODY = ""  # the number of a guest who was forgotten


def erase_guests(guests: QuerySet[Guest], now: datetime) -> None:
    """Forget who they were: names, numbers, links, and what their threads say of the number."""
    keys = list(guests.values_list("pk", flat=True))
    GuestNumber.objects.filter(msisdn__in=guests.values("msisdn")).delete()
    links = GuestLink.objects.filter(conversation__guest__in=keys)
    GuestSession.objects.filter(link__in=links).delete()
    links.filter(revoked_at=None).update(revoked_at=now)
    links.update(token=b"")
    told = Event.objects.filter(conversation__guest__in=keys, kind=EventKind.TOLD, data__what=LINK_TOLD)
    told.update(data={"what": LINK_TOLD})
    Guest.objects.filter(pk__in=keys).update(name=ERASED, msisdn=NOBODY)


def _guests(user: User) -> QuerySet[Guest]:
    """Those whose number the person proved."""
    return Guest.objects.filter(conversations__author=user)


def _export(user: User, now: datetime) -> Iterator[Row]:
    for guest in _guests(user).order_by("pk").iterator():
        yield {"at": guest.created_at, "name": guest.name, "number": guest.msisdn}


def _erase(user: User, now: datetime) -> None:
    erase_guests(_guests(user), now)


GUESTS = PersonalData(
    name="guest_questions",
    models=("chat.Guest", "chat.GuestLink", "chat.GuestNumber", "chat.GuestSession"),
    about=_("Вопросы, которые вы задали без входа, а потом перенесли в кабинет: имя и номер, которые вы указали."),
    fields={"at": _("Когда"), "name": _("Имя"), "number": _("Номер")},
    export=_export,
    erase=_erase,
)
