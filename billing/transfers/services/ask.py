"""Asking another number for money (B8). Who is asked sends it as any transfer, on the page or as the SMS says."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from billing.models import MoneyRequest, MoneyRequestStatus
from billing.transfers import texts
from billing.transfers.errors import (
    AnsweredAlready,
    AskedAlready,
    AskedTooOften,
    NoPhoneHere,
    NumberStopped,
    OneCannotAskOneself,
    OutOfBounds,
)
from billing.transfers.services.locking import lock_lines
from billing.transfers.services.strangers import reached, tell
from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, LineStatus, User
from cabinet.core import windows
from cabinet.core.channels import Channel

LIVES = timedelta(days=1)  # that a request waits for its answer


def ask(*, line: Line, of: str, amount: Decimal, by: User, channel: Channel, now: datetime) -> MoneyRequest:
    """Ask the number `of` (MSISDN) to send `amount` roubles to the account of `line`.

    A number that nobody here has, that forbids it, or that was asked too often today, looks the same: it costs the same
    and is told nothing. Raises `NotFound` unless `by` manages the line, `NumberStopped`, `NoPhoneHere`, `OutOfBounds`,
    `OneCannotAskOneself`, `AskedAlready`, `AskedTooOften`; then nothing is written.
    """
    require(by, line, Right.MANAGE, now)
    if not settings.TRANSFER_LEAST <= amount <= settings.TRANSFER_MOST:
        raise OutOfBounds
    with transaction.atomic():
        asker, asked = both_lines(line, of)
        if asked is not None and asked.contract_id == asker.contract_id:
            raise OneCannotAskOneself
        _refuse_too_many(asker, of, now)
        had_enough = _had_enough(of, now)
        takes = reached(asked, takes="takes_money_requests") and not had_enough
        wish = MoneyRequest.objects.create(
            asker=asker,
            msisdn=of,
            line=asked if takes else None,
            made_by=by,
            channel=channel,
            amount=amount,
            created_at=now,
            expires_at=now + LIVES,
        )
        _tell(wish, asker, asked if takes else None, now)
    return wish


def refuse(*, wish: MoneyRequest, by: User, now: datetime) -> None:
    """Say no, for the number that is asked. Raises `NotFound` unless `by` manages it, `AnsweredAlready`."""
    require(by, wish, Right.MANAGE, now)
    waiting = MoneyRequest.objects.filter(pk=wish.pk, status=MoneyRequestStatus.WAITING, expires_at__gt=now)
    if not waiting.update(status=MoneyRequestStatus.REFUSED, ended_at=now):
        raise AnsweredAlready


def both_lines(line: Line, number: str) -> tuple[Line, Line | None]:
    """`line` and whose `number` is, locked, so that the wishes of the one and those to the other are counted exactly.

    Raises `NumberStopped`, `NoPhoneHere` where the first cannot ask.
    """
    theirs = Line.objects.filter(msisdn=number, closed_at=None).values_list("pk", flat=True).first()
    lines = lock_lines(key for key in (line.pk, theirs) if key)
    asker, asked = lines[line.pk], lines.get(theirs or 0)
    if asker.status != LineStatus.ACTIVE:
        raise NumberStopped
    if not asker.msisdn:
        raise NoPhoneHere
    return asker, asked


def _refuse_too_many(asker: Line, of: str, now: datetime) -> None:
    figure = settings.MONEY_ASKED_PER_NUMBER
    mine = MoneyRequest.objects.filter(asker=asker)
    if mine.filter(msisdn=of, status=MoneyRequestStatus.WAITING, expires_at__gt=now).exists():
        raise AskedAlready
    if mine.filter(created_at__gt=now - windows.span(figure)).count() >= windows.amount(figure):
        raise AskedTooOften


def _had_enough(of: str, now: datetime) -> bool:
    figure = settings.MONEY_ASKED_OF_ONE
    lately = MoneyRequest.objects.filter(msisdn=of, created_at__gt=now - windows.span(figure))
    return lately.exclude(line=None).count() >= windows.amount(figure)


def _tell(wish: MoneyRequest, asker: Line, asked: Line | None, now: datetime) -> None:
    digits = str(asker.msisdn).removeprefix("7")
    text = texts.in_language(
        texts.ASKED,
        asked.sms_language if asked else "ru",
        number=str(asker.msisdn),
        sum=wish.amount,
        code=f"*145*{digits}*{plain(wish.amount)}#",
        link=settings.PUBLIC_URL.rstrip("/") + reverse("payments-ask"),
    )
    tell(msisdn=wish.msisdn, line=asked, text=text, now=now, not_after=wish.expires_at, at_once=False)


def plain(amount: Decimal) -> str:
    """As a person types it: `100`, `99.50`."""
    return f"{amount:.2f}".removesuffix(".00")
