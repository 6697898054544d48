"""What is recommended can be had: its short rules say of every service what the page of services says (T7)."""

from datetime import timedelta
from itertools import combinations

import pytest

from cabinet.accounts.models import LineKind
from subscriptions.demo.catalogue import make_catalogue
from subscriptions.extras.judging import judge
from subscriptions.extras.state import LineState
from subscriptions.models import Kind, Service, ServiceAllowance, Status, Subscription, Tariff
from subscriptions.recommending.fitting import fitting_services
from subscriptions.recommending.having import having_of
from subscriptions.recommending.shelf import read_shelf
from subscriptions.selectors import on_sale
from tests.people import NOW, make_owner
from tests.subscriptions.recommending.using import ANCHOR, LONG_AGO

pytestmark = pytest.mark.django_db

STATES = [
    {"status": Status.ACTIVE},
    {"status": Status.ACTIVE, "ends_at": NOW + timedelta(days=9)},
    {"status": Status.SUSPENDED},
    {"status": Status.PENDING},
]


@pytest.fixture(autouse=True)
def catalogue():
    """The demonstration's, where every service gives a package: any of them may be recommended then."""
    make_catalogue(now=NOW)
    Service.objects.filter(every="never").update(every="month")
    for service in Service.objects.exclude(allowances__isnull=False):
        ServiceAllowance.objects.create(service=service, unit="sms", granted=1)


def held(line, offering, **state):
    what = {"tariff": offering} if isinstance(offering, Tariff) else {"service": offering}
    kind = Kind.TARIFF if isinstance(offering, Tariff) else Kind.SERVICE
    return Subscription(line=line, kind=kind, code=offering.code, anchor=ANCHOR, started_at=LONG_AGO, **what, **state)


def cases(sold, *, pairs):
    """Nothing, each service in each state, and with `pairs` each two that are named by something or name it."""
    yield []
    for service in sold:
        yield from ([(service, state)] for state in STATES)
    named = {code for service in sold for code in (*service.requires, *service.conflicts)}
    touching = [each for each in sold if pairs and (each.code in named or each.requires or each.conflicts)]
    for one, other in combinations(touching, 2):
        yield [(one, STATES[0]), (other, STATES[1])]


@pytest.mark.parametrize("kind", LineKind.values)
def test_what_fits_is_what_the_page_of_services_would_switch_on_with_nothing_else(kind):
    _owner, line = make_owner("79031234567")
    line.kind = kind
    shelf = read_shelf()
    tariffs = {tariff.code: tariff for tariff in Tariff.objects.filter(kinds__contains=[kind])}
    sold = list(on_sale(Service, line=line, now=NOW))
    compared = 0
    for place, tariff in enumerate(tariffs.values()):
        for has in cases(sold, pairs=place == 0):
            rows = [held(line, tariff, status=Status.ACTIVE), *(held(line, each, **state) for each, state in has)]
            state = LineState(line, tuple(rows), {each.code: each for each in sold}, tariffs, {}, NOW)
            having = having_of(line, rows, now=NOW)
            assert having is not None
            fits = {service.code for service in fitting_services(having, shelf)}
            verdicts = [judge(state, service) for service in sold]
            alone = {
                verdict.service.code
                for verdict in verdicts
                if verdict.may and not (verdict.together or verdict.keeps or verdict.instead)
            }
            assert fits == alone, (tariff.code, [(each.code, state) for each, state in has])
            compared += 1
    assert compared >= len(tariffs)
