"""Numbers of a cabinet (A8): adding one by its code, what it is called, taking it out again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts import sharing_texts as texts
from cabinet.accounts.access import Right, lines_for, require
from cabinet.accounts.models import Access, CodePurpose, Contract, Line, LineStatus, Role, SecurityEventKind, User
from cabinet.accounts.services.codes import CodeSpent, check_code, forgive
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sessions import end_sessions
from cabinet.accounts.services.sign_in import OthersForbidden
from cabinet.accounts.services.tell import tell
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin


class NumberBlocked(DomainError):
    code = "number_blocked"
    message = _("Этот номер заблокирован. Сначала его надо разблокировать.")


class AlreadyHere(DomainError):
    code = "already_here"
    message = _("Этот номер уже в вашем кабинете.")


class InAnotherCabinet(DomainError):
    code = "in_another_cabinet"
    message = _(
        "Этот номер уже в другом кабинете. Войдите в тот кабинет по коду с этого номера и дайте себе доступ: "
        "«Настройки» → «Доступ других людей»."
    )


class OwnNumber(DomainError):
    code = "own_number"
    message = _("Номер вашего договора убрать нельзя: он ваш, пока действует договор.")


def add_number(*, user: User, msisdn: str, typed: str, now: datetime, flow: str = "", origin: Origin = NOWHERE) -> Line:
    """Judge the code that came to `msisdn`, and put that line into the cabinet of `user`.

    The primary line of a contract that nobody owns brings the whole contract. Any other line becomes one that `user`
    proved: from now on its code signs `user` in, and whoever had proved it before loses it. Raises what `check_code`
    does (for a number that nobody has, too), `NumberBlocked`, `AlreadyHere`, `OthersForbidden`, and `InAnotherCabinet`
    for somebody else's primary line: two people are never made one.
    """
    check_code(msisdn=msisdn, purpose=CodePurpose.ADD_NUMBER, flow=flow, typed=typed, now=now)
    with transaction.atomic():
        line = Line.objects.select_for_update(no_key=True).filter(msisdn=msisdn, closed_at=None).first()
        if line is None:  # nobody's, or closed between the SMS and now
            raise CodeSpent
        if line.status != LineStatus.ACTIVE:
            raise NumberBlocked
        line.contract = contract = Contract.objects.select_for_update().get(pk=line.contract_id)
        if contract.primary_line_id == line.pk:
            _own(contract, user)
        elif contract.others_forbidden and contract.owner_id != user.pk:
            raise OthersForbidden
        else:
            _prove(line, user, now, origin)
        forgive(msisdn=msisdn, now=now)
        record(SecurityEventKind.NUMBER_ADDED, now=now, user=user, line=line, origin=origin)
        tell(user=user, words=partial(texts.number_added, line), now=now)
    return line


@transaction.atomic
def rename_number(*, user: User, line: Line, name: str) -> None:
    """Call `line` by `name` in the cabinet of `user`: the owner's name is the line's own, others' are theirs alone."""
    require(user, line, Right.SEE_BALANCE)
    if line.contract.owner_id == user.pk:
        Line.objects.filter(pk=line.pk).update(label=name)
    else:
        Access.objects.filter(user=user, line=line).update(name=name)


@transaction.atomic
def remove_number(*, user: User, line: Line, now: datetime, origin: Origin = NOWHERE) -> None:
    """Take `line` out of the cabinet of `user`: pages refuse it at once, sockets within two seconds.

    Of a line of their own contract only what its code proved is taken: it signs them in no more. Raises `OwnNumber`
    where there is not even that.
    """
    require(user, line, Right.SEE_BALANCE)
    Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    taken, _rows = Access.objects.filter(user=user, line=line).delete()
    if not taken:
        raise OwnNumber
    record(SecurityEventKind.NUMBER_REMOVED, now=now, user=user, line=line, origin=origin)
    owner = line.contract.owner
    if owner is not None and owner != user:
        record(SecurityEventKind.ACCESS_DECLINED, now=now, user=owner, line=line, made_by=user, name=user.short_name)


def _own(contract: Contract, user: User) -> None:
    if contract.owner_id == user.pk:
        raise AlreadyHere
    if contract.owner_id is not None:
        raise InAnotherCabinet
    contract.owner = user
    contract.save(update_fields=["owner"])


def _prove(line: Line, user: User, now: datetime, origin: Origin) -> None:
    """Make `user` the one whom the line's code signs in."""
    earlier = Access.objects.select_related("user").filter(line=line, by_code=True).first()
    if earlier is not None and earlier.user_id == user.pk:
        raise AlreadyHere
    if earlier is not None:
        _end(earlier, line, user, now, origin)
    whole = {"role": Role.MANAGER, "sees_details": True, "until": None, "granted_by": None, "offer": None}
    Access.objects.update_or_create(user=user, line=line, defaults={"by_code": True, "created_at": now, **whole})


def _end(access: Access, line: Line, by: User, now: datetime, origin: Origin) -> None:
    """Who had proved the line before loses it, and is signed out where nothing else is left to them."""
    person = access.user
    access.delete()
    record(SecurityEventKind.NUMBER_REMOVED, now=now, user=person, line=line, made_by=by, origin=origin)
    tell(user=person, words=partial(texts.number_taken_over, line), now=now)
    if not lines_for(person, now).exists():
        end_sessions(user=person)
