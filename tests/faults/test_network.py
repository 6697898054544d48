"""A network that is slow or busy, or told by who is killed: it hears once and in order; the portal closes at once."""

import pytest

from cabinet.embedded.children import wait_until
from tests.subscriber import PATIENCE, Person, code_in, new_sms, sms_of

pytestmark = pytest.mark.faults

NUMBER = "79055551102"
ELSEWHERE = "79160001020"


def asked(portal, what: str) -> list[str]:
    """What `what`, a Python expression, gives in the portal, word by word."""
    return portal.manage("shell", "-v", "0", "-c", f"{PREPARE}\nprint(*({what}))").split()


PREPARE = f"""
from django.utils import timezone
from cabinet.accounts.models import BlockReason, Line
from cabinet.network.models import NetworkOrder, Told
from cabinet.requests.models import Request
from cabinet.requests.services.blocking import block, unblock
line = Line.objects.get(msisdn='{NUMBER}', closed_at=None)
owner = line.contract.owner
now = timezone.now()
"""
ORDERS = "NetworkOrder.objects.order_by('pk').values_list('status', flat=True)"
HEARD = "Told.objects.order_by('pk').values_list('operation', flat=True)"
REQUESTS = "Request.objects.filter(line=line).order_by('pk').values_list('status', flat=True)"
BLOCK = "[block(line=line, reason=BlockReason.LOSS, by=owner, now=now).status]"
UNBLOCK = "[unblock(line=line, by=owner, restores=True, now=now).status]"


def becomes(portal, what: str, expected: list[str]) -> bool:
    return wait_until(lambda: asked(portal, what) == expected, seconds=2 * PATIENCE, pause=0.1)


def test_who_tells_is_killed_in_the_middle_and_the_network_hears_it_once(new_portal):
    portal = new_portal(SIMULATOR_NETWORK_DELAY="4", NETWORK_LEASE="6")
    assert asked(portal, BLOCK) == ["working"]
    assert becomes(portal, ORDERS, ["telling"])
    portal.kill("dispatcher")
    portal.kill("worker")
    assert asked(portal, HEARD) == []
    portal.start("dispatcher")
    portal.start("worker")
    assert becomes(portal, REQUESTS, ["done"])
    assert (asked(portal, ORDERS), asked(portal, HEARD)) == (["done"], ["block"])


def test_a_slow_network_delays_no_code_and_the_lost_number_gets_none(new_portal):
    portal = new_portal(SIMULATOR_NETWORK_DELAY="5")
    assert asked(portal, BLOCK) == ["working"]
    person = Person(portal)
    seen = len(sms_of(portal, ELSEWHERE))
    person.submit("/login/", phone=ELSEWHERE, how="code")
    assert code_in(new_sms(portal, ELSEWHERE, after=seen))
    Person(portal).submit("/login/", phone=NUMBER, how="code")
    assert becomes(portal, REQUESTS, ["done"])
    assert [message for message in sms_of(portal, NUMBER) if message["kind"] == "code"] == []


def test_a_block_and_an_unblock_keep_their_order_with_the_broker_dead_and_the_worker_gone(new_portal):
    portal = new_portal(SIMULATOR_NETWORK_DELAY="2")
    portal.kill("worker")
    portal.valkey.kill()
    asked(portal, BLOCK)
    assert becomes(portal, ORDERS, ["telling"])
    asked(portal, UNBLOCK)
    assert becomes(portal, HEARD, ["block", "unblock"])
    assert becomes(portal, REQUESTS, ["cancelled", "done"])


def test_a_busy_network_is_told_again_and_the_portal_is_closed_all_along(new_portal):
    portal = new_portal(SIMULATOR_NETWORK_FAILS="busy")
    asked(portal, BLOCK)
    tried_again = "NetworkOrder.objects.filter(attempts__gt=1).values_list('status', flat=True)"
    assert wait_until(lambda: asked(portal, tried_again) != [], seconds=2 * PATIENCE)
    assert (asked(portal, REQUESTS), asked(portal, HEARD)) == (["working"], [])
    Person(portal).submit("/login/", phone=NUMBER, how="code")
    assert sms_of(portal, NUMBER) == []
