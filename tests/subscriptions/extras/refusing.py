"""A network that refuses for good: services suspended for lack of money, and what becomes of them."""

from django.utils import timezone

from cabinet.core.models import Alarm
from cabinet.network.services.dispatch import dispatch
from subscriptions.charging.run import charge_all
from subscriptions.extras.services import refused
from subscriptions.models import Status
from tests.billing.money import account_of, pay
from tests.subscriptions.charging.test_run import moscow
from tests.subscriptions.extras.switching import heard
from tests.subscriptions.made import has, make_service

BROKE, RICH = moscow("2026-12-24", 1), moscow("2026-12-26", 12)


def run(now):
    charge_all(clock=lambda: now)


def answered(now=RICH):
    """The network hears all that waits, and the portal looks at what it refused."""
    for _round in range(5):
        dispatch(timezone.now())
    return refused.Sweep()(now)


def unserved(offering):
    """From now on the network refuses it."""
    type(offering).objects.filter(pk=offering.pk).update(network_code="gone-unserved")


def suspended(line, *, price=100, **fields):
    """A service that the network switched off for lack of money."""
    service = make_service("mail", price=price, network_code="mailbox", **fields)
    held = has(line, service)
    run(BROKE)
    assert answered(BROKE) == 0
    assert heard() == [("switch_off", "mailbox")]
    return service, held


def resumed_in_vain(line, **fields):
    service, held = suspended(line, **fields)
    unserved(service)
    pay(account_of(line), 100, now=RICH)
    run(RICH)
    held.refresh_from_db()
    assert held.status == Status.ACTIVE
    return service, held


def make_it_refused(line):
    service = make_service("mail", price=100, network_code="mailbox-unserved")
    has(line, service)
    run(BROKE)
    answered(BROKE)
    Alarm.objects.all().delete()
    return service
