"""What the dispatcher does every second, without the broker. Apps register their sweeps in `apps.py`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connections

logger = logging.getLogger(__name__)

Sweep = Callable[[datetime], int]
_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    """Add `sweep(now)`, which does what is due and returns how many rows it handled. It must be safe to run twice."""
    if name in _sweeps and _sweeps[name] is not sweep:
        raise ValueError(f"two sweeps are called {name}")
    _sweeps[name] = sweep


def run_all(now: datetime) -> int:
    """Run every sweep once; one that fails is logged and does not stop the others. Returns the rows handled.

    A lost connection to the database is raised: the caller decides how long to wait for it.
    """
    handled = 0
    for name, sweep in _sweeps.items():
        try:
            handled += sweep(now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("sweep %s failed", name)
    return handled


def alongside(sweep: Sweep, is_due: Callable[[datetime], bool]) -> Sweep:
    """`sweep` in a thread of its own, one at a time, begun when something `is_due`: for what may wait long for others.

    The other sweeps go on meanwhile. What is returned says only whether it was begun.
    """
    running = threading.Lock()

    def run(now: datetime) -> None:
        try:
            sweep(now)
        except (OperationalError, InterfaceError) as error:
            logger.warning("sweep %s: the database is away: %s", sweep.__module__, error)
        except Exception:
            logger.exception("sweep %s failed", sweep.__module__)
        finally:
            connections.close_all()  # this thread's own
            running.release()

    def begin(now: datetime) -> int:
        if not is_due(now) or not running.acquire(blocking=False):
            return 0
        threading.Thread(target=run, args=(now,), name="sweep", daemon=True).start()
        return 1

    return begin
