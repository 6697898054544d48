"""The demonstration's tariffs, services and content, and who has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from billing import demo as money
from billing.demo.life import life_of
from billing.models import Account
from cabinet.accounts.models import Contract
from subscriptions.demo.catalogue import make_catalogue
from subscriptions.demo.held import Held, bans, give, shelf
from subscriptions.demo.wishes import plan_changes
from subscriptions.models import ContentBan
from subscriptions.recommending import demo as recommending


@transaction.atomic
def seed(*, contracts: Sequence[Contract], now: datetime) -> None:
    """Give each of `contracts` that has no movements yet what its lines have, and a year with it, up to `now`."""
    make_catalogue(now=now)
    sold, held = shelf(), Held()
    fresh = [life for life in (life_of(contract, now) for contract in contracts) if not life.account.last_seq]
    if not fresh:
        return
    lives = [give(life, sold, held) for life in fresh]
    held.write()
    ContentBan.objects.bulk_create(bans(lives, now))
    money.seed(lives=lives, now=now)
    held.write_paid()
    wait = [life.account.pk for life in lives if life.lacks_money]
    Account.objects.filter(pk__in=wait).update(awaits_money=True)
    recommending.seed(now=now)
    plan_changes(lives, sold, now=now)
