"""The subscriber is on the telephone: they agree by a code that came with the words of the proposal, and that they
tell the specialist (S4). What follows is what follows their tap."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cabinet.accounts.access import Right, lines_that_prove, require
from cabinet.accounts.models import Asker, CodePurpose, FailedProof, User
from cabinet.accounts.services.codes import CodeSpent, WrongCode, check_code, request_code, worked_just_now
from cabinet.accounts.services.failures import note_failure
from cabinet.core.net import NOWHERE, Origin
from chat.acting.errors import NoNumberForCode, ProposalOver
from chat.acting.services.deciding import TOLD, agree
from chat.acting.texts import code_words
from chat.models import EventKind, Proposal, ProposalState
from chat.services.assign import refuse_anothers
from chat.services.changes import change

CODE_SENT = "code"  # the state that the thread is told of
MOST = 10  # lines of one person that are looked through


def send_code(*, proposal: Proposal, by: User, now: datetime) -> None:
    """Send the subscriber a code that agrees to `proposal` as it stands: its SMS says what to. An earlier code stops
    working. Raises `ProposalOver`, `AnsweredByAnother`, `NoNumberForCode`, `CodeTooSoon`."""
    proposal = _led_by(by, proposal, now)
    if not proposal.waits_at(now):
        raise ProposalOver
    msisdn = _number_of(proposal)
    with transaction.atomic():
        request_code(  # it holds a line, so it goes before the conversation
            msisdn=msisdn,
            purpose=CodePurpose.PROPOSAL,
            flow=_flow_of(proposal),
            asker=Asker.OWN,
            now=now,
            wording=lambda code, language: code_words(proposal, code, language),
        )
        with change(conversation=proposal.conversation, now=now) as changing:
            changing.add(EventKind.TOLD, actor=by, data={"what": TOLD, "state": CODE_SENT})


@sensitive_variables("typed")
def agree_by_code(*, proposal: Proposal, by: User, typed: str, now: datetime, origin: Origin = NOWHERE) -> Proposal:
    """The subscriber told `by` the code `typed`: they agree, as by their tap. Pressed twice is as once.

    Raises `CodeSpent`, `WrongCode`, `TooManyWrongCodes`, what `send_code` does, and what `agree` does: then the code is
    spent, and what it would be now is agreed to by another.
    """
    proposal = _led_by(by, proposal, now)
    author = proposal.conversation.author
    if author is None or not (proposal.waits_at(now) or proposal.state == ProposalState.DONE):
        raise ProposalOver
    flow, purpose = _flow_of(proposal), CodePurpose.PROPOSAL
    msisdn = _number_of(proposal)
    try:
        check_code(msisdn=msisdn, purpose=purpose, flow=flow, typed=typed, now=now)
    except (CodeSpent, WrongCode):
        if not worked_just_now(purpose=purpose, flow=flow, typed=typed, now=now):
            note_failure(how=FailedProof.CODE, user=author, msisdn=msisdn, origin=origin, now=now)
            raise
    return agree(proposal=proposal, by=author, shown=proposal.fingerprint, told_to=by, now=now, origin=origin)


def _led_by(by: User, proposal: Proposal, now: datetime) -> Proposal:
    """The proposal as it is now, if its conversation is `by`'s to answer."""
    found = Proposal.objects.select_related("line", "conversation__author", "conversation__specialist")
    proposal = found.get(pk=proposal.pk)
    require(by, proposal.conversation, Right.ANSWER, now)
    refuse_anothers(proposal.conversation, by)
    return proposal


def _number_of(proposal: Proposal) -> str:
    """Of the numbers whose code signs the subscriber in: the very one that it is about, one of its contract, any."""
    author, about = proposal.conversation.author, proposal.line
    lines = list(lines_that_prove(author)[:MOST]) if author is not None else []
    if not lines:
        raise NoNumberForCode
    best = min(lines, key=lambda line: (line.pk != about.pk, line.contract_id != about.contract_id))
    return str(best.msisdn)


def _flow_of(proposal: Proposal) -> str:
    """Its code agrees to this proposal as it stands, and to nothing else."""
    return hashlib.sha256(f"{proposal.public_id}:{proposal.fingerprint}".encode()).hexdigest()[:32]
