from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from billing.models import Account
from cabinet.accounts.models import Line, User
from chat.acting.services.deciding import agree
from chat.acting.services.proposing import propose
from chat.models import Conversation, Proposal
from subscriptions.models import ContentService
from tests.billing.money import account_of, pay
from tests.chat.conftest import answer, ask, conversation, line, owner, owner_and_line, specialist, topic
from tests.people import NOW
from tests.subscriptions.made import has, make_content

__all__ = ["answer", "ask", "conversation", "line", "owner", "owner_and_line", "specialist", "topic"]


@pytest.fixture
def account(line: Line) -> Account:
    """With 500 roubles."""
    account = account_of(line)
    pay(account, 500, reference="first")
    return account


@pytest.fixture
def stars(line: Line, account: Account) -> ContentService:
    """A horoscope that the line pays 30 roubles a day for."""
    content = make_content("stars")
    has(line, content)
    return content


@pytest.fixture
def suggest(conversation: Conversation, specialist: User) -> Callable[..., Proposal]:
    """`suggest("content_off", "stars")`: the specialist proposes."""

    def make(action: str, what: str, **more: Any) -> Proposal:
        fields = {"conversation": conversation, "specialist": specialist, "client_id": uuid4(), "now": NOW, **more}
        return propose(action=action, what=what, **fields)

    return make


@pytest.fixture
def tap(owner: User) -> Callable[..., Proposal]:
    """`tap(proposal)`: the subscriber agrees to what they see."""

    def make(proposal: Proposal, **more: Any) -> Proposal:
        return agree(proposal=proposal, **{"by": owner, "shown": proposal.fingerprint, "now": NOW, **more})

    return make
