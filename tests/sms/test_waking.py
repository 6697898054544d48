"""A promise wakes a worker, and a promise that waits too long is told."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from cabinet.celery import app
from cabinet.core import health, jobs
from cabinet.embedded import parts
from cabinet.sms.models import SmsKind
from cabinet.sms.services import dispatch
from cabinet.sms.services.outbox import enqueue
from tests.people import NOW

pytestmark = pytest.mark.django_db

MSISDN = "79031234567"
TASKS = {SmsKind.CODE: "sms.send_code", SmsKind.NOTICE: "sms.send_notice"}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def published(monkeypatch):
    """What would go to the broker, as soon as it is told: the task's name and its arguments."""
    calls = []
    for name in TASKS.values():
        monkeypatch.setattr(
            app.tasks[name], "apply_async", lambda *, _name=name, kwargs, **_rest: calls.append((_name, kwargs))
        )
    monkeypatch.setattr(jobs.publisher, "put", lambda what, publish: publish())
    return calls


def promise(kind: SmsKind, **fields):
    return enqueue(msisdn=MSISDN, text="Привет", kind=kind, now=NOW, not_after=NOW + timedelta(minutes=10), **fields)


@pytest.mark.parametrize("kind", TASKS)
@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_promise_wakes_the_task_of_its_kind_with_its_own_number_after_the_commit(published, kind, reachable):
    with transaction.atomic():
        message = promise(kind, reachable=reachable)
        assert published == []
    assert published == [(TASKS[kind], {"sms_id": message.pk})]


@pytest.mark.django_db(transaction=True)
def test_the_same_promise_again_wakes_nobody(published):
    message = promise(SmsKind.NOTICE, dedup_key="notice:1")
    promise(SmsKind.NOTICE, dedup_key="notice:1")
    assert published == [("sms.send_notice", {"sms_id": message.pk})]


def queue_of(task: str) -> str:
    return app.amqp.router.route({}, task)["queue"].name


def test_codes_and_reports_have_queues_of_their_own_and_a_worker_takes_from_all():
    own = {"sms.send_code": "codes", "billing.make_report": "reports"}
    assert {task: queue_of(task) for task in own} == own
    assert {queue_of(task) for task in app.tasks if task not in own} == {"default"}
    worker = parts.parts({}, port=8000)["worker"].argv
    assert worker[worker.index("-Q") + 1].split(",") == ["codes", "default", "reports"]


def codes(client) -> tuple[str, list[str]]:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    return answer.json()["codes"], answer.json()["degraded"]


OK, LATE = ("ok", []), ("late", ["codes"])


@pytest.fixture
def alive(clock):
    """Both processes are heard of for as long as the test looks."""
    for name in health.PARTS:
        health.beat(name, NOW + timedelta(hours=1))
    return clock


def test_a_code_that_waits_longer_than_ten_seconds_is_told_until_it_expires(client, alive):
    promise(SmsKind.CODE)
    alive.shift(timedelta(seconds=10))
    assert codes(client) == OK
    alive.shift(timedelta(seconds=1))
    assert codes(client) == LATE
    alive.move_to(NOW + timedelta(minutes=10))
    assert codes(client) == OK


def test_a_late_code_that_was_sent_is_told_no_more(client, alive):
    message = promise(SmsKind.CODE)
    alive.shift(timedelta(seconds=11))
    assert codes(client) == LATE
    assert dispatch.send(sms_id=message.pk)
    assert codes(client) == OK


def test_a_notice_may_wait(client, alive):
    promise(SmsKind.NOTICE)
    alive.shift(timedelta(minutes=5))
    assert codes(client) == OK
