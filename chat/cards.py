"""What stands under a message's text: buttons, files, a proposal. The same markup on a page and through the API, so a
card works without JavaScript, and with it is put in place as it comes.

A subject registers its card in `apps.py`. What a card can do is a form that POSTs to an act (chat/acts.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chat.models import Conversation, Message
from chat.viewers import Viewer

Load = Callable[[list[Message], Viewer], Mapping[int, dict[str, Any]]]


@dataclass(frozen=True)
class Card:
    """`template` is rendered with what `load` returns for the message (by its key; one query for all of them), and with
    `message`, `conversation`, `viewer`. A message that `load` leaves out shows no card."""

    name: str  # as `Message.card`
    template: str
    load: Load


_cards: dict[str, Card] = {}


def register(card: Card) -> None:
    """Add a card; its name is nobody else's."""
    if _cards.get(card.name, card) != card:
        raise ValueError(f"two cards are called {card.name}")
    _cards[card.name] = card


def rendered(
    messages: Iterable[Message], *, conversation: Conversation, viewer: Viewer, request: HttpRequest
) -> dict[int, SafeString]:
    """The markup of each message that has a card, by the message's key."""
    by_name: defaultdict[str, dict[int, Message]] = defaultdict(dict)
    for message in messages:
        if message.card in _cards:
            by_name[message.card][message.pk] = message
    found: dict[int, SafeString] = {}
    for name, of_card in by_name.items():
        card = _cards[name]
        for key, context in card.load(list(of_card.values()), viewer).items():
            context = {"message": of_card[key], "conversation": conversation, "viewer": viewer, **context}
            found[key] = render_to_string(card.template, context, request)
    return found
