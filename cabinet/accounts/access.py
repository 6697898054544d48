"""Who may see and do what: the one place that is asked (DESIGN §4.8).

Ownership is `Contract.owner`, and nothing else. An `Access` gives one line to somebody who is not the owner. What is
someone else's does not exist for the asker: `NotFound`, which answers 404.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any, Protocol, runtime_checkable

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from cabinet.accounts.models import (
    Access,
    BlockReason,
    Contract,
    Line,
    LineStatus,
    Role,
    SecurityEvent,
    SecurityEventKind,
    User,
)
from cabinet.accounts.models.contracts import NOTICED_WITHIN
from cabinet.accounts.roles import FINANCE, SPECIALISTS, SUPERVISORS
from cabinet.core.errors import NotFound


class Right(Enum):
    """What may be asked for."""

    SEE_BALANCE = "see_balance"  # of the account behind a line
    SEE_ENTRIES = "see_entries"  # a line's own movements
    SEE_ACCOUNT = "see_account"  # every movement of the contract's accounts: the owner's
    CHAT = "chat"  # ask about a line, and read one's own conversations about it
    MANAGE = "manage"  # change what belongs to a line
    SEE_REQUESTS = "see_requests"  # what was ever asked for about a line
    BLOCK = "block"  # stop a line: one that signs in its owner is the owner's alone, or a manager could lock them out
    LET_NETWORK_IN = "let_network_in"  # let the network's word open what the line's code opens: whose that is
    RESTORE = "restore"  # unblock a line that was lost: the owner, or whose line it was before
    SHARE = "share"  # give others access, see who has it, forbid it
    MOVE_MONEY = "move_money"  # transfer, borrow, the content account: the owner's
    ANSWER = "answer"  # staff: answer any conversation
    DECIDE = "decide"  # staff: decide a claim for money, and give back a small sum
    SUPERVISE = "supervise"  # staff: see the figures of the desk, and approve what the bot learns
    DECIDE_MUCH = "decide_much"  # staff: give back what nobody may alone


OWNER_ONLY = {Right.SEE_ACCOUNT, Right.SHARE, Right.MOVE_MONEY}
VIEWER = {Right.SEE_BALANCE}
OF_STAFF = {  # the groups that have it
    Right.ANSWER: (SPECIALISTS,),
    Right.DECIDE: (SPECIALISTS, FINANCE),
    Right.DECIDE_MUCH: (FINANCE,),
    Right.SUPERVISE: (SUPERVISORS,),
}


class Guarded(Protocol):
    """A row of a higher app (account, request, conversation) that says which line, contract or person it belongs to."""

    @property
    def guarded_by(self) -> Line | Contract | User | None: ...


@runtime_checkable
class Private(Guarded, Protocol):
    """A row that is, besides, one person's: others with a right to its line do not see it. A conversation."""

    @property
    def author_id(self) -> int | None: ...


def open_access(user: User, now: datetime) -> QuerySet[Access]:
    """The accesses of `user` that hold at `now`: none does while the contract's owner forbids it to others."""
    return Access.objects.filter(Q(until=None) | Q(until__gt=now), user=user, line__contract__others_forbidden=False)


def lines_for(user: User | AnonymousUser, now: datetime | None = None) -> QuerySet[Line]:
    """The open lines that `user` may see, their own first, each with its `name`: what this person calls it.

    Staff hold none.
    """
    if not isinstance(user, User) or user.is_staff or not user.is_active:
        return Line.objects.none()
    given = open_access(user, now or timezone.now()).filter(line=OuterRef("pk"))
    return (
        Line.objects.filter(Q(contract__owner=user) | Exists(given), closed_at=None)
        .select_related("contract")
        .annotate(name=Case(When(contract__owner=user, then=F("label")), default=Subquery(given.values("name")[:1])))
        .order_by(Case(When(contract__owner=user, then=0), default=1), "contract_id", "opened_at", "pk")
    )


def lines_with_details(user: User | AnonymousUser, now: datetime) -> QuerySet[Line]:
    """Those of `lines_for` whose movements `user` may see: `Right.SEE_ENTRIES` of each, in one query."""
    if not isinstance(user, User):
        return Line.objects.none()
    shown = open_access(user, now).filter(line=OuterRef("pk"), sees_details=True)
    return lines_for(user, now).filter(Q(contract__owner=user) | Exists(shown))


def lines_that_prove(user: User) -> QuerySet[Line]:
    """The lines whose code signs `user` in, and so proves that it is they: primary ones of their contracts, and those
    that they proved before. Blocked ones prove nothing: who has the telephone may have found it (A11); nor do numbers
    that may have been added by it."""
    by_code = Access.objects.filter(line=OuterRef("pk"), user=user, by_code=True)
    let_in = Q(contract__owner=user) | Q(contract__others_forbidden=False)
    return (
        Line.objects.filter(
            Q(primary_of__owner=user) | let_in & Exists(by_code), closed_at=None, status=LineStatus.ACTIVE
        )
        .exclude(msisdn=None)
        .exclude(Exists(_added_before_a_loss(user)))
        .select_related("contract")
        .order_by("opened_at", "pk")
    )


def _added_before_a_loss(user: User) -> QuerySet[SecurityEvent]:
    """That the line of the outer query was added shortly before another that signs `user` in was lost: by who held its
    telephone, maybe, and then the number is a thief's."""
    by_code = Access.objects.filter(line=OuterRef("pk"), user=user, by_code=True)
    lost = Line.objects.filter(
        Q(primary_of__owner=user) | Exists(by_code),
        status=LineStatus.BLOCKED,
        block_reason=BlockReason.LOSS,
        blocked_at__lte=OuterRef("at") + NOTICED_WITHIN,
    ).exclude(pk=OuterRef("line"))
    return SecurityEvent.objects.filter(
        Exists(lost), kind=SecurityEventKind.NUMBER_ADDED, user=user, line=OuterRef("pk")
    )


def allowed(
    user: User | AnonymousUser, thing: Line | Contract | Guarded, right: Right, now: datetime | None = None
) -> bool:
    """Whether `user` has `right` to `thing` at `now`."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if right in OF_STAFF:
        return has_staff_right(user, right)
    subject: Any = thing if isinstance(thing, Line | Contract) else thing.guarded_by
    if subject is None or user.is_staff or (isinstance(thing, Private) and thing.author_id != user.pk):
        return False
    if isinstance(subject, User):
        return subject.pk == user.pk
    if isinstance(subject, Contract):
        return subject.owner_id == user.pk
    if subject.closed_at is not None:
        return False
    if subject.contract.owner_id == user.pk:
        return True
    if right in OWNER_ONLY:
        return False
    access = open_access(user, now or timezone.now()).filter(line=subject).first()
    if access is None:
        return False
    if right is Right.SEE_ENTRIES:
        return access.sees_details
    if right is Right.BLOCK:
        return access.role == Role.MANAGER and not _signs_in_owner(subject)
    if right is Right.LET_NETWORK_IN:
        return access.by_code
    if right is Right.RESTORE:
        return access.by_code and not subject.was_gone_at(access.created_at)
    return access.role == Role.MANAGER or right in VIEWER


def _signs_in_owner(line: Line) -> bool:
    """Whether a code of `line` opens the cabinet of its contract's owner."""
    contract = line.contract
    if contract.primary_line_id == line.pk:
        return True
    return Access.objects.filter(line=line, user=contract.owner_id, by_code=True).exists()


def require(
    user: User | AnonymousUser, thing: Line | Contract | Guarded, right: Right, now: datetime | None = None
) -> None:
    """Raise `NotFound` unless `user` has `right` to `thing`."""
    if not allowed(user, thing, right, now):
        raise NotFound


def is_specialist(user: User | AnonymousUser) -> bool:
    """Whether `user` answers at the desk. The second factor is asked by the desk itself, of the session."""
    return has_staff_right(user, Right.ANSWER)


def specialists() -> QuerySet[User]:
    """Everybody of whom `is_specialist` is true."""
    groups = Group.objects.filter(name__in=OF_STAFF[Right.ANSWER], user=OuterRef("pk"))
    return User.objects.filter(Exists(groups), is_active=True, is_staff=True)


def has_staff_right(user: User | AnonymousUser, right: Right) -> bool:
    """Whether `user` is of a group that has `right`, one of `OF_STAFF`, whomever it is about. Of the second factor: as
    above."""
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return False
    return user.groups.filter(name__in=OF_STAFF[right]).exists()


def staff_rights(user: User | AnonymousUser) -> set[Right]:
    """All that `has_staff_right` says yes to, in one query."""
    if not isinstance(user, User) or not user.is_active or not user.is_staff:
        return set()
    groups = set(user.groups.values_list("name", flat=True))
    return {right for right, names in OF_STAFF.items() if groups.intersection(names)}


# The same rules as SQL, for the sockets' check, which asks for thousands at once (DESIGN §4.6). They take SQL
# expressions of keys and the parameter `%(now)s`; tests/chat/test_check.py holds them to `allowed`.


def may_chat_sql(*, user: str, line: str) -> str:
    """`allowed(user, line, Right.CHAT)` as an SQL condition; of a conversation, its author is asked besides."""
    return f"""EXISTS (
        SELECT FROM accounts_user u CROSS JOIN accounts_line l JOIN accounts_contract c ON c.id = l.contract_id
        WHERE u.id = {user} AND u.is_active AND NOT u.is_staff AND l.id = {line} AND l.closed_at IS NULL
        AND (c.owner_id = u.id OR NOT c.others_forbidden AND EXISTS (
            SELECT FROM accounts_access a WHERE a.user_id = u.id AND a.line_id = l.id
            AND a.role = '{Role.MANAGER}' AND (a.until IS NULL OR a.until > %(now)s))))"""  # noqa: S608 - no input


def is_specialist_sql(*, user: str) -> str:
    """`is_specialist(user)` as an SQL condition."""
    return f"""EXISTS (
        SELECT FROM accounts_user u JOIN accounts_user_groups ug ON ug.user_id = u.id
        JOIN auth_group g ON g.id = ug.group_id AND g.name = '{SPECIALISTS}'
        WHERE u.id = {user} AND u.is_active AND u.is_staff)"""


def has_second_factor_sql(*, user: str) -> str:
    """Whether `user` still has a device that can verify a session, as an SQL condition."""
    return f"""(EXISTS (SELECT FROM otp_totp_totpdevice d WHERE d.user_id = {user} AND d.confirmed)
        OR EXISTS (SELECT FROM otp_static_staticdevice d WHERE d.user_id = {user} AND d.confirmed))"""  # noqa: S608 - no input
