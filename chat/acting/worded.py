"""A wish as it is seen, in each language, with its days in the zone of the line's contract."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from cabinet.accounts.models import Line, User
from cabinet.core.acting import Action, Asker, Preview, Wish, action_of
from cabinet.core.errors import NotFound
from chat.acting.errors import NotTheirs
from chat.models import Conversation, Proposal

LANGUAGES = ("ru", "en")


def known_action(name: str, asker: Asker) -> Action:
    """The action called `name`, which `asker` may have done. Raises `NotFound`, `NotTheirs`."""
    action = action_of(name)
    if action is None:
        raise NotFound
    if not action.may(asker):
        raise NotTheirs
    return action


def wish_of(proposal: Proposal, *, user: User, line: Line, now: datetime) -> Wish:
    """What `proposal` would do for `user`, its `line` as it is now."""
    return Wish(Asker(user, line, now), proposal.what, proposal.amount)


def wish_in(conversation: Conversation, *, what: str, amount: Decimal | None, now: datetime) -> Wish:
    """What would be done for who asks in `conversation`."""
    return Wish(Asker(conversation.author, conversation.line, now), what, amount)


def seen(action: Action, wish: Wish) -> dict[str, Preview]:
    """What the subscriber is shown, by language. Raises what the action's preview does."""
    found = {}
    with in_zone_of(wish.asker.line):
        for language in LANGUAGES:
            with translation.override(language):
                found[language] = action.preview(wish)
    return found


def kept(previews: dict[str, Preview]) -> dict[str, Any]:
    """`previews` as the table keeps them."""
    return {language: asdict(preview) for language, preview in previews.items()}


@contextmanager
def in_zone_of(line: Line) -> Iterator[None]:
    """Say days as they are where the contract of `line` is."""
    with timezone.override(ZoneInfo(line.contract.time_zone)):
        yield
