"""Is the portal able to serve, and what of it is limping?

Only the database and unapplied migrations make it not ready: a slow SMS gateway or a dead worker must not empty
the load balancer (X5). Apps add their own degraded checks in `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cabinet.core.models import Heartbeat

STALE = timedelta(seconds=45)  # a heartbeat is written every 5 to 10 s
PARTS = ("dispatcher", "worker")

Check = Callable[[datetime], str]  # what is wrong in a few words, or nothing
_checks: dict[str, Check] = {}
_further_parts: dict[str, Callable[[], bool]] = {}


def register(name: str, check: Check) -> None:
    """Add a field to `/readyz` that may be degraded without making the portal unready."""
    _checks[name] = check


def expect(name: str, needed: Callable[[], bool]) -> None:
    """Have `/readyz` look for the heartbeat of the process `name`, too, where `needed()`."""
    _further_parts[name] = needed


def expected_parts() -> tuple[str, ...]:
    """The processes that this installation cannot do without, besides those that serve pages."""
    return (*PARTS, *(name for name, needed in _further_parts.items() if needed()))


def report() -> dict[str, Any]:
    """`ready`, what each part says, and the names of the degraded ones."""
    now = timezone.now()
    try:
        unapplied = _unapplied_migrations()
    except DatabaseError:
        return {"ready": False, "database": "unreachable", "degraded": []}
    parts = {"broker": _broker(), **_heartbeats(now), **{name: check(now) or "ok" for name, check in _checks.items()}}
    return {
        "ready": not unapplied,
        "database": "ok",
        "migrations": "unapplied" if unapplied else "ok",
        **parts,
        "degraded": sorted(name for name, state in parts.items() if state != "ok"),
    }


def beat(name: str, now: datetime) -> None:
    """Write down that the process `name` is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def _unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _heartbeats(now: datetime) -> dict[str, str]:
    names = expected_parts()
    seen = dict(Heartbeat.objects.filter(name__in=names).values_list("name", "at"))
    return {name: "ok" if name in seen and now - seen[name] < STALE else "silent" for name in names}


def _broker() -> str:
    import redis

    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    try:
        client.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"
