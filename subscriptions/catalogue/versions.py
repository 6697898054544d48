"""Versions of what is sold: one that somebody has stays as it is, the next one is made beside it and takes its place.

A draft is a version that is archived from the beginning. Publishing it archives the one that was on sale: whoever has
that keeps it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from billing.usage.packages import copy_card
from cabinet.core.errors import DomainError
from subscriptions.models import (
    ContentService,
    Offering,
    Recommendation,
    Service,
    ServiceAllowance,
    Subscription,
    Tariff,
    TariffChange,
)

Version = TypeVar("Version", Tariff, Service, ContentService)
MAY_CHANGE = ("on_sale_from", "on_sale_until", "archived_at", "position")  # of a version that somebody has


class NotTheNewest(DomainError):
    """Only the newest version is put on sale: an older one would bring back what was superseded."""

    code = "not_the_newest"
    message = _("Выпустить можно только самую новую версию.")


def is_used(offering: Offering) -> bool:
    """Whether somebody has, had or was offered this very version: then it is not changed."""
    if offering.pk is None:
        return False
    match offering:
        case Tariff():
            of = {"tariff": offering}
            planned = TariffChange.objects.filter(to=offering).exists()
            return planned or Subscription.objects.filter(**of).exists() or Recommendation.objects.filter(**of).exists()
        case Service():
            of_service = {"service": offering}
            offered = Recommendation.objects.filter(**of_service).exists()
            return offered or Subscription.objects.filter(**of_service).exists()
        case _:
            return Subscription.objects.filter(content=offering.pk).exists()


@transaction.atomic
def hold_version(offering: Version) -> Version:
    """`offering` as it is now, and nobody gets it meanwhile: whoever switches it on points at its row, and waits."""
    return type(offering)._default_manager.select_for_update().get(pk=offering.pk)


@transaction.atomic
def draft_of(offering: Version, *, now: datetime, own_card: bool = True) -> Version:
    """The next version of `offering`, like it in everything and not on sale yet; a tariff's with a card of its own,
    unless told otherwise."""
    versions = _all_of(offering)
    regions = list(offering.regions.all())
    draft = type(offering)._default_manager.get(pk=offering.pk)
    allowances: list[ServiceAllowance] = list(draft.allowances.all()) if isinstance(draft, Service) else []
    draft.pk, draft._state.adding = None, True
    draft.version = max(each.version for each in versions) + 1
    draft.archived_at = now
    if isinstance(draft, Tariff) and own_card:
        draft.rate_card = copy_card(draft.rate_card)
    draft.save(force_insert=True)
    draft.regions.set(regions)
    if isinstance(draft, Service):
        ServiceAllowance.objects.bulk_create(
            ServiceAllowance(service=draft, unit=each.unit, granted=each.granted) for each in allowances
        )
    return draft


@transaction.atomic
def publish(offering: Version, *, now: datetime) -> None:
    """Put `offering` on sale, and archive the version that was. Twice is as once.

    Raises `NotTheNewest`.
    """
    versions = _all_of(offering)
    if any(each.version > offering.version for each in versions):
        raise NotTheNewest
    manager: models.Manager[Version] = type(offering)._default_manager
    manager.filter(code=offering.code, archived_at=None).exclude(pk=offering.pk).update(archived_at=now)
    manager.filter(pk=offering.pk).update(archived_at=None)


def _all_of(offering: Version) -> list[Version]:
    """All versions, held until the transaction ends: two who make the next one wait for each other."""
    return list(type(offering)._default_manager.select_for_update().filter(code=offering.code).order_by("pk"))
