"""Every hour: what there will be no money for within a day, and what still waits though there is enough."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F

from billing.models import Account
from subscriptions.charging.holding import hold_contracts
from subscriptions.charging.loading import contract_of, with_offerings
from subscriptions.charging.needs import missing_for, shown_wallets
from subscriptions.models import ChangeStatus, ChargeNotice, Kind, News, Status, Subscription, TariffChange
from subscriptions.selectors import RANK

AHEAD = timedelta(hours=24)
BATCH = 500  # contracts in one transaction

# What every account has to pay within a day against what is on it: more contracts than are short of money when a part
# of it is paid from the content account, and never fewer.
MAYBE_SHORT = """
WITH due AS (
    SELECT line.contract_id, coalesce(new.price, tariff.price, service.price, content.price) AS price
    FROM subscriptions_subscription AS held
    JOIN accounts_line AS line ON line.id = held.line_id
    LEFT JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
    LEFT JOIN subscriptions_service AS service ON service.id = held.service_id
    LEFT JOIN subscriptions_contentservice AS content ON content.id = held.content_id
    LEFT JOIN subscriptions_tariffchange AS change
        ON held.kind = 'tariff' AND change.line_id = held.line_id AND change.status = 'planned'
        AND change.apply_at <= held.due_at
    LEFT JOIN subscriptions_tariff AS new ON new.id = change.to_id
    WHERE held.status = 'active' AND held.due_at > %(now)s AND held.due_at <= %(until)s
        AND (held.ends_at IS NULL OR held.ends_at > held.due_at) AND held.warned_for IS DISTINCT FROM held.due_at
)
SELECT due.contract_id
FROM due LEFT JOIN billing_account AS account ON account.contract_id = due.contract_id AND account.kind = 'main'
GROUP BY due.contract_id
HAVING sum(due.price) > coalesce(min(account.balance
    - greatest(account.floor, CASE WHEN account.stops_extras THEN account.notice_below END)), 0)
    OR EXISTS (SELECT 1 FROM billing_account WHERE contract_id = due.contract_id AND kind = 'content')
ORDER BY due.contract_id
"""
# A run would resume these at once: their threshold was lowered, an account was opened, or a rise was not noticed.
COULD_RESUME = """
INSERT INTO subscriptions_moneycame (account_id, at)
SELECT DISTINCT account.id, %(now)s::timestamptz
FROM subscriptions_subscription AS held
JOIN accounts_line AS line ON line.id = held.line_id
LEFT JOIN subscriptions_tariff AS tariff ON tariff.id = held.tariff_id
LEFT JOIN subscriptions_service AS service ON service.id = held.service_id
LEFT JOIN subscriptions_contentservice AS content ON content.id = held.content_id
JOIN LATERAL (
    SELECT id, balance - greatest(floor, CASE
        WHEN stops_extras AND (held.kind = 'content_subscription' OR service.is_extra) THEN notice_below
    END) AS free
    FROM billing_account WHERE contract_id = line.contract_id
        AND (kind = 'main' OR held.kind = 'content_subscription')
    ORDER BY kind = 'content' DESC LIMIT 1
) AS account ON account.free >= coalesce(tariff.price, service.price, content.price)
WHERE held.status = 'suspended' AND (held.kind = 'tariff' OR NOT EXISTS (
    SELECT 1 FROM subscriptions_subscription AS of_line
    WHERE of_line.line_id = held.line_id AND of_line.kind = 'tariff' AND of_line.status = 'suspended'
))
ON CONFLICT DO NOTHING
"""
NOT_AWAITING = """
SELECT account.id FROM billing_account AS account
WHERE NOT awaits_money AND contract_id IN (
    SELECT line.contract_id FROM subscriptions_subscription AS held
    JOIN accounts_line AS line ON line.id = held.line_id WHERE held.status = 'suspended'
)
ORDER BY account.id FOR NO KEY UPDATE OF account
"""


def warn(*, now: datetime) -> int:
    """Note who will have too little money for what is due within a day, each due moment once; returns how many
    contracts that are. All that one account has to pay counts together."""
    with connection.cursor() as cursor:
        cursor.execute(MAYBE_SHORT, {"now": now, "until": now + AHEAD})
        contracts = [pk for (pk,) in cursor.fetchall()]
    warned = 0
    for first in range(0, len(contracts), BATCH):
        with transaction.atomic():
            held = hold_contracts(contracts[first : first + BATCH], most=BATCH)
            warned += _warn([contract.pk for contract in held], now)
    return warned


def look_again(*, now: datetime) -> int:
    """Have the run look at what is suspended though it could be paid, which should be nothing; returns how many
    accounts that are. Accounts that nobody would hear of are listened to again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NOT_AWAITING)
        deaf = [pk for (pk,) in cursor.fetchall()]
        if deaf:
            Account.objects.filter(pk__in=deaf).update(awaits_money=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COULD_RESUME, {"now": now})
        return int(cursor.rowcount)


def _warn(contracts: Collection[int], now: datetime) -> int:
    """Of `contracts`, which are held: note what is due and cannot be paid, and that it was noted."""
    due = _due_soon(contracts, now)
    prices = new_prices(due)
    purses = shown_wallets(contracts)
    of_contract: dict[int, list[Subscription]] = {contract: [] for contract in contracts}
    for each in due:
        of_contract[contract_of(each)].append(each)
    short: list[Subscription] = []
    warned = 0
    for contract, wanted in of_contract.items():
        purse = purses[contract]
        missing = missing_for(wanted, purse, prices=prices)
        lacking = [each for each in wanted if purse.account_for(each).kind in missing]
        if any(each.warned_for != each.due_at for each in lacking):
            short += lacking
            warned += 1
    _note(short, now)
    return warned


def _due_soon(contracts: Collection[int], now: datetime) -> list[Subscription]:
    rows = Subscription.objects.filter(
        line__contract__in=contracts, status=Status.ACTIVE, due_at__gt=now, due_at__lte=now + AHEAD
    )
    lasting = rows.exclude(ends_at__lte=F("due_at"))
    stopped = Subscription.objects.filter(kind=Kind.TARIFF, status=Status.SUSPENDED, line__contract__in=contracts)
    lasting = lasting.exclude(line__in=stopped.values("line"))
    held = with_offerings(lasting.annotate(contract_id=F("line__contract")))
    return sorted(held, key=lambda each: (each.due_at or now, RANK[Kind(each.kind)], each.line_id, each.pk))


def new_prices(due: Sequence[Subscription]) -> dict[int, Decimal]:
    """What is due then for those of `due` that are tariffs and go over to another, by their keys."""
    tariffs = {each.line_id: each for each in due if each.kind == Kind.TARIFF}
    changes = TariffChange.objects.filter(line__in=tariffs, status=ChangeStatus.PLANNED).select_related("to")
    return {
        tariffs[change.line_id].pk: change.to.price
        for change in changes
        if (at := tariffs[change.line_id].due_at) is not None and change.apply_at <= at
    }


def _note(short: Sequence[Subscription], now: datetime) -> None:
    if not short:
        return
    ChargeNotice.objects.bulk_create(
        [ChargeNotice(subscription=each, news=News.SOON, at=each.due_at or now, due_at=now) for each in short],
        update_conflicts=True,
        unique_fields=["subscription"],
        update_fields=["news", "at", "due_at"],
    )
    Subscription.objects.filter(pk__in=[each.pk for each in short]).update(warned_for=F("due_at"))
