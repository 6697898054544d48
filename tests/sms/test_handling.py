"""What an incoming SMS asks for is done once, whoever breaks."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import IntegrityError, connections, transaction

from cabinet.core import jobs
from cabinet.core.models import Heartbeat
from cabinet.sms import incoming_handlers
from cabinet.sms.models import IncomingSms
from cabinet.sms.services import handling
from tests.accounts.test_codes import in_threads
from tests.people import NOW
from tests.sms.test_incoming import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def handlers(monkeypatch):
    """The registry, empty; register into it by name."""
    registered: dict = {}
    monkeypatch.setattr(incoming_handlers, "_handlers", registered)
    return registered


class Answering:
    """A handler that remembers, leaves a row, and breaks as often as it is told."""

    def __init__(self, outcome="stop", *, breaks=0):
        self.outcome, self.breaks, self.seen = outcome, breaks, []

    def __call__(self, message, text, now):
        self.seen.append(text)
        Heartbeat.objects.create(name=f"{self.outcome or 'none'} {message.pk}", at=now)
        if len(self.seen) <= self.breaks:
            raise LookupError(f"{text} of {message.msisdn}")
        return self.outcome


def sweep(seconds=0) -> int:
    return handling.handle_due(NOW + timedelta(seconds=seconds))


def left() -> int:
    return Heartbeat.objects.count()


def test_it_is_handled_once_and_its_text_is_wiped(handlers):
    handlers["stop"] = stop = Answering()
    message = take("СТОП")
    assert (sweep(), sweep(), handling.handle(incoming_id=message.pk, now=NOW)) == (1, 0, False)
    message.refresh_from_db()
    assert (stop.seen, message.outcome, message.handled_at, bytes(message.body)) == (["СТОП"], "stop", NOW, b"")


def test_what_nobody_knows_is_marked(handlers):
    handlers["other"] = Answering("")
    message = take()
    sweep()
    message.refresh_from_db()
    assert message.outcome == handling.NOBODY


def test_the_oldest_goes_first(handlers):
    handlers["stop"] = stop = Answering()
    for index in range(3):
        take(str(index), source_id=str(index))
    assert sweep() == 3
    assert stop.seen == ["0", "1", "2"]


def test_a_handler_that_breaks_stops_neither_another_nor_another_message_and_is_called_again(handlers):
    handlers["broken"] = broken = Answering("late", breaks=2)
    handlers["stop"] = stop = Answering()
    take("one", source_id="1")
    take("two", source_id="2")
    assert sweep() == 2
    assert (stop.seen, broken.seen) == (["one", "two"], ["one", "two"])
    assert left() == 2  # what the broken one did is undone
    assert sweep(4) == 0
    assert sweep(5) == 2
    assert stop.seen == ["one", "two"]
    assert set(IncomingSms.objects.values_list("outcome", flat=True)) == {"stop"}
    assert not IncomingSms.objects.filter(handled_at=None).exists()


def test_it_is_called_a_few_times_and_then_the_message_is_marked(handlers):
    handlers["broken"] = broken = Answering(breaks=99)
    message = take()
    for hour in range(10):
        sweep(3600 * hour)
    message.refresh_from_db()
    assert len(broken.seen) == len(handling.PAUSES) + 1
    assert (message.outcome, bytes(message.body)) == ("broke: broken", b"")
    assert left() == 0


def test_neither_the_text_nor_the_number_reaches_the_log(handlers, caplog):
    handlers["broken"] = Answering(breaks=1)
    message = take("пароль 123456")
    sweep()
    assert "LookupError" in caplog.text
    assert "123456" not in caplog.text
    assert message.msisdn not in caplog.text


def test_a_lost_key_marks_the_message(handlers, settings):
    handlers["stop"] = stop = Answering()
    message = take()
    settings.SECRET_KEY = "another-key-" + "0123456789abcdefghij" * 3
    sweep()
    message.refresh_from_db()
    assert (stop.seen, message.outcome) == ([], handling.UNREADABLE)


@pytest.mark.django_db(transaction=True)
def test_workers_and_sweeps_at_once_handle_each_once(handlers):
    handlers["stop"] = stop = Answering()
    taken = [take(str(index), source_id=str(index)) for index in range(6)]
    in_threads(lambda i: sweep() if i % 2 else handling.handle(incoming_id=taken[i // 2].pk, now=NOW), 8)
    sweep()
    assert sorted(stop.seen) == [str(index) for index in range(6)]
    assert left() == 6


@pytest.mark.django_db(transaction=True)
def test_what_takes_long_holds_up_nobody_else(handlers):
    begun, over, was_over = Event(), Event(), []

    def slow(message, text, now):
        if text == "slow":
            begun.set()
            was_over.append(over.wait(10))
        return "done"

    handlers["slow"] = slow
    taken = take("slow", source_id="1")
    take("quick", source_id="2")

    def both(index: int) -> int | bool:
        if index == 0:
            return handling.handle(incoming_id=taken.pk, now=NOW)
        assert begun.wait(30)
        try:
            return sweep()
        finally:
            over.set()

    assert in_threads(both, 2) == [True, 1]
    assert was_over == [True]


@pytest.mark.django_db(transaction=True)
def test_when_the_database_goes_nothing_of_it_counts(handlers, caplog):
    def cut(message, text, now):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    handlers["stop"] = Answering()
    handlers["cut"] = cut
    message = take()
    with pytest.raises(Exception, match=r"terminat|closed"):
        sweep()
    connections["default"].close()
    assert "broke" not in caplog.text  # it is not the handler that broke
    message.refresh_from_db()
    assert (message.attempts, message.done_by, message.handled_at, left()) == (0, [], None, 0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_once_the_message_is_written(handlers, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs.publisher, "put", lambda what, publish: woken.append(what))
    with transaction.atomic():
        take()
        assert woken == []
    take()
    assert woken == ["sms.handle_incoming"]


def test_no_message_is_handled_with_its_text_kept():
    take()
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingSms.objects.update(handled_at=NOW)


def test_one_function_registers_once(handlers):
    def first(message, text, now):
        return ""

    incoming_handlers.register(first)
    incoming_handlers.register(first)
    assert list(incoming_handlers.handlers().values()) == [first]
