"""What `/readyz` tells of processes that fell silent."""

from datetime import timedelta

import pytest
import time_machine

from cabinet.core import health
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def states(client) -> dict[str, str]:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    report = answer.json()
    return {part: report[part] for part in ("dispatcher", "worker")} | {"degraded": report["degraded"]}


def test_a_process_that_was_alive_and_fell_silent_is_told(client, clock):
    health.beat("dispatcher", NOW)
    health.beat("worker", NOW)
    clock.shift(timedelta(seconds=44))
    assert states(client) == {"dispatcher": "ok", "worker": "ok", "degraded": []}
    clock.shift(timedelta(seconds=1))
    assert states(client) == {"dispatcher": "silent", "worker": "silent", "degraded": ["dispatcher", "worker"]}


def test_each_process_is_told_by_its_own_heartbeat(client, clock):
    health.beat("dispatcher", NOW)
    health.beat("worker", NOW)
    clock.shift(timedelta(seconds=60))
    health.beat("dispatcher", NOW + timedelta(seconds=60))
    assert states(client) == {"dispatcher": "ok", "worker": "silent", "degraded": ["worker"]}
