"""Limits that live in Valkey: counted atomically there, and more strictly in this process while it is away.

Limits that protect a number are rows in PostgreSQL (`accounts.NumberLimit`); these protect the service from a
device or a network. Losing a count costs little; waiting for a dead Valkey on a page costs a lot, so one failure
makes this process use its own counters for `AWAY_SECONDS`.
"""

from __future__ import annotations

import logging
import time
from functools import cache

from django.conf import settings
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5.0
LOCAL_STRICTNESS = 4  # several processes count apart from each other meanwhile, so each allows a quarter

_local = FixedWindowRateLimiter(MemoryStorage())
_away_until = 0.0


@cache
def _shared() -> FixedWindowRateLimiter:
    import redis

    pool = redis.ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
    storage: Storage = RedisStorage(
        "redis://", connection_pool=pool, key_prefix=f"{settings.CHANNEL_PREFIX}:limits", wrap_exceptions=True
    )
    return FixedWindowRateLimiter(storage)


def allow(limit: str, *key: str) -> bool:
    """Count one attempt under `key` and say whether it is within `limit` (`"20/minute"`)."""
    global _away_until
    item = parse(limit)
    if time.monotonic() >= _away_until:
        try:
            return _shared().hit(item, *key)
        except StorageError as error:
            _away_until = time.monotonic() + AWAY_SECONDS
            logger.warning("limits: the shared counters are away, counting locally: %s", error)
    return _local.hit(_stricter(item), *key)


def _stricter(item: RateLimitItem) -> RateLimitItem:
    return type(item)(max(1, item.amount // LOCAL_STRICTNESS), item.multiples, item.namespace)
