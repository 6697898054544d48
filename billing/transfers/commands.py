"""What a telephone may ask: to send money, in the same two steps as on the page, and to be called (N4)."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import Entry, Transfer, TransferStatus
from billing.sums import parse_sum
from billing.transfers import texts
from billing.transfers.errors import NothingToConfirm, NotTheOwner
from billing.transfers.services.begin import begin
from billing.transfers.services.call_me import call_me
from billing.transfers.services.confirm import confirm
from cabinet.accounts.access import Right
from cabinet.accounts.hearing import may_hear, person_behind
from cabinet.accounts.models import User
from cabinet.accounts.services.codes import TWICE
from cabinet.core import phones
from cabinet.core.commands import Caller, Command, Fields
from cabinet.core.errors import DomainError


def _transfer(caller: Caller, fields: Fields, now: datetime) -> str:
    """The first step. Raises what `begin` raises, `NotTheOwner`, `NotANumber`, `NotASum`."""
    transfer = begin(
        line=caller.line,
        to=phones.parse_mobile(fields["number"]),
        amount=parse_sum(fields["sum"]),
        by=_owner(caller, now),
        channel=caller.channel,
        now=now,
    )
    return texts.in_language(texts.BEGUN, caller.language, sum=transfer.amount, number=transfer.msisdn)


def _confirm(caller: Caller, fields: Fields, now: datetime) -> str:
    """The second step. A refusal is returned, not raised: raising would give back the attempt that it has spent."""
    by = _owner(caller, now)
    meant = Q(status=TransferStatus.CREATED) | Q(status=TransferStatus.DONE, done_at__gt=now - TWICE)
    transfers = Transfer.objects.select_related("from_line__contract").filter(meant, from_line=caller.line)
    transfer = transfers.order_by("-pk").first()
    if transfer is None:
        raise NothingToConfirm
    try:
        done = confirm(transfer=transfer, by=by, typed=fields["code"], channel=caller.channel, now=now)
    except DomainError as error:
        return str(error)
    left = cast(Entry, done.out_entry).balance_after
    return texts.in_language(texts.DONE, caller.language, sum=done.amount, number=done.msisdn, balance=left)


def _call_me(caller: Caller, fields: Fields, now: datetime) -> str:
    to = phones.parse_mobile(fields["number"])
    call_me(line=caller.line, to=to, channel=caller.channel, now=now)
    return texts.in_language(texts.CALL_ME_SENT, caller.language, number=to)


def _owner(caller: Caller, now: datetime) -> User | None:
    """Whose money the telephone may send; None where nobody came in by this line yet. Raises `NotTheOwner`."""
    if not may_hear(caller.line, Right.MOVE_MONEY, now=now):
        raise NotTheOwner
    return person_behind(caller.line)


COMMANDS = (
    Command(
        name="billing.transfer",
        ussd="*145*<number>*<sum>#",
        sms=("ПЕРЕВОД", "TRANSFER"),
        about=_("перевод"),
        run=_transfer,
    ),
    Command(
        name="billing.transfer_code",
        ussd="*145*<code>#",
        sms=("КОД", "CODE"),
        about=_("код перевода"),
        run=_confirm,
        listed=False,
    ),
    Command(
        name="billing.call_me",
        ussd="*144*<number>#",
        sms=("ПОЗВОНИ", "CALL ME"),
        about=_("позвони мне"),
        run=_call_me,
    ),
)
