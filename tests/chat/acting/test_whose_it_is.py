"""Who may be proposed to, and who may agree: whoever asked in the thread, by their own rights (S4)."""

from collections.abc import Callable

import pytest

from cabinet.accounts.models import Access, Line, Role, User
from cabinet.core.errors import NotFound
from chat.acting.errors import (
    NotForGuests,
    NotTheirs,
    ProposalOver,
)
from chat.acting.services.deciding import agree
from chat.models import Conversation, Guest, Proposal, ProposalState
from chat.services.assign import AnsweredByAnother
from chat.services.open_conversation import open_conversation
from subscriptions.models import ContentService, Subscription
from tests.people import NOW, give_access, make_specialist

pytestmark = pytest.mark.django_db
Suggest = Callable[..., Proposal]


def state_of(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def live_codes(line: Line) -> list[str]:
    return list(Subscription.objects.filter(line=line, ended_at=None).values_list("code", flat=True))


def test_who_lost_the_right_to_the_line_agrees_to_nothing(
    suggest: Suggest, stars: ContentService, line: Line, topic: object
) -> None:
    manager = give_access(line)
    talk = open_conversation(line=line, topic=topic, author=manager, now=NOW)
    proposal = suggest("content_off", "stars", conversation=talk)
    Access.objects.filter(user=manager).update(role=Role.VIEWER)
    with pytest.raises(NotFound):
        agree(proposal=proposal, by=manager, shown=proposal.fingerprint, now=NOW)
    assert live_codes(line) == ["stars"]


def test_a_manager_is_not_proposed_to_block_the_number_that_signs_its_owner_in(
    suggest: Suggest, line: Line, topic: object
) -> None:
    talk = open_conversation(line=line, topic=topic, author=give_access(line), now=NOW)
    with pytest.raises(NotTheirs):
        suggest("block", "voluntary", conversation=talk)


def test_nobody_but_who_asked_may_agree(suggest: Suggest, stars: ContentService, line: Line) -> None:
    proposal = suggest("content_off", "stars")
    with pytest.raises(NotFound):
        agree(proposal=proposal, by=give_access(line), shown=proposal.fingerprint, now=NOW)
    assert state_of(proposal) == ProposalState.OPEN


def test_who_proposed_and_is_a_specialist_no_more_does_nothing(
    suggest: Suggest, tap: Suggest, stars: ContentService, line: Line, specialist: User
) -> None:
    proposal = suggest("content_off", "stars")
    specialist.groups.clear()
    with pytest.raises(ProposalOver):
        tap(proposal)
    assert live_codes(line) == ["stars"]


def test_a_guest_is_proposed_nothing(suggest: Suggest, topic: object) -> None:
    guest = Guest.objects.create(name="Гость", msisdn="79039999999", created_at=NOW)
    talk = Conversation.objects.create(guest=guest, topic=topic, created_at=NOW, last_event_at=NOW)
    with pytest.raises(NotForGuests):
        suggest("content_off", "stars", conversation=talk)


def test_a_colleague_proposes_nothing_in_anothers_conversation(
    suggest: Suggest, stars: ContentService, answer: Callable
) -> None:
    answer()
    with pytest.raises(AnsweredByAnother):
        suggest("content_off", "stars", specialist=make_specialist("petr"))
    assert not Proposal.objects.exists()
