"""The subscriber agrees to what was proposed, or not; the specialist takes it back; its time runs out (S4).

Whoever decides holds the line first, then the proposal, and the conversation last: of two at once the second finds it
decided. What is agreed to is done in the same transaction, by the service that the subscriber's own page calls.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from cabinet.accounts.access import Right, has_staff_right, require
from cabinet.accounts.models import Line, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.line_state import lock
from cabinet.core.acting import Consent, Preview
from cabinet.core.channels import Channel
from cabinet.core.net import NOWHERE, Origin
from chat.acting.errors import CannotNow, PreviewChanged, ProposalOver
from chat.acting.worded import kept, known_action, seen, wish_of
from chat.models import EventKind, Proposal, ProposalState
from chat.services.changes import change

TOLD = "proposal"  # of an event: what became of a proposal


def agree(
    *,
    proposal: Proposal,
    by: User,
    shown: str,
    now: datetime,
    origin: Origin = NOWHERE,
    keep_session: str | None = None,
    told_to: User | None = None,
) -> Proposal:
    """Do what was proposed, once, as `by` wishes, whose rights decide as they are now. `shown` is the fingerprint of
    what they saw; `keep_session` as in `Consent`; `told_to`: the specialist whom they told the code.

    The same person again changes nothing. Raises `PreviewChanged`, having put what it would be now into the thread,
    `ProposalOver`, `CannotNow`, `NotTheirs`, `NotFound`, and what the service raises; then nothing was done.
    """
    changed = False
    with transaction.atomic():
        proposal, line = _held(proposal)
        if proposal.state == ProposalState.DONE and proposal.decided_by_id == by.pk:
            return proposal
        _refuse_what_is_over(proposal, now)
        if not has_staff_right(proposal.by, Right.ANSWER):  # what is done is done in their name, too
            raise ProposalOver
        require(by, proposal.conversation, Right.CHAT, now)
        wish = wish_of(proposal, user=by, line=line, now=now)
        action = known_action(proposal.action, wish.asker)
        previews = seen(action, wish)
        fresh = previews["ru"]
        changed = fresh.fingerprint != proposal.fingerprint
        if changed:
            _show_anew(proposal, previews, now=now)
        elif shown != proposal.fingerprint:
            raise PreviewChanged
        elif fresh.obstacle:
            raise CannotNow(action.preview(wish).obstacle)
        else:
            consent = Consent(
                specialist=proposal.by,
                agreed=proposal.fingerprint,
                key=proposal.public_id,
                origin=origin,
                keep_session=keep_session,
            )
            proposal.request_number = action.apply(wish, consent)
            _end(proposal, ProposalState.DONE, by=by, now=now)
            _journal(proposal, line, by=by, told_to=told_to, origin=origin, now=now)
    if changed:
        raise PreviewChanged
    return proposal


@transaction.atomic
def refuse(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """The subscriber does not want it. Twice is as once. Raises `ProposalOver` for what was decided otherwise."""
    proposal, _line = _held(proposal)
    require(by, proposal.conversation, Right.CHAT, now)
    return _ended_by(proposal, ProposalState.REFUSED, by=by, now=now)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """A specialist takes it back. Twice is as once. Raises `ProposalOver` for what was decided otherwise."""
    require(by, proposal.conversation, Right.ANSWER, now)
    proposal, _line = _held(proposal)
    return _ended_by(proposal, ProposalState.WITHDRAWN, by=by, now=now)


def _ended_by(proposal: Proposal, state: ProposalState, *, by: User, now: datetime) -> Proposal:
    if proposal.state == state:
        return proposal
    _refuse_what_is_over(proposal, now)
    _end(proposal, state, by=by, now=now)
    return proposal


def _held(proposal: Proposal) -> tuple[Proposal, Line]:
    """The proposal and its line as they are now, held until the transaction ends."""
    line = lock(proposal.line_id)
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("conversation__line__contract", "by", "message").get(pk=proposal.pk), line


def _refuse_what_is_over(proposal: Proposal, now: datetime) -> None:
    if not proposal.waits_at(now):
        raise ProposalOver


def _show_anew(proposal: Proposal, previews: dict[str, Preview], *, now: datetime) -> None:
    proposal.preview, proposal.fingerprint = kept(previews), previews["ru"].fingerprint
    proposal.save(update_fields=["preview", "fingerprint"])
    with change(conversation=proposal.conversation, now=now) as changing:
        changing.add(EventKind.CHANGE, actor=None, message=proposal.message)


def _end(proposal: Proposal, state: ProposalState, *, by: User | None, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    proposal.save(update_fields=["state", "decided_by", "decided_at", "request_number"])
    with change(conversation=proposal.conversation, now=now) as changing:
        changing.add(EventKind.CHANGE, actor=by, message=proposal.message)
        changing.add(EventKind.TOLD, actor=by, data={"what": TOLD, "state": state.value})


def _journal(proposal: Proposal, line: Line, *, by: User, told_to: User | None, origin: Origin, now: datetime) -> None:
    """Whose line it is reads who did it and by whose word; the subscriber, where they are another, too."""
    facts = {"what": TOLD, "name": str(proposal), "agreed": by.public_name, "request": proposal.request_number}
    if told_to is not None:
        facts["code_told_to"] = told_to.public_name
    for user in {each.pk: each for each in (line.contract.owner, by) if each is not None}.values():
        record(
            SecurityEventKind.STAFF_CHANGED,
            now=now,
            user=user,
            line=line,
            made_by=proposal.by,
            channel=Channel.STAFF,
            origin=origin,
            **facts,
        )


def sweep(now: datetime) -> int:
    """End what nobody decided in its time; returns how many."""
    over = Proposal.objects.filter(state=ProposalState.OPEN, expires_at__lte=now).order_by("expires_at")[:100]
    return sum(_expire(proposal, now) for proposal in over)


@transaction.atomic
def _expire(proposal: Proposal, now: datetime) -> int:
    proposal, _line = _held(proposal)
    if proposal.state != ProposalState.OPEN:
        return 0
    _end(proposal, ProposalState.EXPIRED, by=None, now=now)
    return 1


def of_closed_line(line: Any, now: datetime) -> None:
    """A number is closed: what was proposed about it is over, within the transaction that closes it (A13)."""
    for proposal in Proposal.objects.filter(line=line, state=ProposalState.OPEN).order_by("pk"):
        _expire(proposal, now)
