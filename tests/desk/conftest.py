import pytest
from django.test import Client

from cabinet.accounts.models import User
from chat.models import Conversation
from tests.chat.conftest import answer, ask, conversation, line, owner, owner_and_line, specialist, topic
from tests.people import signed_in

__all__ = ["answer", "ask", "conversation", "line", "owner", "owner_and_line", "specialist", "topic"]


@pytest.fixture
def browser(specialist: User) -> Client:
    """The specialist's."""
    return signed_in(specialist)


@pytest.fixture
def address(conversation: Conversation) -> str:
    return f"/desk/{conversation.public_id}/"
