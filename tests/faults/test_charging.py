"""A year of charging for 200 lines of all kinds: two runs at once, whose process is killed again and again, days on
which nothing runs, money that comes at random. In the end every line is as plain Python says, to the rouble."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from billing.models import Account
from billing.services.audit import audit
from cabinet.embedded.children import wait_until
from subscriptions.models import MoneyCame, Subscription
from tests.engines import ROOT
from tests.subscriptions.charging.alike import Twin, differences, make_twin
from tests.subscriptions.charging.reference import CONTENT, SERVICE, TARIFF, Deal, Item

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

LINES, DAYS, KILLS = 200, 366, 7
START = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=DAYS + 3)
ZONES = ["Europe/Moscow", "Europe/Moscow", "Asia/Kamchatka", "Europe/Berlin", "America/New_York"]
SILENCE = {40, 41, 42, 120, 200, 201, 202, 203, 204, 300}  # days of the year on which nothing runs
PATIENCE = 120.0  # seconds until a worker has done a few days

Step = dict[str, object]


def test_a_year_with_faults_comes_to_what_plain_python_says(tmp_path: Path) -> None:
    random = Random(20260131)
    twins = [make_twin(deal, now=START) for deal in some_deals(random)]
    assert sum(len(twin.lines) for twin in twins) == LINES
    end_some(twins, random)
    steps = a_year(twins, random)
    script, progress = tmp_path / "steps.json", tmp_path / "progress"
    script.write_text(json.dumps(steps))
    progress.write_text("0")

    for after in sorted(random.sample(range(5, len(steps) - 5), KILLS)):
        work(script, progress, until=lambda done, after=after: done >= after, kill=True)
    work(script, progress, until=lambda done: done == len(steps), kill=False)

    wrong = {
        place: found
        for place, twin in enumerate(twins)
        if (found := list(differences(twin.deal, twin.lines[0].contract_id, [each.pk for each in twin.held])))
    }
    assert wrong == {}
    assert list(audit()) == []
    assert not MoneyCame.objects.exists()
    assert {each.deal.items[0].state for each in twins} == {"active", "suspended", "ended"}


def work(script: Path, progress: Path, *, until: Callable[[int], bool], kill: bool) -> None:
    """A process that goes on with the script; killed with -9 wherever it is by then, or left to its end."""
    command = [sys.executable, "-m", "tests.faults.charging_worker", str(script), str(progress)]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as worker:
        try:
            over = wait_until(lambda: until(int(progress.read_text())) or worker.poll() is not None, seconds=PATIENCE)
            assert over, "the worker is stuck"
            if kill:
                worker.kill()
            assert worker.wait(PATIENCE) == (-9 if kill else 0), worker.stderr.read() if worker.stderr else ""
        finally:
            worker.kill()


def some_deals(random: Random) -> list[Deal]:
    """Families and single numbers, mobile and fixed, daily and monthly, with services and content."""
    deals, lines = [], 0
    while lines < LINES:
        many = min(random.choice([1, 1, 1, 2, 4]), LINES - lines)
        items = [item for line in range(many) for item in of_line(line, random)]
        deals.append(
            Deal(
                zone=ZoneInfo(random.choice(ZONES)),
                main=random.randrange(1200),
                content=random.choice([None, None, random.randrange(300)]),
                least_for_extras=random.choice([None, None, 100]),
                items=items,
            )
        )
        lines += many
    return deals


def of_line(line: int, random: Random) -> list[Item]:
    daily = random.random() < 0.2
    price = random.choice([5, 12, 20]) if daily else random.choice([0, 290, 550, 900])
    items = [Item(line, TARIFF, price, daily, date.min, kept=random.random() < 0.3)]
    for _ in range(random.choice([0, 0, 1, 2])):
        items.append(Item(line, SERVICE, random.choice([0, 30, 100]), False, date.min, extra=random.random() < 0.3))
    if random.random() < 0.2:
        items.append(Item(line, CONTENT, random.choice([3, 15]), True, date.min))
    return items


def end_some(twins: list[Twin], random: Random) -> None:
    """Switched off by their owners, at the end of a period some time in the year."""
    for twin in twins:
        for item, held in zip(twin.deal.items, twin.held, strict=True):
            if random.random() < 0.07:
                item.ends = item.day(random.randrange(1, 200 if item.daily else 11))
                at = datetime(item.ends.year, item.ends.month, item.ends.day, tzinfo=twin.deal.zone)
                Subscription.objects.filter(pk=held.pk).update(ends_at=at)


def a_year(twins: list[Twin], random: Random) -> list[Step]:
    """What the worker is to do; the reference does it here at once."""
    accounts = {
        (account.contract_id, account.kind): account.pk
        for account in Account.objects.filter(contract__in=[twin.lines[0].contract_id for twin in twins])
    }
    steps: list[Step] = []
    for day in range(1, DAYS):
        if day in SILENCE:
            continue
        now = START + timedelta(days=day, minutes=random.randrange(24 * 60))
        money = []
        for place, twin in enumerate(twins):
            if random.random() > 1 / 25:
                continue
            to_content = twin.deal.content is not None and random.random() < 0.3
            amount = random.choice([10, 100, 300, 600, 1500])
            account = accounts[twin.lines[0].contract_id, "content" if to_content else "main"]
            money.append([account, amount, f"year:{day}:{place}"])
            twin.deal.top_up(amount, to_content=to_content)
        for twin in twins:
            twin.deal.run(now)
        steps.append({"at": now.isoformat(), "money": money})
    return steps
