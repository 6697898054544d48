"""What a monitor reads, and who may read it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from cabinet import env
from cabinet.core import health, metrics
from cabinet.sms.models import BulkCategory, SmsKind, SmsMessage, SmsStatus
from cabinet.sms.services.outbox import enqueue
from tests.people import NOW

pytestmark = pytest.mark.django_db

TOKEN = "monitor-0aB1cD2eF3gH4iJ5kL6mN7oP8qR9"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def ask(client, token: str = TOKEN):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def told(client, settings) -> dict[str, float]:
    settings.METRICS_TOKEN = TOKEN
    lines = ask(client).content.decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def promise(kind, created_at=NOW, **fields) -> SmsMessage:
    category = BulkCategory.ADVERTISING if kind == SmsKind.BULK else None
    text, until = "Привет", created_at + DAY
    return enqueue(
        msisdn="79031234567", text=text, kind=kind, now=created_at, not_after=until, category=category, **fields
    )


def test_without_a_token_the_address_does_not_exist(client):
    assert ask(client).status_code == 404


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "1", TOKEN[:-1], "ключ"])
def test_with_another_token_nothing_is_told(client, settings, token):
    settings.METRICS_TOKEN = TOKEN
    answer = ask(client, token)
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_token_that_can_be_guessed_is_refused_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN"):
        env.refuse_unsafe(
            demo=True, debug=False, secret_key="", sms_gateway="", network_gateway="", allowed_hosts=[],
            public_url="http://127.0.0.1", metrics_token="secret",
        )  # fmt: skip


def test_queues_their_age_and_what_became_of_messages_are_told(client, settings, django_assert_num_queries):
    health.beat("dispatcher", NOW - 3 * MINUTE)
    promise(SmsKind.CODE, NOW - MINUTE)
    promise(SmsKind.CODE, NOW)
    promise(SmsKind.NOTICE, NOW - DAY / 2, not_before=NOW - 2 * MINUTE)  # the quiet night was over two minutes ago
    promise(SmsKind.BULK, NOW, not_before=NOW + MINUTE)
    for status in (SmsStatus.DELIVERED, SmsStatus.DELIVERED, SmsStatus.UNKNOWN):
        sent = promise(SmsKind.NOTICE, NOW - MINUTE)
        SmsMessage.objects.filter(pk=sent.pk).update(status=status, gateway="smpp", body=b"", finished_at=NOW)
    promise(SmsKind.CODE, reachable=False)  # a number that nobody has is no failure of a gateway
    with django_assert_num_queries(3):
        metrics.text(NOW)
    values = told(client, settings)
    waiting = [values[f'cabinet_sms_waiting{{kind="{kind}"}}'] for kind in ("code", "notice", "bulk")]
    oldest = [values[f'cabinet_sms_oldest_seconds{{kind="{kind}"}}'] for kind in ("code", "notice", "bulk")]
    assert (waiting, oldest) == ([2, 1, 0], [60, 120, 0])
    assert values['cabinet_sms_later{kind="bulk"}'] == 1
    assert values['cabinet_sms_last_hour{gateway="smpp",kind="notice",status="delivered"}'] == 2
    assert values['cabinet_sms_last_hour{gateway="smpp",kind="notice",status="unknown"}'] == 1
    assert not any("failed" in name for name in values)
    assert values['cabinet_heartbeat_age_seconds{process="dispatcher"}'] == 180


def test_while_the_database_is_away_the_monitor_is_told_so(client, settings, monkeypatch):
    def away(now):
        raise OperationalError

    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(metrics, "text", away)
    assert ask(client).status_code == 503
