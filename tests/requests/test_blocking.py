"""Blocking and unblocking a number (A11): the portal closes at once, the network follows, and what comes between."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from cabinet.accounts.models import Access, LineStatus, Session, User
from cabinet.accounts.services.lines import close_line
from cabinet.network.models import NetworkOrder
from cabinet.network.selectors import simulated_as_blocked
from cabinet.requests.models import Request
from cabinet.requests.services.blocking import (
    AlreadyBlocked,
    LineGone,
    NotBlocked,
)
from cabinet.requests.services.steps import CannotCancel, cancel_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.people import give_access, make_owner, signed_in
from tests.requests.switches import (
    LOSS,
    LOST,
    OTHER,
    VOLUNTARY,
    finish,
    finish_slowly,
    heard,
    journal,
    lose,
    notes,
    restore,
    statuses,
    sweep,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return make_owner(LOST, OTHER)[1]


def proves(line, user) -> None:
    Access.objects.create(user=user, line=line, role="manager", by_code=True)


def texts() -> list[tuple[str, str]]:
    return [(sms.msisdn, unseal(bytes(sms.body))) for sms in SmsMessage.objects.order_by("pk") if sms.body]


def test_the_portal_closes_before_the_network_has_heard(line):
    request = lose(line)
    line.refresh_from_db()
    assert (line.status, line.block_reason) == (LineStatus.BLOCKED, LOSS)
    assert request.status == "working"
    assert not simulated_as_blocked(LOST)


def test_a_block_is_done_when_the_network_says_so(line):
    request = lose(line)
    finish()
    request.refresh_from_db()
    assert request.status == "done"
    assert simulated_as_blocked(LOST)
    assert [status for status, _note in notes(request)] == ["accepted", "working", "done"]
    assert journal(line) == [("line_blocked", "page")]


def test_an_unblock_opens_the_portal_only_when_the_network_has(line):
    lose(line)
    finish()
    request = restore(line)
    line.refresh_from_db()
    assert line.is_blocked
    finish()
    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.status, line.block_reason, line.blocked_at, request.status) == ("active", "", None, "done")
    assert not simulated_as_blocked(LOST)
    assert journal(line) == [("line_blocked", "page"), ("line_unblocked", "page")]


def test_asking_twice_is_asking_once(line):
    assert lose(line) == lose(line)
    finish()
    with pytest.raises(AlreadyBlocked):
        lose(line)
    assert restore(line) == restore(line)
    finish()
    with pytest.raises(NotBlocked):
        restore(line)
    assert heard() == ["block", "unblock"]


def test_two_tabs_at_once_block_once(transactional_db):
    _owner, line = make_owner(LOST)
    made = []
    together = threading.Barrier(4)

    def press():
        together.wait()
        made.append(lose(line).number)
        connections.close_all()

    threads = [threading.Thread(target=press) for _tab in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert NetworkOrder.objects.count() == 1


@pytest.mark.parametrize("network", ["busy", "silent", ""])
def test_a_block_while_an_unblock_is_on_its_way_wins(line, settings, network):
    lose(line)
    finish()
    settings.SIMULATOR_NETWORK_FAILS = network
    restore(line)
    sweep()
    NetworkOrder.objects.filter(status="done", operation="unblock").update(finished_at=timezone.now())
    settings.SIMULATOR_NETWORK_FAILS = ""
    line.refresh_from_db()
    assert line.is_blocked
    lose(line, reason=VOLUNTARY)
    finish_slowly()
    line.refresh_from_db()
    assert line.is_lost
    assert simulated_as_blocked(LOST)
    assert statuses(line) == [("block", "done"), ("unblock", "cancelled"), ("block", "done")]


def test_an_unblock_before_the_network_has_heard_of_the_block(line, settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    lose(line)
    sweep()
    settings.SIMULATOR_NETWORK_FAILS = ""
    restore(line)
    finish()
    line.refresh_from_db()
    assert line.status == "active"
    assert statuses(line) == [("block", "cancelled"), ("unblock", "done")]
    assert heard() == ["unblock"]


def test_what_was_blocked_by_choice_can_be_blocked_for_loss_and_not_the_other_way(line):
    lose(line, reason=VOLUNTARY)
    finish()
    lose(line, reason=LOSS)
    line.refresh_from_db()
    assert line.is_lost
    finish()
    with pytest.raises(AlreadyBlocked):
        lose(line, reason=VOLUNTARY)


def test_what_has_begun_cannot_be_taken_back(line):
    with pytest.raises(CannotCancel):
        cancel_request(lose(line), by=line.contract.owner, now=timezone.now())


def test_a_line_that_closes_takes_its_requests_and_orders_with_it(line):
    request = lose(line)
    close_line(line=line, now=timezone.now())
    finish()
    request.refresh_from_db()
    assert request.status == "cancelled"
    assert heard() == []
    with pytest.raises(LineGone):
        lose(line)


def test_a_silent_network_is_told_of_honestly_and_the_portal_stays_closed(line, settings):
    settings.SIMULATOR_NETWORK_FAILS = "busy"
    request = lose(line)
    sweep(after=timedelta(seconds=2))
    assert len(notes(request)) == 2
    NetworkOrder.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    for _round in range(3):
        sweep(after=timedelta(minutes=5))
    assert notes(request)[2:] == [("working", "Сеть ещё не подтвердила. Пробуем снова, пока не ответит.")]
    line.refresh_from_db()
    assert line.is_lost
    settings.SIMULATOR_NETWORK_FAILS = ""
    finish_slowly()
    request.refresh_from_db()
    assert request.status == "done"


@pytest.mark.parametrize(("reason", "left"), [(LOSS, "blocked"), (VOLUNTARY, "active")])
def test_a_network_that_refuses_leaves_a_lost_number_closed_and_another_working(line, settings, reason, left):
    settings.SIMULATOR_NETWORK_FAILS = "refuses"
    request = lose(line, reason=reason)
    finish()
    request.refresh_from_db()
    line.refresh_from_db()
    assert (request.status, line.status) == ("refused", left)


def test_a_network_that_refuses_to_unblock_leaves_it_blocked(line, settings):
    lose(line)
    finish()
    settings.SIMULATOR_NETWORK_FAILS = "refuses"
    request = restore(line)
    finish()
    request.refresh_from_db()
    line.refresh_from_db()
    assert (request.status, line.status) == ("refused", "blocked")


def test_other_numbers_of_the_owner_are_told_and_the_lost_one_is_not(line):
    neighbour = line.contract.lines.get(msisdn=OTHER)
    proves(neighbour, line.contract.owner)
    request = lose(line)
    assert texts() == [(OTHER, "903 123-45-67 заблокирован: потерян. Не вы? Звоните 0611")]
    SmsMessage.objects.all().delete()
    NetworkOrder.objects.update(status="done", finished_at=timezone.now(), body=b"")
    from cabinet.requests.services.advance import sweep as advance

    advance(timezone.now() + timedelta(seconds=2))
    advance(timezone.now() + timedelta(seconds=90))
    assert texts() == [(OTHER, f"Заявка {request.number} выполнена: Блокировка номера")]


def test_the_words_fit_one_sms(line):
    from cabinet.requests import texts as words

    line.block_reason = "loss"
    request = Request(number="123456789", kind="unblock", status="done")
    refused = Request(number="123456789", kind="unblock", status="refused")
    for text in (words.blocked(line), words.unblocked(line), words.result(request), words.result(refused)):
        assert len(text) <= 70
    line.block_reason = "voluntary"
    assert len(words.blocked(line)) <= 70


def test_a_loss_ends_every_session_of_the_one_whose_line_it_is(line):
    mothers = line.contract.lines.get(msisdn=OTHER)
    mother = User.objects.create_user(name="Мама")
    proves(mothers, mother)
    signed_in(mother, line=mothers)
    owners = signed_in(line.contract.owner, line=line)
    lose(mothers, by=give_access(mothers))
    assert not Session.objects.filter(user=mother).exists()
    assert owners.get("/settings/").status_code == 200
