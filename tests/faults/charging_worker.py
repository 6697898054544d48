"""A worker of a simulated year: `python -m tests.faults.charging_worker SCRIPT PROGRESS`.

Each step of the script has its moment, the money that comes, and a run of two threads at once. How many steps were done
is written after each; one that was killed begins again with the step that it was killed in.
"""

import json
import os
import sys
import threading
from datetime import datetime
from decimal import Decimal
from pathlib import Path

BATCH = 15  # contracts: several batches for each of the threads


def main(script: Path, progress: Path) -> None:
    from django.db import connection

    from billing.kinds import EntryKind
    from billing.services.ledger import Posting, post_many
    from subscriptions.charging.run import charge_all

    def run(now: datetime) -> None:
        charge_all(clock=lambda: now, most=BATCH)
        connection.close()

    steps = json.loads(script.read_text())
    for number in range(int(progress.read_text()), len(steps)):
        now = datetime.fromisoformat(steps[number]["at"])
        rows = [
            Posting(account_id=account, amount=Decimal(amount), kind=EntryKind.PAYMENT, reference=reference)
            for account, amount, reference in steps[number]["money"]
        ]
        post_many(rows, now=now)
        other = threading.Thread(target=run, args=(now,))
        other.start()
        charge_all(clock=lambda: now, most=BATCH)  # noqa: B023
        other.join()
        charge_all(clock=lambda: now, most=BATCH)  # noqa: B023  # what the other one held when this one looked
        fresh = progress.with_suffix(".new")
        fresh.write_text(str(number + 1))
        fresh.replace(progress)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cabinet.settings")
    import django

    django.setup()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
