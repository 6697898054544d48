"""A specialist proposes to do something for the subscriber (S4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.lines import hold_open
from chat.acting.errors import CannotNow, NotForGuests, PreviewChanged, ProposedAlready
from chat.acting.worded import kept, known_action, seen, wish_in
from chat.hidden import PERSONAL
from chat.models import AuthorKind, Conversation, Proposal
from chat.services.accept import Written, accepted_before
from chat.services.changes import change
from chat.services.reply import answer

CARD = "proposal"


def propose(
    *,
    conversation: Conversation,
    specialist: User,
    client_id: UUID,
    action: str,
    what: str,
    now: datetime,
    amount: Decimal | None = None,
    agreed: str | None = None,
) -> Proposal:
    """Put a card into the thread that asks the subscriber whether `action` is to be done with `what` (and `amount`
    roubles). Nothing is done until they say so.

    The same `client_id` again returns the first proposal. `agreed`: the fingerprint of what the specialist saw. It is
    an answer like any other. Raises `NotForGuests`, `NotTheirs` where the subscriber may not have it done, `CannotNow`,
    `PreviewChanged`, `ProposedAlready`, what the action's preview and `reply` raise.
    """
    require(specialist, conversation, Right.ANSWER, now)
    line, author = conversation.line, conversation.author
    if line is None or author is None:
        raise NotForGuests
    before = Proposal.objects.filter(message__client_id=client_id, conversation=conversation).first()
    if before is not None:
        return before
    wish = wish_in(conversation, what=what, amount=amount, now=now)
    doing = known_action(action, wish.asker)
    previews = seen(doing, wish)
    shown = previews[author.language or "ru"]
    if shown.obstacle:
        raise CannotNow(shown.obstacle)
    if agreed is not None and agreed != shown.fingerprint:
        raise PreviewChanged
    proposal = Proposal(
        conversation=conversation,
        line=line,
        action=action,
        what=what,
        amount=amount,
        preview=kept(previews),
        fingerprint=shown.fingerprint,
        by=specialist,
        created_at=now,
        expires_at=now + timedelta(seconds=settings.CHAT_PROPOSAL_LIFE),
    )
    written = Written(client_id, AuthorKind.SPECIALIST, specialist, f"{shown.title}?", card=CARD, data={PERSONAL: True})
    return _put(proposal, written, line, specialist=specialist, now=now)


@transaction.atomic
def _put(proposal: Proposal, written: Written, line: Line, *, specialist: User, now: datetime) -> Proposal:
    hold_open(line=line)  # before the conversation, as everywhere
    with change(conversation=proposal.conversation, now=now) as changing:
        before = accepted_before(changing, written)
        if before is not None:
            return Proposal.objects.get(message=before.message)
        said = answer(changing, written, specialist=specialist, now=now)
        proposal.message = said.message
        try:
            with transaction.atomic():  # the constraint decides: a colleague may be proposing the same
                proposal.save(force_insert=True)
        except IntegrityError:
            raise ProposedAlready from None
    return proposal
