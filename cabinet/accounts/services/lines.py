"""The life of a number: opened on a contract, and closed (A13). A number is not a person (DESIGN §4.12)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import lines_for
from cabinet.accounts.models import (
    Access,
    Contract,
    Line,
    LineKind,
    LineStatus,
    NumberLimit,
    OneTimePassword,
    SecurityEventKind,
    Session,
    User,
)
from cabinet.accounts.services.codes import end_codes
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.tell import tell
from cabinet.accounts.texts import line_closed_text
from cabinet.core import line_closing
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.core.net import NOWHERE, Origin
from cabinet.sms.services.forget import forget_number


class NumberTaken(DomainError):
    code = "number_taken"
    message = _("Этот номер уже занят.")


@transaction.atomic
def open_line(
    *,
    contract: Contract,
    number: str,
    now: datetime,
    msisdn: str | None = None,
    kind: LineKind = LineKind.MOBILE,
    label: str = "",
    sms_language: str = "ru",
    as_primary: bool = False,
    made_by: User | None = None,
    channel: Channel = Channel.STAFF,
    origin: Origin = NOWHERE,
) -> Line:
    """Open a number on `contract`: a new line, whoever had the same digits before. Raises `NumberTaken`.

    `as_primary`: its code opens the whole cabinet of the contract. Nobody else says so: the first number of a contract
    that lost its primary one may lie in the hands of anybody in the family.
    """
    line = Line(
        contract=contract,
        number=number,
        msisdn=msisdn or None,
        kind=kind,
        label=label,
        sms_language=sms_language,
        opened_at=now,
    )
    try:
        with transaction.atomic():
            line.save(force_insert=True)
    except IntegrityError:
        raise NumberTaken from None
    if line.msisdn:
        # Closing ended these already; what was asked for in between, when nobody had the number, ends here.
        NumberLimit.objects.filter(msisdn=line.msisdn).delete()  # first, as everywhere: limits, then codes
        end_codes(line=line, now=now)
        forget_number(msisdn=line.msisdn, line_public_id=line.public_id, now=now)
    locked = Contract.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=contract.pk)
    if as_primary:
        locked.primary_line = contract.primary_line = line
        locked.save(update_fields=["primary_line"])
    record(
        SecurityEventKind.LINE_OPENED,
        now=now,
        user=locked.owner,
        line=line,
        made_by=made_by,
        channel=channel,
        origin=origin,
    )
    return line


@transaction.atomic
def close_line(
    *,
    line: Line,
    now: datetime,
    made_by: User | None = None,
    channel: Channel = Channel.STAFF,
    origin: Origin = NOWHERE,
) -> bool:
    """Close a number and end all that hangs on it, in one transaction; False if it was closed already.

    Ends: codes, SMS on their way, sessions that it opened, accesses to it, and what apps registered in
    `core.line_closing`. The contract keeps its owner, who keeps login and password; a closed primary line is nobody's
    key any more, and no other line takes its place by itself (docs/adr/0008).
    """
    locked = Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    if locked.closed_at is not None:
        return False
    contract = (
        Contract.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=locked.contract_id)
    )
    line_closing.run_all(locked, now)  # while it still says whose it was
    locked.status, locked.closed_at = LineStatus.CLOSED, now
    locked.block_reason, locked.blocked_at = "", None
    locked.save(update_fields=["status", "closed_at", "block_reason", "blocked_at"])
    if contract.primary_line_id == locked.pk:
        contract.primary_line = None
        contract.save(update_fields=["primary_line"])
    if locked.msisdn:
        end_codes(line=locked, now=now)
        OneTimePassword.objects.filter(line=locked, used_at=None).update(used_at=now)
    Session.objects.filter(line=locked).delete()
    people = _end_accesses(locked, now, made_by=made_by, channel=channel)
    if contract.owner_id is not None:
        people.add(contract.owner_id)
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        if not lines_for(user, now).exists():
            end_sessions(user=user)
    record(
        SecurityEventKind.LINE_CLOSED,
        now=now,
        user=contract.owner,
        line=locked,
        made_by=made_by,
        channel=channel,
        origin=origin,
    )
    if contract.owner is not None:
        tell(user=contract.owner, words=lambda: line_closed_text(str(locked)), now=now)  # on their other numbers
    line.status, line.closed_at = locked.status, locked.closed_at
    return True


def hold_open(*, line: Line) -> None:
    """Keep `line` from being closed until the caller's transaction ends. Raises `NotFound` if it is closed."""
    if not Line.objects.select_for_update(no_key=True).filter(pk=line.pk, closed_at=None).exists():
        raise NotFound


def _end_accesses(line: Line, now: datetime, *, made_by: User | None, channel: Channel) -> set[int]:
    """End every access to `line`; returns whose they were."""
    people = set()
    for access in Access.objects.filter(line=line).select_related("user"):
        people.add(access.user_id)
        record(SecurityEventKind.ACCESS_REVOKED, now=now, user=access.user, line=line, made_by=made_by, channel=channel)
    Access.objects.filter(line=line).delete()
    return people
