"""What a proposal must not lead to: a dead one that stands in the way, or live data before who proved nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line, User
from chat.acting.services.deciding import refuse, withdraw
from chat.models import Proposal, ProposalState
from subscriptions.models import ContentService
from tests.people import NOW, make_specialist, signed_in

pytestmark = pytest.mark.django_db

Suggest = Callable[..., Proposal]


@pytest.mark.parametrize("who", ["colleague", "subscriber"])
def test_what_a_specialist_who_left_proposed_can_be_ended(
    who: str, suggest: Suggest, stars: ContentService, owner: User, specialist: User
) -> None:
    """Otherwise nobody could propose the same again until its time runs out."""
    proposal = suggest("content_off", "stars")
    specialist.groups.clear()
    if who == "colleague":
        withdraw(proposal=proposal, by=make_specialist("petr"), now=NOW)
    else:
        refuse(proposal=proposal, by=owner, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state in (ProposalState.WITHDRAWN, ProposalState.REFUSED)


def test_a_session_by_the_networks_word_does_not_read_what_is_proposed(
    time_machine: Any, suggest: Suggest, stars: ContentService, owner: User, line: Line
) -> None:
    time_machine.move_to(NOW, tick=False)
    proposal = suggest("content_off", "stars")
    talk = proposal.conversation.public_id
    weak = signed_in(owner, proof=Proof.NETWORK, line=line)
    for page in (f"/chat/{talk}/?line={line.public_id}", f"/chat/?line={line.public_id}"):
        assert "Гороскоп" not in weak.get(page, follow=True).content.decode()
    assert "Гороскоп" in signed_in(owner).get(f"/chat/{talk}/?line={line.public_id}").content.decode()
