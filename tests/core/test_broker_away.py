"""The broker refuses, or is silent: pages keep working and keep their speed."""

import queue
import socket
import threading

import pytest
from django.db import transaction

from cabinet.core import jobs, limits
from cabinet.core.jobs import Publisher, wake


@pytest.fixture
def own_limits(settings, monkeypatch):
    """Counters of this test alone, with the shared ones at an address of its choice."""
    limits._shared.cache_clear()
    monkeypatch.setattr(limits, "_away_until", 0.0)
    limits._local.storage.reset()
    yield settings
    limits._shared.cache_clear()


def test_limits_count_in_valkey(own_limits):
    assert [limits.allow("3/minute", "who") for _ in range(4)] == [True, True, True, False]
    assert limits.allow("3/minute", "somebody else")


def test_with_valkey_away_limits_are_local_and_stricter(own_limits):
    own_limits.REDIS_URL = "redis://127.0.0.1:1/0"
    assert [limits.allow("8/minute", "away") for _ in range(3)] == [True, True, False]


def test_a_silent_valkey_is_asked_once_and_then_left_alone(own_limits):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        own_limits.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"

        def listen() -> None:
            silent.settimeout(5)
            try:
                while True:
                    asked.append(silent.accept()[0])
            except OSError:
                pass

        thread = threading.Thread(target=listen)
        thread.start()
        answers = [limits.allow("400/minute", "silent") for _ in range(50)]
        silent.close()
        thread.join()
    assert all(answers)
    assert 1 <= len(asked) <= 4  # the library's own attempts within the first call, and none for the other 49


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_is_published_after_the_commit_by_another_thread(monkeypatch):
    published = queue.Queue()
    task = jobs.current_app.tasks["sms.send_code"]
    monkeypatch.setattr(task, "apply_async", lambda **call: published.put((call, threading.current_thread())))
    with transaction.atomic():
        wake("sms.send_code", sms_id=1)
        assert published.empty()
    call, thread = published.get(timeout=10)
    assert call == {"kwargs": {"sms_id": 1}, "retry": False}
    assert thread is not threading.current_thread()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_after_a_rollback(monkeypatch):
    put = []
    monkeypatch.setattr(jobs.publisher, "put", lambda *call: put.append(call))
    with transaction.atomic():
        wake("sms.send_code", sms_id=1)
        transaction.set_rollback(True)
    assert put == []


@pytest.mark.django_db(transaction=True)
def test_a_task_that_does_not_exist_fails_before_the_commit():
    with pytest.raises(KeyError):
        wake("sms.send_cod", sms_id=1)


def test_a_silent_broker_never_blocks_who_has_something_to_tell(monkeypatch):
    monkeypatch.setattr(jobs, "QUEUE_LENGTH", 10)
    publisher, answered = Publisher(), threading.Event()
    for _index in range(50):
        publisher.put("something", lambda: answered.wait(30))  # would hang here, or grow without end
    assert publisher._queue.qsize() <= 10
    answered.set()
