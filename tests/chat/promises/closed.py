"""A conversation that both sides agreed to close."""

from datetime import datetime

from cabinet.accounts.models import User
from chat.models import Conversation
from chat.promises.closing import agree_to_close, propose_closing


def close(*, conversation: Conversation, specialist: User, seen_seq: int, now: datetime) -> None:
    """The specialist proposes it, and the subscriber says «Да, спасибо»."""
    propose_closing(conversation=conversation, specialist=specialist, seen_seq=seen_seq, now=now)
    agree_to_close(conversation=conversation, by=conversation.author, now=now)
