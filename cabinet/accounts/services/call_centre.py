"""A temporary password by telephone: a document is checked, then a code sent or a password read out (A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts import texts
from cabinet.accounts.models import Contract, Line, LineStatus, SecurityEvent, SecurityEventKind, User
from cabinet.accounts.services.documents import is_document_of
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.one_time import make_one_time
from cabinet.accounts.services.sign_in import owner_of
from cabinet.accounts.services.tell import tell, tell_line
from cabinet.accounts.services.temporary import send_temporary_password
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.net import NOWHERE, Origin

A_DAY = timedelta(hours=24)
WRONG_FOR_A_CONTRACT = 3  # checks in a day
WRONG_BY_A_SPECIALIST = 10  # checks in a day, whatever the contracts


class DocumentMismatch(DomainError):
    code = "document_mismatch"
    message = _("Договор, документ и номер не сходятся. Проверьте все три; документ мог быть и не внесён в договор.")


class TooManyChecks(TooManyAttempts):
    code = "too_many_checks"

    def __init__(self) -> None:
        super().__init__(
            int(A_DAY.total_seconds()), _("Слишком много неверных проверок за сутки. Позовите старшего смены.")
        )


class CannotGive(DomainError):
    code = "cannot_give"


@dataclass(frozen=True)
class Caller:
    """What the person on the telephone said."""

    contract_number: str
    last_digits: str
    msisdn: str


@sensitive_variables("caller")
def send_code(*, specialist: User, caller: Caller, now: datetime, origin: Origin = NOWHERE) -> Line:
    """Check `caller` and send a code to their number. Raises what `_check` does, `CannotGive` for a blocked number,
    `CodeTooSoon`."""
    line = _check(specialist, caller, now, origin)
    if line.status != LineStatus.ACTIVE:
        raise CannotGive(_("Номер заблокирован, SMS на него не идут. Продиктуйте одноразовый пароль."))
    send_temporary_password(msisdn=caller.msisdn, channel=Channel.STAFF, made_by=specialist, origin=origin, now=now)
    return line


@sensitive_variables("caller", "password")
def read_out(*, specialist: User, caller: Caller, now: datetime, origin: Origin = NOWHERE) -> tuple[Line, str]:
    """Check `caller` and make a one-time password of the contract's owner, to be read out once.

    The owner's own lines, and the number itself, are told of it by SMS. Raises what `_check` does, `TooManyGiven`, and
    `CannotGive` for an owner who may not enter.
    """
    checked = _check(specialist, caller, now, origin)
    with transaction.atomic():
        line = Line.objects.select_for_update(of=("self",), no_key=True).select_related("contract").get(pk=checked.pk)
        contract = Contract.objects.select_for_update().get(pk=line.contract_id)
        owner = owner_of(contract)
        if not owner.is_active or owner.is_staff:
            raise CannotGive(_("Владельцу этого договора вход закрыт."))
        password = make_one_time(user=owner, line=line, contract=contract, made_by=specialist, now=now)
        event = record(
            SecurityEventKind.PASSWORD_GIVEN,
            now=now,
            user=owner,
            line=line,
            made_by=specialist,
            channel=Channel.STAFF,
            origin=origin,
            way="read_out",
        )
        key = f"one-time:{event.pk}"  # the number may be among the owner's own: it is told once
        tell_line(line=line, words=texts.one_time_password_was_given, now=now, dedup_key=key)
        tell(user=owner, words=texts.one_time_password_was_given, now=now, dedup_key=key)
    return line, password


@sensitive_variables("caller")
def _check(specialist: User, caller: Caller, now: datetime, origin: Origin) -> Line:
    """The line, if contract, document and number belong together.

    Raises `DocumentMismatch`, which is written in the journal and counted; `TooManyChecks` before anything is compared,
    once the contract or the specialist has used up the day's wrong ones.
    """
    with transaction.atomic():
        # Both rows are locked, so that many checks at once are judged in turn.
        contract = Contract.objects.select_for_update().filter(number=caller.contract_number.strip()).first()
        User.objects.select_for_update().get(pk=specialist.pk)
        _refuse_too_many(specialist, contract, now)
        line = _matching(contract, caller)
        if line is None:
            record(
                SecurityEventKind.DOCUMENT_MISMATCHED,
                now=now,
                user=contract.owner if contract else None,
                line=(contract.primary_line or contract.lines.first()) if contract else None,
                made_by=specialist,
                channel=Channel.STAFF,
                origin=origin,
                name=caller.contract_number[:32],
            )
    if line is None:
        raise DocumentMismatch
    return line


def _refuse_too_many(specialist: User, contract: Contract | None, now: datetime) -> None:
    wrong = SecurityEvent.objects.filter(kind=SecurityEventKind.DOCUMENT_MISMATCHED, at__gt=now - A_DAY)
    if wrong.filter(made_by=specialist).count() >= WRONG_BY_A_SPECIALIST:
        raise TooManyChecks
    if contract is not None and wrong.filter(line__contract=contract).count() >= WRONG_FOR_A_CONTRACT:
        raise TooManyChecks


@sensitive_variables("caller")
def _matching(contract: Contract | None, caller: Caller) -> Line | None:
    if contract is None or not is_document_of(contract, caller.last_digits):
        return None
    lines = Line.objects.select_related("contract")
    return lines.filter(contract=contract, msisdn=caller.msisdn, closed_at=None).first()
