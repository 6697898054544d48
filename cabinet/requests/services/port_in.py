"""Asking to move a number here from another operator (A10)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import Contract, Line, User
from cabinet.core.channels import Channel
from cabinet.core.cipher import Cipher
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.models import OPEN, DonorOperator, PortPaper, Request
from cabinet.requests.services.steps import open_request

PORT_IN = "port_in"
SOONEST = timedelta(days=8)  # the law's term for moving a number
LATEST = timedelta(days=180)
OPEN_AT_ONCE = 5  # numbers that one person may be moving: a family, not a list of strangers' numbers
TAIL = 4  # characters of the document that stay readable
papers = Cipher("requests.paper")


class OursAlready(DomainError):
    code = "ours_already"
    message = _("Этот номер уже обслуживается у нас. Чтобы видеть его в кабинете, добавьте его по коду из SMS.")


class AskedByOther(DomainError):
    code = "asked_by_other"
    message = _("Об этом номере уже подана заявка из другого кабинета. Позвоните в поддержку: специалист разберётся.")


class TooSoon(DomainError):
    code = "too_soon"
    message = _("Перенос номера по правилам занимает 8 дней. Выберите день не раньше этого и не позже полугода.")


class TooManyNumbers(DomainError):
    code = "too_many_numbers"
    message = _("У вас уже пять незаконченных заявок на перенос. Дождитесь их или напишите специалисту.")


def first_day(contract: Contract, now: datetime) -> date:
    """The first day on which a number can come, where the contract is."""
    return now.astimezone(ZoneInfo(contract.time_zone)).date() + SOONEST


@transaction.atomic
def ask_port_in(
    *,
    contract: Contract,
    msisdn: str,
    donor: DonorOperator,
    document: str,
    on: date,
    by: User,
    now: datetime,
    channel: Channel = Channel.PAGE,
    origin: Origin = NOWHERE,
) -> Request:
    """Ask that `msisdn` comes from `donor` to `contract` on the day `on`. The same number again gives the request that
    is open already.

    `document` is kept encrypted, and only until `donor` was asked. Raises `OursAlready`, `AskedByOther`, `TooSoon`,
    `TooManyNumbers`.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # who asks for many at once is counted one by one
    open_ones = Request.objects.filter(user=by, kind=PORT_IN, status__in=OPEN).exclude(payload__msisdn=msisdn)
    if open_ones.count() >= OPEN_AT_ONCE:
        raise TooManyNumbers
    if Line.objects.filter(msisdn=msisdn, closed_at=None).exists():
        raise OursAlready
    first = first_day(contract, now)
    if not first <= on <= first - SOONEST + LATEST:
        raise TooSoon
    request = open_request(
        kind=PORT_IN,
        user=by,
        channel=channel,
        origin=origin,
        now=now,
        payload={"msisdn": msisdn, "donor": donor.code, "contract": contract.number, "on": on.isoformat()},
        due_at=datetime.combine(on, time.min, ZoneInfo(contract.time_zone)),
        next_step_at=now,
        only_one=f"port_in:{msisdn}",
    )
    if request.user_id != by.pk:
        raise AskedByOther
    PortPaper.objects.get_or_create(
        request=request, defaults={"document": papers.seal(document), "tail": document[-TAIL:]}
    )
    return request


def may_cancel_port_in(request: Request, now: datetime) -> bool:
    """Until the day before: on the day itself the number is being moved."""
    return request.due_at is not None and now < request.due_at
