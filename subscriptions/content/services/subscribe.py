"""Subscribing in two steps: what it means is read, and a code from the SMS of that very number agrees to it (T10)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Asker, CodePurpose, Line, User
from cabinet.accounts.services.codes import check_code, request_code
from cabinet.accounts.services.line_state import lock
from cabinet.core.channels import Channel
from cabinet.core.digits import digits_of
from cabinet.core.errors import DomainError
from subscriptions.charging.holding import hold
from subscriptions.content.errors import HeldAlready
from subscriptions.content.planning import Plan, plan, refuse, sold
from subscriptions.content.selectors import my
from subscriptions.content.services.begin import Agreed, begin
from subscriptions.content.texts import code_words, terms
from subscriptions.models import Subscription

TAIL = 2  # digits of the code that are kept as evidence


def ask(*, line: Line, code: str, by: User, now: datetime) -> Plan:
    """Send a code to `line` that agrees to `terms` of the content `code`, as they are now in the language of the page.

    Raises `NotFound`; what `planning.refuse` raises; `InsufficientFunds`, `BelowOwnLimit`; `CodeTooSoon`. Nothing is
    written then.
    """
    require(by, line, Right.MANAGE, now)
    wish = plan(line=line, content=sold(line=line, code=code, now=now), now=now)
    refuse(line=line, content=wish.content)
    if wish.shortage is not None:
        raise wish.shortage
    request_code(
        msisdn=str(line.msisdn),
        purpose=CodePurpose.CONTENT,
        flow=flow_of(wish, by),
        asker=Asker.OWN,  # strangers at the sign-in page neither use up these codes nor stop them
        now=now,
        wording=lambda typed, language: code_words(wish.content, typed, language),
    )
    return wish


def subscribe(*, line: Line, code: str, typed: str, by: User, channel: Channel, now: datetime) -> Subscription:
    """Judge what was `typed`, and subscribe to the content `code`. What is there already is returned as it is.

    A wrong code has spent an attempt, whatever is raised: a caller with a transaction of its own must not undo it.
    Raises what `check_code` raises (`CodeSpent` where the code was for other words), and what `ask` raises.
    """
    require(by, line, Right.MANAGE, now)
    with transaction.atomic():
        outcome = _subscribed(line, code, typed, by, channel, now)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _subscribed(
    line: Line, code: str, typed: str, by: User, channel: Channel, now: datetime
) -> Subscription | DomainError:
    lock(line.pk)  # before the contract: who sends codes and who closes the line take it first, too
    held = hold(line)
    try:
        wish = plan(line=held, content=sold(line=held, code=code, now=now), now=now)
        refuse(line=held, content=wish.content)
    except HeldAlready:
        return my(held, code).subscription
    except DomainError as error:
        return error
    flow, msisdn = flow_of(wish, by), str(held.msisdn)
    try:
        check_code(msisdn=msisdn, purpose=CodePurpose.CONTENT, flow=flow, typed=typed, now=now)
        agreed = Agreed(terms(wish), channel, digits_of(typed)[-TAIL:])
        with transaction.atomic():
            return begin(plan=wish, agreed=agreed, by=by, now=now)
    except DomainError as error:
        return error


def flow_of(wish: Plan, by: User) -> str:
    """The flow of a code: it agrees to these very words, for this number, by this person, and to nothing else."""
    said = f"{by.pk}:{wish.line.public_id}:{wish.content.pk}:{terms(wish)}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]
