"""The second step of a transfer: its code is judged, and both accounts move, or neither (B8)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, Entry, MoneyRequest, MoneyRequestStatus, Transfer, TransferStatus
from billing.services.ledger import Posting, open_account, post_many
from billing.telling import top_up_key
from billing.transfers import texts
from billing.transfers.errors import NotTaken, TransferOver
from billing.transfers.rules import judge
from billing.transfers.senders import refuse_wrong_sender
from billing.transfers.services.begin import flow_of
from billing.transfers.services.locking import lock_accounts, lock_lines
from cabinet.accounts.models import CodePurpose, Line, LineStatus, User
from cabinet.accounts.services.codes import check_code
from cabinet.accounts.services.notify import notify
from cabinet.core import phones
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from cabinet.core.money import plain_rub


def confirm(*, transfer: Transfer, by: User | None, typed: str, channel: Channel, now: datetime) -> Transfer:
    """Judge the code `typed` for `transfer`, and send the money. One that is done already is returned as it is.

    A wrong code has spent an attempt, whatever is raised: nothing here is undone by a refusal, and a caller with a
    transaction of its own must not undo it either. Raises what `check_code` raises; `TransferOver`; and, once the code
    was right, what keeps the money here after all (`rules.judge`, `NotTaken`): then the transfer is over.
    """
    refuse_wrong_sender(line=transfer.from_line, by=by, now=now)
    with transaction.atomic():
        outcome = _confirmed(transfer, typed, channel, now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _confirmed(transfer: Transfer, typed: str, channel: Channel, now: datetime) -> Transfer | DomainError:
    lines = lock_lines(key for key in (transfer.from_line_id, transfer.to_line_id) if key)
    sender, receiver = lines[transfer.from_line_id], lines.get(transfer.to_line_id or 0)
    keys = [transfer.from_account_id] + ([open_account(contract=receiver.contract).pk] if receiver else [])
    accounts = lock_accounts(keys)
    kept = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if kept.status == TransferStatus.DONE:
        return kept
    stands = sender.status == LineStatus.ACTIVE and accounts[keys[0]].contract_id == sender.contract_id
    if not (kept.waits and kept.expires_at > now and stands):
        return TransferOver()
    try:
        check_code(
            msisdn=str(sender.msisdn), purpose=CodePurpose.TRANSFER, flow=flow_of(kept.public_id), typed=typed, now=now
        )
    except DomainError as error:
        return error
    try:
        _move(kept, sender, receiver, [accounts[key] for key in keys], channel, now)
    except DomainError as error:
        Transfer.objects.filter(pk=kept.pk).update(status=TransferStatus.REFUSED)
        return error
    return kept


def _move(
    kept: Transfer, sender: Line, receiver: Line | None, accounts: list[Account], channel: Channel, now: datetime
) -> None:
    """Both entries and what follows from them; a refusal leaves nothing of it."""
    judge(account=accounts[0], amount=kept.amount, zone=ZoneInfo(sender.contract.time_zone), now=now)
    if receiver is None or receiver.status != LineStatus.ACTIVE or receiver.contract_id == sender.contract_id:
        raise NotTaken
    given, taken = accounts
    out_entry, in_entry = post_many(_rows(kept, given, taken, receiver, channel), now=now)
    kept.status, kept.done_at = TransferStatus.DONE, now
    kept.to_account, kept.out_entry, kept.in_entry = taken, out_entry, in_entry
    kept.asked_by = _asked_for(kept, now)
    kept.save(update_fields=["status", "done_at", "to_account", "out_entry", "in_entry", "asked_by"])
    _tell(kept, sender, receiver, in_entry, now)


def _rows(kept: Transfer, given: Account, taken: Account, receiver: Line, channel: Channel) -> list[Posting]:
    """Who sent is the receiver's to know by the number alone: their entry names nobody."""
    name = f"transfer:{kept.public_id}"
    of_it = partial(Cause, source="transfer", source_id=str(kept.public_id))
    out = Posting(
        account_id=given.pk,
        amount=-kept.amount,
        kind=EntryKind.TRANSFER_OUT,
        reference=name,
        line_id=kept.from_line_id,
        cause=of_it(number=phones.masked(kept.msisdn)),
        channel=channel,
        made_by_id=kept.made_by_id,
    )
    into = Posting(
        account_id=taken.pk,
        amount=kept.amount,
        kind=EntryKind.TRANSFER_IN,
        reference=name,
        line_id=receiver.pk,
        cause=of_it(number=phones.masked(str(kept.from_line.msisdn))),
        channel=channel,
    )
    return [out, into]


def _asked_for(kept: Transfer, now: datetime) -> MoneyRequest | None:
    """The wish that this transfer answers: the same two numbers, the same sum."""
    wish = (
        MoneyRequest.objects.select_for_update()
        .filter(line=kept.from_line_id, asker=kept.to_line_id, amount=kept.amount)
        .filter(status=MoneyRequestStatus.WAITING, expires_at__gt=now)
        .order_by("pk")
        .first()
    )
    if wish is not None:
        wish.status, wish.ended_at = MoneyRequestStatus.PAID, now
        wish.save(update_fields=["status", "ended_at"])
    return wish


def _tell(kept: Transfer, sender: Line, receiver: Line, entry: Entry, now: datetime) -> None:
    number = phones.international(str(sender.msisdn))

    def facts(_language: str) -> dict[str, object]:
        return {"sum": plain_rub(entry.amount), "number": number}

    notify(
        event=texts.TRANSFER_IN.name,
        template=texts.RECEIVED.name,
        facts=facts,
        now=now,
        line=receiver,
        dedup_key=top_up_key(account_id=entry.account_id, seq=entry.seq),  # a debt that it repaid told of it, too
    )
