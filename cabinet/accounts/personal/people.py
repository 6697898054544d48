"""The person, their contracts and numbers, and who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Access, AccessOffer, Contract, OfferEnd, User
from cabinet.accounts.personal.own import number_for, own_lines, person_for
from cabinet.core import phones
from cabinet.core.personal_data import PersonalData, Row


def _profile(user: User, now: datetime) -> Iterator[Row]:
    yield {
        "name": user.name,
        "login": user.login or "",
        "email": user.email,
        "language": user.language,
        "has_password": user.has_usable_password(),
        "created_at": user.created_at,
        "last_sign_in_at": user.last_login,
    }


def _anonymise(user: User, now: datetime) -> None:
    """The row stays, since the ledger and the journal point to it; nobody can be told from it."""
    user.login = user.email_verified_at = user.last_login = user.closes_at = None
    user.name = user.email = user.language = ""
    user.is_active = False
    user.set_unusable_password()
    user.save()


def _contracts(user: User, now: datetime) -> Iterator[Row]:
    for contract in Contract.objects.filter(owner=user).select_related("primary_line").order_by("pk"):
        yield {
            "number": contract.number,
            "customer": contract.customer_name,
            "primary_number": str(contract.primary_line.msisdn) if contract.primary_line else "",
            "document_on_file": bool(contract.document_digest),
            "time_zone": contract.time_zone,
        }


def _numbers(user: User, now: datetime) -> Iterator[Row]:
    for line in own_lines(user):
        yield {
            "number": line.msisdn or line.number,
            "contract": line.contract.number if line.contract.owner_id == user.pk else "",
            "kind": line.get_kind_display(),
            "state": line.get_status_display(),
            "name": line.label,
            "sms_language": line.sms_language,
            "opened_at": line.opened_at,
            "closed_at": line.closed_at,
        }


def _forget_names(user: User, now: datetime) -> None:
    """The numbers go on under the contract; what the person called them does not."""
    own_lines(user).filter(contract__owner=user).exclude(label="").update(label="")


def _accesses(user: User, now: datetime) -> Iterator[Row]:
    mine = Q(user=user) | Q(line__contract__owner=user)
    for access in Access.objects.filter(mine).select_related("user", "line__contract").order_by("pk").iterator():
        yield {
            "number": number_for(user, access.line),
            "who": person_for(user, access.user),
            "role": access.get_role_display(),
            "by_code": access.by_code,
            "sees_details": access.sees_details,
            "name": access.name if access.user_id == user.pk else "",
            "until": access.until,
            "since": access.created_at,
        }


def _end_accesses(user: User, now: datetime) -> None:
    """Access given to the person and by them ends; who proved a line of the contract by its code keeps that line."""
    Access.objects.filter(Q(user=user) | Q(line__contract__owner=user, by_code=False)).delete()


def _offers(user: User) -> QuerySet[AccessOffer]:
    return AccessOffer.objects.filter(Q(made_by=user) | Q(to_line__in=own_lines(user).order_by().values("pk")))


def _offered(user: User, now: datetime) -> Iterator[Row]:
    for offer in AccessOffer.objects.filter(made_by=user).order_by("pk").iterator():
        yield {
            "to": phones.masked(offer.msisdn),
            "role": offer.get_role_display(),
            "until": offer.until,
            "offered_at": offer.created_at,
            "end": offer.get_end_display(),
        }


def _end_offers(user: User, now: datetime) -> None:
    """Waiting ones are withdrawn, and of all of them the number goes to which they were made."""
    _offers(user).filter(ended_at=None).update(ended_at=now, end=OfferEnd.WITHDRAWN)
    _offers(user).update(msisdn="")


ALL = (
    PersonalData(
        name="profile",
        models=("accounts.User",),
        about=_("Кто вы для кабинета: имя, логин, почта. Пароль хранится так, что прочесть его нельзя."),
        fields={
            "name": _("Имя"),
            "login": _("Логин"),
            "email": _("Электронная почта"),
            "language": _("Язык кабинета"),
            "has_password": _("Есть ли постоянный пароль"),
            "created_at": _("Кабинет открыт"),
            "last_sign_in_at": _("Последний вход"),
        },
        export=_profile,
        erase=_anonymise,
    ),
    PersonalData(
        name="contracts",
        models=("accounts.Contract",),
        about=_("Ваши договоры с оператором."),
        fields={
            "number": _("Номер договора"),
            "customer": _("Абонент"),
            "primary_number": _("Основной номер"),
            "document_on_file": _("Записан ли документ"),
            "time_zone": _("Часовой пояс"),
        },
        export=_contracts,
        kept_because=_("Договор продолжает действовать, и закон обязывает оператора знать, с кем он заключён."),
    ),
    PersonalData(
        name="numbers",
        models=("accounts.Line",),
        about=_("Ваши номера и то, как вы их назвали. Номера работают и дальше, названия удаляются."),
        fields={
            "number": _("Номер"),
            "contract": _("Номер договора"),
            "kind": _("Вид"),
            "state": _("Состояние"),
            "name": _("Подпись"),
            "sms_language": _("Язык SMS"),
            "opened_at": _("Открыт"),
            "closed_at": _("Закрыт"),
        },
        export=_numbers,
        erase=_forget_names,
    ),
    PersonalData(
        name="accesses",
        models=("accounts.Access",),
        about=_("Кто ещё видит ваши номера и чьи номера видите вы. Чужие имена и номера сокращены."),
        fields={
            "number": _("Номер"),
            "who": _("Кто"),
            "role": _("Что может"),
            "by_code": _("По коду с самого номера"),
            "sees_details": _("Видит детализацию"),
            "name": _("Подпись"),
            "until": _("До какого времени"),
            "since": _("С какого времени"),
        },
        export=_accesses,
        erase=_end_accesses,
    ),
    PersonalData(
        name="offers",
        models=("accounts.AccessOffer", "accounts.AccessOffer_lines"),
        about=_("Кому вы предлагали доступ к своим номерам."),
        fields={
            "to": _("Кому"),
            "role": _("Что может"),
            "until": _("До какого времени"),
            "offered_at": _("Предложено"),
            "end": _("Чем закончилось"),
        },
        export=_offered,
        erase=_end_offers,
    ),
)
