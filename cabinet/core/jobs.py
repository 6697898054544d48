"""Telling others after a commit: a worker to wake, a socket to hint. What is told may be lost; the row is the promise.

Publishing to a broker that refuses costs 0.6 s and to a silent one costs the whole time-out, so a request never
publishes: it puts what is to be told into a bounded queue, from which one thread of the process publishes without
retries.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 1000  # what is kept for a broker that is away; past it, it is dropped, and sweeps and checks notice

Publish = Callable[[], object]


class Publisher:
    """One thread that talks to the broker, started at the first use in each process."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[str, Publish]] = queue.Queue(QUEUE_LENGTH)
        self._lock = threading.Lock()
        self._pid = 0

    def put(self, what: str, publish: Publish) -> None:
        """Have the thread call `publish` soon, or never; `what` names it in the log."""
        self._start()
        try:
            self._queue.put_nowait((what, publish))
        except queue.Full:
            logger.warning("jobs: the broker is away, dropped %s", what)

    def _start(self) -> None:
        with self._lock:
            if self._pid != os.getpid():  # a forked worker has the object but not the thread
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="publisher", daemon=True).start()

    def _run(self) -> None:
        while True:
            what, publish = self._queue.get()
            try:
                publish()
            except Exception as error:  # whatever a broker may throw: sweeps and checks do the work instead
                logger.warning("jobs: could not publish %s: %s", what, error)


publisher = Publisher()


def wake(task_name: str, **kwargs: object) -> None:
    """Once the transaction commits, ask a worker to run `task_name` now rather than at the dispatcher's next sweep."""
    task = current_app.tasks[task_name]  # a typo fails here, before the commit
    after_commit(task_name, partial(task.apply_async, kwargs=kwargs, retry=False))


def after_commit(what: str, publish: Publish) -> None:
    """Once the transaction commits, the publisher's thread calls `publish`, which may take half a second at most."""
    transaction.on_commit(lambda: publisher.put(what, publish), robust=True)
