"""Choosing what to be told of (N6), and which bulk messages a number takes (T11)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db import transaction

from cabinet.accounts.access import Right, require
from cabinet.accounts.email_texts import link_to
from cabinet.accounts.models import BulkChoice, Line, NotificationChoice, SecurityEventKind, User
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.lines import hold_open
from cabinet.core import bulk_choices
from cabinet.core.cipher import Cipher
from cabinet.core.errors import NotFound
from cabinet.core.net import NOWHERE, Origin
from cabinet.core.notifications import By, Event, event_called, optional
from cabinet.sms.models import BulkCategory

Box = tuple[str, By]  # an event's name and a way
_tokens = Cipher("accounts.unsubscribe")


@dataclass(frozen=True)
class Unsubscribed:
    """What the link under an e-mail is about."""

    user: User
    event: Event
    is_on: bool


def ways_of(user: User) -> dict[str, frozenset[By]]:
    """How `user` hears of every event that may be switched off, by its name: as chosen, or as the event says."""
    rows = {choice.event: choice for choice in NotificationChoice.objects.filter(user=user)}
    return {event.name: rows[event.name].ways & event.may if event.name in rows else event.by for event in optional()}


@transaction.atomic
def choose(
    *, user: User, boxes: Mapping[Box, bool], now: datetime, origin: Origin = NOWHERE, way: str = "page"
) -> bool:
    """Switch ways of events on or off; the others stay as they are. Returns whether anything changed.

    What is no event, no way of it, or is about security, changes nothing. `way` says how it was asked for:
    on the page, or by the link under an e-mail.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two tabs, one after the other
    before = ways_of(person)
    changes = []
    for event in optional():
        wanted = {by: on for (name, by), on in boxes.items() if name == event.name and by in event.may}
        after = frozenset(by for by in event.may if wanted.get(by, by in before[event.name]))
        if after == before[event.name]:
            continue
        chosen = {"sms": By.SMS in after, "email": By.EMAIL in after}
        NotificationChoice.objects.update_or_create(user=person, event=event.name, defaults=chosen)
        changes += [
            f"{event.name}:{by}:{'on' if by in after else 'off'}" for by in By if by in after ^ before[event.name]
        ]
    if changes:
        kind = SecurityEventKind.NOTIFICATIONS_CHANGED
        record(kind, now=now, user=person, origin=origin, choices=" ".join(changes), way=way)
    return bool(changes)


def refused_by(line: Line) -> set[str]:
    """The categories of bulk that `line` does not take."""
    return set(BulkChoice.objects.filter(line=line, allowed=False).values_list("category", flat=True))


@transaction.atomic
def choose_bulk(
    *, line: Line, user: User, categories: Mapping[str, bool], now: datetime, origin: Origin = NOWHERE
) -> bool:
    """Let `line` take bulk of some categories, or not. Returns whether anything changed; raises `NotFound` for who may
    not manage the line, or where it is closed."""
    hold_open(line=line)
    require(user, line, Right.MANAGE, now)
    refused = refused_by(line)
    changes = {
        category: categories[category]
        for category in BulkCategory.values
        if category in categories and categories[category] == (category in refused)
    }
    for category, allowed in changes.items():
        BulkChoice.objects.update_or_create(line=line, category=category, defaults={"allowed": allowed})
        bulk_choices.run_all(line, category, allowed=allowed, now=now)
    if changes:
        said = " ".join(f"bulk:{category}:{'on' if allowed else 'off'}" for category, allowed in changes.items())
        owner = line.contract.owner
        record(
            SecurityEventKind.BULK_CHANGED, now=now, user=owner, line=line, made_by=user, origin=origin, choices=said
        )
    return bool(changes)


def unsubscribe_link(*, user: User, event: str) -> str:
    """The address under an e-mail to `user` that switches such e-mails off, whoever opens it and whenever."""
    token = _tokens.seal(json.dumps([user.pk, event, user.email])).decode()
    return link_to("unsubscribe", token)


def subscription_of(token: str) -> Unsubscribed:
    """What a link is about. Raises `NotFound` for one that is not ours, or whose address is the person's no more."""
    try:
        pk, name, address = json.loads(_tokens.unseal(token.encode()))
        event = event_called(name)
    except (InvalidToken, KeyError):
        raise NotFound from None
    user = User.objects.filter(pk=pk, email=address, is_active=True).exclude(email="").first()
    if user is None or event.security:
        raise NotFound
    return Unsubscribed(user, event, By.EMAIL in ways_of(user)[event.name])


def unsubscribe(*, token: str, now: datetime, origin: Origin = NOWHERE) -> Unsubscribed:
    """Switch off the e-mails that a link is about; once or often is the same. Raises `NotFound`."""
    about = subscription_of(token)
    boxes = {(about.event.name, By.EMAIL): False}
    choose(user=about.user, boxes=boxes, now=now, origin=origin, way="unsubscribe")
    return about
