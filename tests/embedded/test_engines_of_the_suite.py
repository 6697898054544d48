"""The suite's own engines: a migrated database and a Valkey that no other worker sees."""

import os

import pytest
import redis
from django.db import connection

from tests import engines


@pytest.mark.django_db
def test_the_database_is_a_clone_of_this_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM django_migrations")
        name, migrations = cursor.fetchone()
    assert name == f"{engines.template_name()}_{engines.WORKER}"
    assert migrations > 0


@pytest.mark.django_db
def test_the_database_knows_russian_letters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper('ёлка'), 'ПРИВЕТ' ILIKE 'привет', to_tsvector('russian', 'номера')::text")
        assert cursor.fetchone() == ("ЁЛКА", True, "'номер':1")


def test_valkey_belongs_to_this_worker() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.set("whose", engines.WORKER)
        assert client.get("whose") == engines.WORKER.encode()
