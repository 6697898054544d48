"""What the network is told: once, in order, outside any transaction, and again only where that does no harm."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from cabinet.core import health
from cabinet.network.gateways import simulator
from cabinet.network.gateways.base import Done, Unknown
from cabinet.network.models import NetworkOrder, Operation, OrderStatus, Told
from cabinet.network.selectors import simulated_as_blocked, stuck
from cabinet.network.services import dispatch
from cabinet.network.services.orders import order, withdraw, withdraw_of_line
from tests.people import make_owner

NUMBER, OTHER = "79031234567", "79160000001"
SECRET = "4510123456"

pytestmark = pytest.mark.django_db


def make(operation=Operation.BLOCK, msisdn=NUMBER, **fields) -> NetworkOrder:
    details = {"reason": "loss"} if operation == Operation.BLOCK else {}
    return order(operation=operation, msisdn=msisdn, now=timezone.now(), details=details, **fields)


def states() -> list[str]:
    return list(NetworkOrder.objects.order_by("pk").values_list("status", flat=True))


def heard() -> list[str]:
    return list(Told.objects.order_by("pk").values_list("operation", flat=True))


def later(seconds: float) -> None:
    """As if `seconds` had passed for every order."""
    for each in NetworkOrder.objects.filter(next_attempt_at__isnull=False):
        each.next_attempt_at -= timedelta(seconds=seconds)
        each.save()


def test_an_order_is_told_once_and_wiped(settings):
    made = make()
    assert dispatch.dispatch(timezone.now()) == 1
    assert dispatch.dispatch(timezone.now()) == 0
    made.refresh_from_db()
    assert (made.status, bytes(made.body), heard()) == (OrderStatus.DONE, b"", ["block"])
    assert simulated_as_blocked(NUMBER)


def test_what_an_order_carries_lies_encrypted():
    made = order(operation=Operation.TRANSFER, msisdn=NUMBER, now=timezone.now(), details={"document": SECRET})
    assert SECRET.encode() not in bytes(made.body)


def test_a_block_and_an_unblock_never_arrive_reversed(settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    first = make()
    dispatch.dispatch(timezone.now())
    settings.SIMULATOR_NETWORK_FAILS = ""
    second = make(Operation.UNBLOCK)
    assert not dispatch.tell(order_id=second.pk)
    assert heard() == []
    later(600)
    dispatch.dispatch(timezone.now())
    dispatch.dispatch(timezone.now())
    assert heard() == ["block", "unblock"]
    assert not simulated_as_blocked(first.msisdn)


def test_a_number_in_trouble_holds_up_no_other(settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    make()
    dispatch.dispatch(timezone.now())
    settings.SIMULATOR_NETWORK_FAILS = ""
    make(msisdn=OTHER)
    dispatch.dispatch(timezone.now())
    assert states() == ["queued", "done"]


def test_a_refusal_for_good_ends_it(settings):
    settings.SIMULATOR_NETWORK_FAILS = "refuses"
    made = make()
    dispatch.dispatch(timezone.now())
    made.refresh_from_db()
    assert (made.status, made.error) == (OrderStatus.REFUSED, "the simulator refuses")


@pytest.mark.parametrize(
    ("operation", "deduplicates", "becomes"),
    [
        (Operation.BLOCK, False, OrderStatus.DONE),
        (Operation.TRANSFER, True, OrderStatus.DONE),
        (Operation.TRANSFER, False, OrderStatus.UNKNOWN),
        (Operation.CANCEL_TRANSFER, False, OrderStatus.UNKNOWN),
    ],
)
def test_an_order_whose_answer_was_lost_is_told_again_only_where_that_does_no_harm(
    settings, monkeypatch, operation, deduplicates, becomes
):
    monkeypatch.setattr(simulator.Simulator, "deduplicates", deduplicates)
    settings.SIMULATOR_NETWORK_FAILS = "silent"
    application = str(uuid4())
    details = {"reason": "loss", "application": application, "donor": "x", "document": SECRET, "on": "2026-12-03"}
    made = order(operation=operation, msisdn=NUMBER, now=timezone.now(), details=details)
    dispatch.dispatch(timezone.now())
    assert states() == ["telling"]
    settings.SIMULATOR_NETWORK_FAILS = ""
    dispatch.dispatch(timezone.now())
    later(600)
    dispatch.dispatch(timezone.now())
    made.refresh_from_db()
    assert (made.status, len(heard())) == (becomes, 1)


def test_who_told_and_died_before_writing_it_down_has_told_once(monkeypatch):
    made = make()

    def killed(*_args):
        raise SystemExit

    with monkeypatch.context() as death:
        death.setattr(dispatch, "_record", killed)
        with pytest.raises(SystemExit):
            dispatch.tell(order_id=made.pk)
    assert (states(), heard()) == (["telling"], ["block"])
    assert dispatch.dispatch(timezone.now()) == 0  # its lease still runs
    NetworkOrder.objects.update(lease_until=timezone.now())
    dispatch.dispatch(timezone.now())
    assert (states(), heard()) == (["done"], ["block"])


def test_who_comes_back_after_the_lease_writes_nothing_over(monkeypatch):
    made = make()
    claims = []
    monkeypatch.setattr(dispatch, "_record", lambda told, claim, outcome: claims.append((told, claim)))
    dispatch.tell(order_id=made.pk)
    monkeypatch.undo()
    NetworkOrder.objects.update(lease_until=timezone.now())
    dispatch.dispatch(timezone.now())
    dispatch._record(*claims[0], Unknown("came back late"))
    assert states() == ["done"]


def test_a_gateway_that_breaks_leaves_it_unknown_and_the_next_try_settles_it(monkeypatch):
    make()
    with monkeypatch.context() as broken:
        broken.setattr(simulator.Simulator, "block", lambda *args: 1 / 0)
        dispatch.dispatch(timezone.now())
        assert states() == ["telling"]
    dispatch.dispatch(timezone.now())
    later(600)
    dispatch.dispatch(timezone.now())
    assert states() == ["done"]


def test_what_nobody_wants_any_more_is_taken_back_unless_it_was_told():
    first, second = make(), make(Operation.UNBLOCK)
    dispatch.tell(order_id=first.pk)
    assert not withdraw(public_id=first.public_id, now=timezone.now())
    assert withdraw(public_id=second.public_id, now=timezone.now())
    dispatch.dispatch(timezone.now())
    assert (states(), heard()) == (["done", "withdrawn"], ["block"])


def test_what_waits_for_a_closed_line_is_taken_back_and_its_numbers_next_owner_keeps_theirs():
    _owner, line = make_owner(NUMBER)
    make(line_public_id=line.public_id)
    make(line_public_id=uuid4())
    withdraw_of_line(line, timezone.now())
    assert states() == ["withdrawn", "queued"]


def test_the_network_is_never_spoken_to_within_a_transaction(transactional_db, monkeypatch):
    inside = []
    monkeypatch.setattr(simulator.Simulator, "block", lambda *args: inside.append(connection.in_atomic_block) or Done())
    make()
    dispatch.dispatch(timezone.now())
    assert inside == [False]


def test_a_sweep_waits_for_a_slow_network_only_so_long(monkeypatch):
    monkeypatch.setattr(dispatch, "PATIENCE", 0)
    make()
    make(msisdn=OTHER)
    assert dispatch.dispatch(timezone.now()) == 1
    assert states() == ["done", "queued"]


def test_two_at_once_tell_it_once(transactional_db, monkeypatch):
    made = make()
    calls = []
    monkeypatch.setattr(simulator.Simulator, "block", lambda *args: calls.append(args) or Done())
    together = threading.Barrier(4)

    def one():
        together.wait()
        dispatch.tell(order_id=made.pk)
        connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_orders_without_an_answer_are_told_of_and_take_nothing_down(client):
    make()
    assert stuck(timezone.now()) == ""
    NetworkOrder.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    assert stuck(timezone.now()) == "stuck"
    report = health.report()
    assert report["ready"]
    assert "network" in report["degraded"]


def test_the_simulators_telephone_shows_that_its_network_serves_it_no_more(client):
    page = f"/phone/{NUMBER}/"
    words = "Сеть не обслуживает этот номер"
    make()
    assert words not in client.get(page).content.decode()
    dispatch.dispatch(timezone.now())
    assert words in client.get(page).content.decode()
    make(Operation.UNBLOCK)
    dispatch.dispatch(timezone.now())
    assert words not in client.get(page).content.decode()
