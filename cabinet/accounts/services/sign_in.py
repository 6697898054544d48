"""Who a proof signs in (DESIGN §4.8): the owner by the primary line, one person by any other line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.models import Access, CodePurpose, Contract, Line, LineStatus, Role, User
from cabinet.accounts.services.codes import ANY_BROWSER, CodeSpent, WrongCode, check_code, forgive
from cabinet.accounts.services.number_limits import TooManyWrongCodes
from cabinet.core.errors import DomainError


class CannotSignIn(DomainError):
    code = "cannot_sign_in"
    message = _("Войти по этому номеру нельзя. Позвоните в поддержку.")


class OthersForbidden(DomainError):
    code = "others_forbidden"
    message = _("Владелец договора запретил доступ другим, поэтому этот номер открывает только он сам.")


def sign_in_by_code(
    *, msisdn: str, typed: str, now: datetime, flow: str = "", purpose: CodePurpose = CodePurpose.SIGN_IN
) -> tuple[User, Line]:
    """Judge the code and find, or make, the person whom it signs in.

    `purpose` is what the sign-in named `flow` asked a code for. To sign in, a temporary password that another channel
    asked for (`services.temporary`) does as well: the number's own telephone has it.

    Raises `WrongCode` or `CodeSpent` (see `check_code`); `CannotSignIn` when the line is blocked or its person may
    not enter, `OthersForbidden` when only the owner may. A number that nobody has fails exactly like a wrong code.
    """
    _check(msisdn, purpose, flow, typed, now)
    with transaction.atomic():
        line = locked_line(msisdn)
        if line is None:  # closed between the SMS and now
            raise CodeSpent
        user = admitted(line)
        forgive(msisdn=msisdn, now=now)
    return user, line


def locked_line(msisdn: str) -> Line | None:
    """The open line with this number, locked until the caller's transaction ends."""
    lines = Line.objects.select_for_update(of=("self",), no_key=True).select_related("contract")
    return lines.filter(msisdn=msisdn, closed_at=None).first()


def admitted(line: Line) -> User:
    """Whom a proof of `line`, which the caller has locked, signs in: the owner by the primary line, one person by any
    other. Raises `CannotSignIn`, also for a number that was added shortly before a loss; `OthersForbidden`."""
    if line.status != LineStatus.ACTIVE:
        raise CannotSignIn
    user = owner_of(line.contract) if line.contract.primary_line_id == line.pk else _person_by_code(line)
    if not user.is_active or user.is_staff or not lines_that_prove(user).filter(pk=line.pk).exists():
        raise CannotSignIn
    return user


def _check(msisdn: str, purpose: CodePurpose, flow: str, typed: str, now: datetime) -> None:
    """The browser's own code first. Then the temporary password of any browser; of what becomes of that, and whether
    there is one, who does not have it hears nothing."""
    try:
        check_code(msisdn=msisdn, purpose=purpose, flow=flow, typed=typed, now=now)
    except (WrongCode, CodeSpent) as own:
        if purpose != CodePurpose.SIGN_IN or flow == ANY_BROWSER:
            raise
        try:
            check_code(msisdn=msisdn, purpose=purpose, flow=ANY_BROWSER, typed=typed, now=now)
        except (WrongCode, CodeSpent, TooManyWrongCodes):
            raise own from None


def owner_of(contract: Contract) -> User:
    """The owner, made if nobody has signed in yet. Within the caller's transaction."""
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    if contract.owner is None:
        contract.owner = User.objects.create_user(name=contract.customer_name)
        contract.save(update_fields=["owner"])
    return contract.owner


def _person_by_code(line: Line) -> User:
    """The line is locked, so two sign-ins at once make one person."""
    access = Access.objects.select_related("user").filter(line=line, by_code=True).first()
    is_owner = access is not None and access.user_id == line.contract.owner_id
    if line.contract.others_forbidden and not is_owner:
        raise OthersForbidden
    if access is None:
        user = User.objects.create_user(name=line.label)
        access = Access.objects.create(user=user, line=line, role=Role.MANAGER, by_code=True)
    return access.user
