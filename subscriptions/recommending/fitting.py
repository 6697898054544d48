"""What a line could have instead of its tariff, or besides: the rules, without a question to the database."""

from __future__ import annotations

from subscriptions.extras.judging import conflict
from subscriptions.models import Service, Tariff
from subscriptions.recommending.having import Having
from subscriptions.recommending.shelf import Shelf


def fitting_tariffs(having: Having, shelf: Shelf) -> list[Tariff]:
    """The tariffs on sale that give the line no less than a speed and channels that it has: those are used, too, and
    no event tells of it."""
    own = having.tariff
    return [
        tariff
        for tariff in shelf.tariffs_for(having.line, day=having.today)
        if tariff.pk != own.pk
        and (tariff.speed or 0) >= (own.speed or 0)
        and (tariff.channels or 0) >= (own.channels or 0)
    ]


def fitting_services(having: Having, shelf: Shelf) -> list[Service]:
    """The services with packages that could be switched on as the line is now, with nothing else: those of which
    `extras.judging.judge` says so, in less time. (That the line itself rests keeps nothing from being compared.)"""
    return [service for service in shelf.services_for(having.line, day=having.today) if _fits(service, having)]


def goes_with(service: Service, tariff: Tariff) -> bool:
    """Whether `service` may stay on `tariff`."""
    return not service.tariffs or tariff.code in service.tariffs


def _fits(service: Service, having: Having) -> bool:
    return (
        service.code not in having.codes
        and goes_with(service, having.tariff)
        and set(service.requires) <= having.ready
        and not any(conflict(service, other) for other in having.held)
    )
