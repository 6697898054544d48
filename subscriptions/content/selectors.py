"""Reading the content of a line: what it has, what it could have, whether it is forbidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from cabinet.accounts.models import Line
from cabinet.core.errors import NotFound
from subscriptions.models import (
    Consent,
    ContentBan,
    ContentCategory,
    ContentProvider,
    ContentPush,
    ContentService,
    Kind,
    Status,
    Subscription,
)
from subscriptions.selectors import MOST, live, on_sale

SHOWN = 5  # of what providers asked for


@dataclass(frozen=True)
class Mine:
    """One content subscription of a line, as its page shows it."""

    subscription: Subscription
    content: ContentService
    consent: Consent | None

    @property
    def code(self) -> str:
        return self.subscription.code

    @property
    def is_suspended(self) -> bool:
        return self.subscription.status == Status.SUSPENDED

    @property
    def is_free_now(self) -> bool:
        """Whether its free days are not over: nothing was charged for yet."""
        held = self.subscription
        return held.trial_until is not None and held.periods == 0 and not self.is_suspended

    @property
    def next_at(self) -> datetime | None:
        """When it is charged for next; None if it is not."""
        held = self.subscription
        return held.due_at if held.ends_at is None and self.content.price else None


@dataclass(frozen=True)
class Section:
    """A part of the catalogue."""

    category: ContentCategory
    services: list[ContentService]


def mine(line: Line) -> list[Mine]:
    """What content `line` has now, in the order in which it is paid for. One query."""
    held = live([line]).filter(kind=Kind.CONTENT).select_related("consent", "content__provider")[:MOST]
    return [_mine(subscription) for subscription in held]


def known(public_ids: Collection[UUID]) -> list[Mine]:
    """Content subscriptions of any line with these ids, ended ones too. One query."""
    found = Subscription.objects.filter(public_id__in=public_ids, kind=Kind.CONTENT)
    return [_mine(each) for each in found.select_related("consent", "content__provider", "line__contract")]


def my(line: Line, code: str) -> Mine:
    """The one with this code. Raises `NotFound`."""
    found = next((each for each in mine(line) if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def sections(*, line: Line, now: datetime, but: Iterable[str] = ()) -> list[Section]:
    """What `line` can subscribe to besides what it has (`but`: codes), by section. One query."""
    sold = on_sale(ContentService, line=line, now=now).exclude(code__in=list(but)).select_related("provider")
    by_section = sorted(sold[:MOST], key=lambda service: ContentCategory.values.index(service.category))
    return [
        Section(ContentCategory(category), list(services))
        for category, services in groupby(by_section, key=lambda service: service.category)
    ]


def ban_of(line: Line) -> ContentBan | None:
    """The ban on paid content, if there is one."""
    return ContentBan.objects.filter(line=line).first()


def had_before(line: Line, code: str) -> Subscription | None:
    """The subscription of `line` to `code` that was the last, ended or not: who had one has no free days again."""
    return Subscription.objects.filter(line=line, kind=Kind.CONTENT, code=code).order_by("-started_at", "-pk").first()


def is_content_number(short_number: str) -> bool:
    """Whether `short_number` is that of somebody's content: sold now, or still held by anyone."""
    held = Q(archived_at=None) | Q(subscriptions__ended_at=None, subscriptions__isnull=False)
    return ContentService.objects.filter(held, short_number=short_number).exists()


def provider_called(code: str) -> ContentProvider | None:
    """The provider with this name towards the gateway."""
    return ContentProvider.objects.filter(code=code).first()


def of_provider(
    provider: ContentProvider, *, on_sale: bool, service: str = "", short_number: str = ""
) -> list[ContentService]:
    """What of `provider`'s has the code `service`, or comes from `short_number`: the newest version of each code."""
    made = ContentService.objects.filter(provider=provider).select_related("provider").order_by("code", "-version")
    found = made.filter(code=service) if service else made.filter(short_number=short_number)
    return list((found.filter(archived_at=None) if on_sale else found).distinct("code"))


def has_live(*, msisdn: str, content: ContentService) -> bool:
    """Whether the number has `content` now, in any version of its provider's, and pays for it."""
    of_it = Subscription.objects.filter(kind=Kind.CONTENT, code=content.code, content__provider=content.provider_id)
    held = of_it.filter(ended_at=None, status=Status.ACTIVE)
    return held.filter(line__msisdn=msisdn, line__closed_at=None).exists()


def pushes_of(line: Line) -> list[ContentPush]:
    """What providers lately asked for: the newest first."""
    return list(ContentPush.objects.filter(line=line).select_related("content").order_by("-at", "-pk")[:SHOWN])


def _mine(subscription: Subscription) -> Mine:
    content = subscription.content
    assert content is not None  # a constraint of the table  # noqa: S101
    return Mine(subscription, content, getattr(subscription, "consent", None))
