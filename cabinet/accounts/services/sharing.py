"""Who else has access: changing it, taking it back, forbidding it to everybody (A9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import groupby

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts import sharing_texts as texts
from cabinet.accounts.models import Access, AccessOffer, Contract, SecurityEventKind, User
from cabinet.accounts.services.journal import record, record_of_lines, record_of_people
from cabinet.accounts.services.offers import EndsInThePast, Terms
from cabinet.accounts.services.tell import tell
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import NOWHERE, Origin

PEOPLE_TOLD = 100  # by SMS when all are forbidden at once; the others read of it in their journal


class ProvedByCode(DomainError):
    code = "proved_by_code"
    message = _("Этот человек вошёл по коду с самого номера. Изменить такой доступ нельзя, можно только закрыть.")


def accesses_of(contract: Contract) -> QuerySet[Access]:
    """Who besides the owner has access to the contract's lines, held or asleep; by person, then by line."""
    return (
        Access.objects.filter(line__contract=contract, line__closed_at=None)
        .exclude(user=F("line__contract__owner"))
        .select_related("user", "line__contract", "offer")
        .order_by("user_id", "line__opened_at", "line_id")
    )


def waiting_offers(contract: Contract, now: datetime) -> QuerySet[AccessOffer]:
    """What was offered and not answered yet; the newest first."""
    waiting = AccessOffer.objects.filter(contract=contract, ended_at=None, expires_at__gt=now)
    return waiting.prefetch_related("lines").order_by("-pk")


@transaction.atomic
def change_access(*, user: User, access: Access, terms: Terms, now: datetime, origin: Origin = NOWHERE) -> None:
    """Give other terms from now on. Raises `ProvedByCode`, `EndsInThePast`, or `NotFound` if it was taken back, or if
    `user` owns the contract no more."""
    if terms.until is not None and terms.until <= now:
        raise EndsInThePast
    _own([access], user)
    locked = Access.objects.select_for_update().filter(pk=access.pk).first()
    if locked is None:
        raise NotFound
    if locked.by_code:
        raise ProvedByCode
    locked.role, locked.sees_details, locked.until = terms.role, terms.sees_details, terms.until
    locked.save(update_fields=["role", "sees_details", "until"])
    for whose in (access.user, user):
        record(SecurityEventKind.ACCESS_CHANGED, now=now, user=whose, line=access.line, made_by=user, origin=origin)
    tell(user=access.user, words=partial(texts.access_changed, access.line), now=now)


@transaction.atomic
def revoke(*, user: User, accesses: Iterable[Access], now: datetime, origin: Origin = NOWHERE) -> int:
    """Take accesses back: pages refuse at the next request, sockets within two seconds. Returns how many there were.

    Each person is told once. Who holds the SIM card of a line may come in by its code again, as somebody new. Raises
    `NotFound` if `user` owns a contract of theirs no more.
    """
    accesses = list(accesses)
    _own(accesses, user)
    chosen = Access.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in accesses])
    taken = list(chosen.select_related("user", "line").order_by("user_id", "pk"))
    Access.objects.filter(pk__in=[access.pk for access in taken]).delete()
    for theirs in _by_person(taken):
        person, lines = theirs[0].user, [access.line for access in theirs]
        revoked = partial(record_of_lines, SecurityEventKind.ACCESS_REVOKED, lines=lines, now=now, made_by=user)
        revoked(user=person)
        revoked(user=user, origin=origin, name=person.short_name)
        tell(user=person, words=partial(texts.access_revoked, lines), now=now)
    return len(taken)


@transaction.atomic
def forbid_others(*, user: User, contract: Contract, forbid: bool, now: datetime, origin: Origin = NOWHERE) -> None:
    """«Запретить доступ другим», or allow it again. Accesses stay and sleep meanwhile. Twice is as once.

    Everybody's journal says so, in one statement; by SMS are told the first `PEOPLE_TOLD`.
    """
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    if locked.owner_id != user.pk:
        raise NotFound
    if locked.others_forbidden == forbid:
        return
    touched = list(accesses_of(locked).order_by("user_id", "line__opened_at", "line_id").distinct("user_id"))
    told = texts.others_forbidden if forbid else texts.others_allowed
    if forbid:  # told while their lines still prove them
        _tell_all(touched, told, now)
    locked.others_forbidden = forbid
    locked.save(update_fields=["others_forbidden"])
    if not forbid:
        _tell_all(touched, told, now)
    kind = SecurityEventKind.OTHERS_FORBIDDEN if forbid else SecurityEventKind.OTHERS_ALLOWED
    record(kind, now=now, user=user, line=locked.primary_line, origin=origin)
    record_of_people(kind, whose=[(each.user, each.line) for each in touched], now=now, made_by=user)
    tell(user=user, words=told, now=now)


def _tell_all(touched: list[Access], words: texts.Words, now: datetime) -> None:
    for theirs in touched[:PEOPLE_TOLD]:
        tell(user=theirs.user, words=words, now=now)


def _own(accesses: Iterable[Access], user: User) -> None:
    """Lock the contracts of `accesses`, and refuse unless `user` owns them now: the page asked a moment ago."""
    contracts = {access.line.contract_id for access in accesses}
    locked = Contract.objects.select_for_update(no_key=True).filter(pk__in=contracts).order_by("pk")
    if any(contract.owner_id != user.pk for contract in locked):
        raise NotFound


def _by_person(accesses: Iterable[Access]) -> list[list[Access]]:
    return [list(theirs) for _key, theirs in groupby(accesses, key=_person)]


def _person(access: Access) -> int:
    return access.user_id
