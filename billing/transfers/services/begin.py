"""The first step of a transfer: judged, written down, and a code sent to the sending line (B8)."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.models import Transfer, TransferStatus
from billing.services.ledger import open_account
from billing.transfers import texts
from billing.transfers.errors import CodeComesElsewhere, ToOneself, TransferOver
from billing.transfers.rules import judge
from billing.transfers.senders import refuse_wrong_sender
from billing.transfers.services.locking import lock_accounts, lock_lines
from cabinet.accounts.models import Asker, CodePurpose, Line, LineStatus, User
from cabinet.accounts.services.codes import LIFE, TWICE, has_living_code, request_code
from cabinet.core.channels import Channel


def begin(*, line: Line, to: str, amount: Decimal, by: User | None, channel: Channel, now: datetime) -> Transfer:
    """Begin to send `amount` roubles from `line` to the number `to` (MSISDN); the code of its SMS confirms it.

    `by` is the owner, or None for a telephone behind which nobody is known yet. A number that nobody here has costs the
    same and looks the same until the code is typed. One transfer of a line waits at a time: another one cancels it, and
    the same one within a minute is the button pressed twice.

    Raises what `refuse_wrong_sender` and `rules.judge` raise, `ToOneself`, `CodeTooSoon`, `TooManyAttempts`; then
    nothing is written.
    """
    refuse_wrong_sender(line=line, by=by, now=now)
    with transaction.atomic():
        sender = lock_lines([line.pk])[line.pk]
        if sender.status != LineStatus.ACTIVE or not sender.msisdn:
            raise CodeComesElsewhere
        account = lock_accounts([open_account(contract=sender.contract).pk]).popitem()[1]
        receiver = Line.objects.filter(msisdn=to, closed_at=None).first()
        if receiver is not None and receiver.contract_id == sender.contract_id:
            raise ToOneself
        judge(account=account, amount=amount, zone=ZoneInfo(sender.contract.time_zone), now=now)
        wish = Transfer(
            from_account=account,
            from_line=sender,
            msisdn=to,
            to_line=receiver,
            made_by=by,
            channel=channel,
            amount=amount,
            created_at=now,
            expires_at=now + LIFE,
        )
        return _pressed_twice(wish, now) or _begun(wish, now)


def send_again(*, transfer: Transfer, by: User | None, now: datetime) -> None:
    """Another code for `transfer`; the one before works no more. Raises `TransferOver`, `CodeTooSoon`."""
    refuse_wrong_sender(line=transfer.from_line, by=by, now=now)
    with transaction.atomic():
        sender = lock_lines([transfer.from_line_id])[transfer.from_line_id]
        waiting = Transfer.objects.filter(pk=transfer.pk, status=TransferStatus.CREATED, expires_at__gt=now)
        if sender.status != LineStatus.ACTIVE or not waiting.update(expires_at=now + LIFE):
            raise TransferOver
        _send_code(transfer, sender, now)


def cancel(*, transfer: Transfer, by: User | None, now: datetime) -> bool:
    """Give `transfer` up; nothing moved. One that is over stays as it is: False, and perhaps it is done. Raises
    `NotFound`."""
    refuse_wrong_sender(line=transfer.from_line, by=by, now=now)
    waiting = Transfer.objects.filter(pk=transfer.pk, status=TransferStatus.CREATED)
    return bool(waiting.update(status=TransferStatus.CANCELLED))


def flow_of(public_id: uuid.UUID) -> str:
    """The flow of a transfer's code: it confirms this one, and so this number and this sum, and nothing else."""
    return public_id.hex


def _pressed_twice(wish: Transfer, now: datetime) -> Transfer | None:
    same = Transfer.objects.filter(
        from_line=wish.from_line,
        status=TransferStatus.CREATED,
        msisdn=wish.msisdn,
        amount=wish.amount,
        made_by=wish.made_by,
        channel=wish.channel,
        created_at__gt=now - TWICE,
    ).first()
    if same is None:
        return None
    flow = flow_of(same.public_id)
    living = has_living_code(msisdn=str(wish.from_line.msisdn), purpose=CodePurpose.TRANSFER, flow=flow, now=now)
    return same if living else None


def _begun(wish: Transfer, now: datetime) -> Transfer:
    Transfer.objects.filter(from_line=wish.from_line, status=TransferStatus.CREATED).update(
        status=TransferStatus.CANCELLED
    )
    wish.save(force_insert=True)
    _send_code(wish, wish.from_line, now)
    return wish


def _send_code(transfer: Transfer, sender: Line, now: datetime) -> None:
    def wording(code: str, language: str) -> str:
        return texts.in_language(texts.CODE, language, code=code, sum=transfer.amount, number=transfer.msisdn)

    request_code(
        msisdn=str(sender.msisdn),
        purpose=CodePurpose.TRANSFER,
        flow=flow_of(transfer.public_id),
        asker=Asker.OWN,  # strangers at the sign-in page neither use up these codes nor stop them
        now=now,
        wording=wording,
    )
