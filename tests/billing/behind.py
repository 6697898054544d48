"""What somebody does while another's transaction is still open."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from tests.billing.payments.test_at_once import PATIENCE, waiting_for_a_lock


def behind(first: Callable[[], object], then: Callable[[], object]) -> object:
    """What `then()` returns or raises: begun in a thread before `first()` is committed, which happens once it waits."""

    def run() -> object:
        try:
            return then()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            running = pool.submit(run)
            deadline = time.monotonic() + PATIENCE
            while not running.done() and not waiting_for_a_lock() and time.monotonic() < deadline:
                time.sleep(0.01)
        return running.result(PATIENCE)
