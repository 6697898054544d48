"""Offering access to another person, by a number of theirs (A9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cabinet.accounts import sharing_texts as texts
from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.events import OFFERED
from cabinet.accounts.models import (
    Access,
    AccessOffer,
    Contract,
    Line,
    LineStatus,
    OfferEnd,
    Role,
    SecurityEventKind,
    User,
)
from cabinet.accounts.services import fuse
from cabinet.accounts.services.fuse import CodesStopped
from cabinet.accounts.services.journal import record, record_of_lines
from cabinet.accounts.services.notify import wants_sms, words
from cabinet.accounts.services.tell import tell
from cabinet.core.errors import DomainError, NotFound, TooManyAttempts
from cabinet.core.net import NOWHERE, Origin
from cabinet.sms.models import SmsKind
from cabinet.sms.quiet import not_before
from cabinet.sms.services.outbox import enqueue, withdraw_promised

LASTS = timedelta(days=7)  # that an offer waits
DAY = timedelta(days=1)
OPEN_AT_ONCE = 5  # of one owner
A_DAY = 10  # of one owner, since each is an SMS to somebody else
TO_A_NUMBER_A_DAY = 3  # from everybody
# Whether anything was offered to one of the `lines` and not answered: a cheap question for every first page, before
# `offers_to` asks who may take it.
WAITING = "SELECT FROM accounts_accessoffer WHERE ended_at IS NULL AND to_line_id = ANY(%(lines)s)"


class OfferToOneself(DomainError):
    code = "offer_to_oneself"
    message = _("Это ваш номер: доступ у вас уже есть.")


class AlreadyOffered(DomainError):
    code = "already_offered"
    message = _("Этому номеру доступ уже предложен. Дождитесь ответа или отзовите предложение.")


class ForbiddenNow(DomainError):
    code = "others_forbidden_now"
    message = _("Сейчас доступ другим запрещён. Сначала разрешите его.")


class EndsInThePast(DomainError):
    code = "ends_in_the_past"
    message = _("Этот день уже прошёл. Выберите сегодняшний или более поздний.")


class TooManyOffers(TooManyAttempts):
    code = "too_many_offers"

    def __init__(self) -> None:
        message = _("Слишком много предложений. Дождитесь ответа на прежние или попробуйте завтра.")
        super().__init__(int(DAY.total_seconds()), message)


class OffersStopped(TooManyAttempts):
    code = "offers_stopped"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, _("Сейчас предложения по SMS не отправляются. Попробуйте через несколько минут."))


class OfferGone(DomainError):
    code = "offer_gone"
    message = _("Это предложение больше не действует: срок вышел, или его отозвали.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is given. `until` is the first moment when it is given no more; None: until it is taken back."""

    role: Role
    sees_details: bool
    until: datetime | None


def offer_access(
    *,
    user: User,
    contract: Contract,
    lines: Iterable[Line],
    msisdn: str,
    terms: Terms,
    now: datetime,
    origin: Origin = NOWHERE,
) -> AccessOffer:
    """Offer `lines` of the contract of `user` to whoever has `msisdn`, and tell that number by SMS.

    At night, where that number is, the SMS waits for the morning.

    A number that nobody has costs the same and gets an offer that is never taken. Raises `NotFound`, `ForbiddenNow`,
    `EndsInThePast`, `OfferToOneself`, `AlreadyOffered`, `TooManyOffers`, or `OffersStopped` when SMS to numbers that
    somebody typed are too many (`services.fuse`); then nothing is written but the alarm.
    """
    try:
        with transaction.atomic():
            return _offer(user, contract, lines, msisdn, terms, now, origin)
    except CodesStopped as stopped:
        fuse.blew(stopped, now)
        raise OffersStopped(stopped.retry_after) from None


def _offer(
    user: User, contract: Contract, lines: Iterable[Line], msisdn: str, terms: Terms, now: datetime, origin: Origin
) -> AccessOffer:
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    open_lines = [line for line in lines if line.contract_id == contract.pk and line.closed_at is None]
    if contract.owner_id != user.pk or not open_lines:
        raise NotFound
    if contract.others_forbidden:
        raise ForbiddenNow
    if terms.until is not None and terms.until <= now:
        raise EndsInThePast
    if _signs_in(user, msisdn):
        raise OfferToOneself
    _refuse_too_many(user, contract, msisdn, now)
    to_line = Line.objects.select_related("contract").filter(msisdn=msisdn, closed_at=None).first()
    offer = AccessOffer.objects.create(
        contract=contract,
        made_by=user,
        msisdn=msisdn,
        to_line=to_line,
        role=terms.role,
        sees_details=terms.sees_details,
        until=terms.until,
        created_at=now,
        expires_at=now + LASTS,
    )
    offer.lines.set(open_lines)
    wanted = wants_sms(to_line, OFFERED.name)
    zone = (to_line.contract if to_line else contract).time_zone
    morning = not_before(now, zone)
    enqueue(
        msisdn=msisdn,
        text=words(texts.OFFERED.name, texts.offered(user, open_lines), to_line.sms_language if to_line else "ru"),
        kind=SmsKind.NOTICE,
        now=now,
        not_before=morning,
        quiet_zone=zone,
        not_after=(morning or now) + timedelta(seconds=settings.SMS_TTL),
        dedup_key=_key(offer),
        line_public_id=to_line.public_id if to_line else None,
        reachable=to_line is not None and to_line.status == LineStatus.ACTIVE and wanted,
    )
    record(SecurityEventKind.ACCESS_OFFERED, now=now, user=user, origin=origin, number=msisdn)
    fuse.take(msisdn=msisdn, now=now)
    return offer


def offers_to(user: User, now: datetime) -> QuerySet[AccessOffer]:
    """What `user` may take now: offered to a line that is surely theirs, by who still owns the contract."""
    return AccessOffer.objects.filter(
        Q(until=None) | Q(until__gt=now),
        ended_at=None,
        expires_at__gt=now,
        to_line__in=lines_that_prove(user).order_by().values("pk"),
        contract__owner=F("made_by"),
        contract__others_forbidden=False,
    )


@transaction.atomic
def take_offer(*, user: User, offer: AccessOffer, now: datetime, origin: Origin = NOWHERE) -> list[Line]:
    """Take what was offered; returns the lines that `user` has access to now. Twice at once is as once.

    Lines closed meanwhile are left out. Raises `OfferGone`.
    """
    lines = _hold(offer, user)
    # Asked under the locks: neither may the number that it was offered to stop proving the person, nor the contract
    # change its owner or be forbidden to others, between the answer and the access.
    if not lines or offer.made_by_id == user.pk or not offers_to(user, now).filter(pk=offer.pk).exists():
        raise OfferGone
    _end(offer, OfferEnd.TAKEN, now, taken_by=user)
    _give(lines, user, offer)
    taken = partial(record_of_lines, SecurityEventKind.ACCESS_TAKEN, lines=lines, now=now, made_by=user)
    taken(user=user, origin=origin)
    taken(user=offer.made_by, name=user.short_name)
    tell(user=offer.made_by, words=partial(texts.access_taken, user, lines), now=now)
    return lines


@transaction.atomic
def decline_offer(*, user: User, offer: AccessOffer, now: datetime, origin: Origin = NOWHERE) -> None:
    """«Отказаться». Raises `OfferGone`."""
    if not offers_to(user, now).filter(pk=offer.pk).exists():
        raise OfferGone
    _end(offer, OfferEnd.DECLINED, now)
    record(SecurityEventKind.ACCESS_DECLINED, now=now, user=user, origin=origin)
    record(SecurityEventKind.ACCESS_DECLINED, now=now, user=offer.made_by, made_by=user, number=offer.msisdn)


@transaction.atomic
def withdraw_offer(*, user: User, offer: AccessOffer, now: datetime, origin: Origin = NOWHERE) -> None:
    """The owner takes an offer back. Raises `OfferGone` if it was answered in between."""
    _end(offer, OfferEnd.WITHDRAWN, now)
    record(SecurityEventKind.ACCESS_REVOKED, now=now, user=user, origin=origin, number=offer.msisdn)


def end_offers_of_line(line: Line, now: datetime) -> None:
    """A number closes: what was offered to it is nobody's any more (A13)."""
    AccessOffer.objects.filter(to_line=line, ended_at=None).update(ended_at=now, end=OfferEnd.LINE_CLOSED)


def _signs_in(user: User, msisdn: str) -> bool:
    """Whether the number's code signs in `user` themselves, blocked as it may be."""
    proved = Q(primary_of__owner=user) | Q(accesses__user=user, accesses__by_code=True)
    return Line.objects.filter(proved, msisdn=msisdn, closed_at=None).exists()


def _refuse_too_many(user: User, contract: Contract, msisdn: str, now: datetime) -> None:
    waiting = AccessOffer.objects.filter(made_by=user, ended_at=None)
    waiting.filter(expires_at__lte=now).update(ended_at=now, end=OfferEnd.EXPIRED)
    if waiting.filter(contract=contract, msisdn=msisdn).exists():
        raise AlreadyOffered
    of_the_day = AccessOffer.objects.filter(created_at__gt=now - DAY)
    if (
        waiting.count() >= OPEN_AT_ONCE
        or of_the_day.filter(made_by=user).count() >= A_DAY
        or of_the_day.filter(msisdn=msisdn).count() >= TO_A_NUMBER_A_DAY
    ):
        raise TooManyOffers


def _end(offer: AccessOffer, end: OfferEnd, now: datetime, taken_by: User | None = None) -> None:
    """The one who ends it first does; the others learn that it is gone."""
    waiting = AccessOffer.objects.filter(pk=offer.pk, ended_at=None, expires_at__gt=now)
    if not waiting.update(ended_at=now, end=end, taken_by=taken_by):
        raise OfferGone
    withdraw_promised(dedup_key=_key(offer), now=now)  # a night may lie between an offer and its SMS


def _key(offer: AccessOffer) -> str:
    return f"offer:{offer.pk}"


def _hold(offer: AccessOffer, user: User) -> list[Line]:
    """Lock everything that decides whether `user` may take `offer`, in the order of all locks; returns the lines that
    can still be given."""
    offered = set(offer.lines.values_list("pk", flat=True))
    to_line = {offer.to_line_id} - {None}
    held = list(Line.objects.select_for_update(no_key=True).filter(pk__in=offered | to_line).order_by("pk"))
    contracts = {line.contract_id for line in held} | {offer.contract_id}
    list(Contract.objects.select_for_update(no_key=True).filter(pk__in=contracts).order_by("pk"))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return [
        line for line in held if line.pk in offered and line.closed_at is None and line.contract_id == offer.contract_id
    ]


def _give(lines: list[Line], user: User, offer: AccessOffer) -> None:
    """An access that a line's own code gave is left as it is: it is more."""
    given = {
        "role": offer.role,
        "sees_details": offer.sees_details,
        "until": offer.until,
        "granted_by": offer.made_by,
        "offer": offer,
    }
    there = Access.objects.filter(user=user, line__in=lines)
    known = set(there.values_list("line_id", flat=True))
    there.filter(by_code=False).update(**given)
    Access.objects.bulk_create(Access(user=user, line=line, **given) for line in lines if line.pk not in known)
