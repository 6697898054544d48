"""Waking a worker after a commit. A wake-up may be lost: the row is the promise, the dispatcher keeps it.

Publishing to a broker that refuses costs 0.6 s and to a silent one costs the whole time-out, so a request never
publishes: it puts the wake-up into a bounded queue, from which one thread of the process publishes without retries.
"""

from __future__ import annotations

import logging
import os
import queue
import threading

from celery import Task, current_app
from django.db import transaction

logger = logging.getLogger(__name__)

QUEUE_LENGTH = 1000  # wake-ups kept for a broker that is away; past it they are dropped, and the dispatcher sweeps


class Publisher:
    """One thread that hands wake-ups to the broker, started at the first use in each process."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Task, dict[str, object]]] = queue.Queue(QUEUE_LENGTH)
        self._lock = threading.Lock()
        self._pid = 0

    def put(self, task: Task, kwargs: dict[str, object]) -> None:
        self._start()
        try:
            self._queue.put_nowait((task, kwargs))
        except queue.Full:
            logger.warning("jobs: the broker is away, dropped a wake-up of %s", task.name)

    def _start(self) -> None:
        with self._lock:
            if self._pid != os.getpid():  # a forked worker has the object but not the thread
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="publisher", daemon=True).start()

    def _run(self) -> None:
        while True:
            task, kwargs = self._queue.get()
            try:
                task.apply_async(kwargs=kwargs, retry=False)
            except Exception as error:  # whatever a broker may throw: the dispatcher does the work instead
                logger.warning("jobs: could not wake %s: %s", task.name, error)


publisher = Publisher()


def wake(task_name: str, **kwargs: object) -> None:
    """Once the transaction commits, ask a worker to run `task_name` now rather than at the dispatcher's next sweep."""
    task = current_app.tasks[task_name]  # a typo fails here, before the commit
    transaction.on_commit(lambda: publisher.put(task, kwargs), robust=True)
