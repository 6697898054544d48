"""How the person signs in, from where, and the journal of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.journal_words import facts_of
from cabinet.accounts.models import (
    Access,
    FailedAttempt,
    KnownDevice,
    LoginCode,
    NumberLimit,
    OneTimePassword,
    SecurityEvent,
    SecurityEventDetails,
    Session,
    SignInAlert,
    User,
)
from cabinet.accounts.personal.own import number_for, own_lines, person_for
from cabinet.core import phones
from cabinet.core.personal_data import PersonalData, Row


def _devices(user: User, now: datetime) -> Iterator[Row]:
    for session in Session.objects.filter(user=user).defer("session_data").order_by("pk"):
        yield {
            "signed_in_at": session.signed_in_at,
            "last_seen_at": session.last_seen_at,
            "until": session.expire_date,
            "ip": session.ip or "",
            "browser": session.user_agent,
        }


def _forget_devices(user: User, now: datetime) -> None:
    Session.objects.filter(user=user).delete()
    SignInAlert.objects.filter(user=user).delete()
    KnownDevice.objects.filter(user=user).delete()


def _journal(user: User, now: datetime) -> Iterator[Row]:
    events = SecurityEvent.objects.filter(Q(user=user) | Q(made_by=user))
    for event in events.select_related("user", "made_by", "line__contract", "details").order_by("pk").iterator():
        details = getattr(event, "details", None)
        own = details if event.made_by_id in (None, user.pk) else None  # from where others did it is theirs
        yield {
            "at": event.at,
            "what": event.title,
            "number": number_for(user, event.line),
            "who": person_for(user, event.made_by),
            "channel": event.get_channel_display(),
            "ip": (own.ip or "") if own else "",
            "browser": own.user_agent if own else "",
            "details": "; ".join(facts_of(details.facts, number=phones.masked)) if details is not None else "",
        }


def _forget_details(user: User, now: datetime) -> None:
    """That something happened stays, for nothing can be taken out of the journal; from where and about what goes.

    Also what the journals of others tell of the person: who offered them access, or had it from them.
    """
    lines = own_lines(user).order_by().values("pk")
    about = Q(event__user=user) | Q(event__made_by=user) | Q(event__line__in=lines)
    FailedAttempt.objects.filter(
        Q(user=user) | Q(msisdn__in=_numbers(user))
    ).delete()  # the journal has not read them yet
    SecurityEventDetails.objects.filter(about).update(ip=None, user_agent="", facts={})
    known = {value for value in (user.name, user.short_name, user.login, user.email, *_numbers(user)) if value}
    given = Access.objects.filter(user=user).values("line__contract__owner")
    their_journals = Q(event__user__in=given) | Q(event__user__in=_once_given(user))
    for details in SecurityEventDetails.objects.filter(their_journals):
        if known & set(map(str, details.facts.values())):
            details.facts = {name: value for name, value in details.facts.items() if str(value) not in known}
            details.save(update_fields=["facts"])


def _numbers(user: User) -> list[str]:
    return [line.msisdn for line in own_lines(user) if line.msisdn]


def _once_given(user: User) -> QuerySet[Any]:
    """Owners of the lines that the person's journal names: they had access there, or were offered it."""
    return SecurityEvent.objects.filter(user=user, line__isnull=False).values("line__contract__owner")


def _codes(user: User, now: datetime) -> Iterator[Row]:
    for line in own_lines(user).exclude(msisdn=None):
        for code in LoginCode.objects.filter(msisdn=line.msisdn, created_at__gte=line.opened_at).order_by("pk"):
            yield {"number": line.msisdn, "sent_at": code.created_at, "worked": code.worked}
    for given in OneTimePassword.objects.filter(user=user).select_related("line").order_by("pk"):
        yield {"number": given.line.msisdn, "sent_at": given.created_at, "worked": given.used_at is not None}


def _forget_codes(user: User, now: datetime) -> None:
    numbers = _numbers(user)
    LoginCode.objects.filter(msisdn__in=numbers).delete()
    NumberLimit.objects.filter(msisdn__in=numbers).delete()
    OneTimePassword.objects.filter(user=user).delete()


ALL = (
    PersonalData(
        name="journal",
        models=("accounts.SecurityEvent", "accounts.SecurityEventDetails", "accounts.FailedAttempt"),
        about=_("Журнал безопасности: что происходило с вашим кабинетом. При удалении остаётся только что и когда."),
        fields={
            "at": _("Когда"),
            "what": _("Что"),
            "number": _("Номер"),
            "who": _("Кто"),
            "channel": _("Канал"),
            "ip": _("Адрес в интернете"),
            "browser": _("Браузер"),
            "details": _("Подробности"),
        },
        export=_journal,
        erase=_forget_details,
    ),
    PersonalData(
        name="devices",
        models=("accounts.Session", "accounts.KnownDevice", "accounts.SignInAlert"),
        about=_("Устройства, на которых вы вошли."),
        fields={
            "signed_in_at": _("Вход"),
            "last_seen_at": _("Последний раз"),
            "until": _("Действует до"),
            "ip": _("Адрес в интернете"),
            "browser": _("Браузер"),
        },
        export=_devices,
        erase=_forget_devices,
    ),
    PersonalData(
        name="codes",
        models=("accounts.LoginCode", "accounts.NumberLimit", "accounts.OneTimePassword"),
        about=_("Когда на ваши номера отправляли коды. Сами коды не хранятся, записи о них живут сутки."),
        fields={"number": _("Номер"), "sent_at": _("Когда"), "worked": _("Подошёл ли код")},
        export=_codes,
        erase=_forget_codes,
    ),
)
