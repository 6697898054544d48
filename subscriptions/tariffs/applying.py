"""Doing what a plan says, and what is needed to take it back. Who calls holds the line and its contract.

Packages end before money moves, as everywhere (ADR 17): `hold_all` locks them and the accounts in that order, so that
what was planned by the state read after it comes true to the kopeck.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import Account, Bucket, Entry
from billing.services.ledger import Posting, post_many
from cabinet.accounts.models import Line
from cabinet.core.channels import Channel
from cabinet.core.jobs import wake
from cabinet.network.models import NetworkOrder, Operation
from cabinet.network.services.orders import order
from subscriptions.charging import lifecycle, network
from subscriptions.charging.network import number_of
from subscriptions.charging.wallets import wallets
from subscriptions.extras.services.beginning import end_now
from subscriptions.models import ChangeStatus, Kind, MoneyCame, PeriodCharge, Status, Subscription, TariffChange
from subscriptions.tariffs.planning import Plan, stops_of

SUSPENDED = "suspended"  # in `undo`: the line was without money before


def hold_all(line: Line, *, now: datetime) -> None:
    """Lock the packages and the accounts behind `line`, whose contract is held."""
    packages = Bucket.objects.filter(line=line, source__in=Kind.values, until_at__gt=now).order_by("pk")
    list(packages.select_for_update(no_key=True).values_list("pk", flat=True))
    wallets([line.contract_id])


def apply_now(change: TariffChange, plan: Plan, *, last: PeriodCharge | None, now: datetime) -> None:
    """Go over to `plan.to` at `now`: what ends ends, what comes back comes back, the first period is paid.

    Raises `InsufficientFunds`.
    """
    stopped = [each.held for each in plan.stops]
    change.undo = _to_take_back(change.line, plan.was, stopped, now=now)
    if plan.was is not None:
        lifecycle.end([plan.was], now=now, packages=not plan.packs_stay)
    end_now(stopped, change.line, now=now)
    _give_rest_back(change, plan.refund, last, now=now)
    change.became = lifecycle.start(
        line=change.line,
        offering=plan.to,
        now=now,
        by=change.made_by,
        channel=Channel(change.channel),
        request=change.request,
        fee=plan.fee,
    )
    if plan.resumes:
        _try_again(change.line, now=now)
    _applied(change, now=now)


def apply_later(change: TariffChange, was: Subscription | None, own: Sequence[Subscription], *, now: datetime) -> None:
    """Go over as it was planned, from `apply_at` on: the run charges the first period next, or suspends it."""
    stopped = [each.held for each in stops_of(own, change.to)]
    change.undo = _to_take_back(change.line, was, stopped, now=now)
    if was is not None:
        lifecycle.end([was], now=change.apply_at)
    end_now(stopped, change.line, now=change.apply_at)
    change.became = lifecycle.start(
        line=change.line,
        offering=change.to,
        now=change.apply_at,
        by=change.made_by,
        channel=Channel(change.channel),
        request=change.request,
        fee=Decimal(0),
        due=change.apply_at,
    )
    _applied(change, now=now)


def _try_again(line: Line, *, now: datetime) -> None:
    """Have the run look at what was suspended with the old tariff, as if money had come."""
    for account in Account.objects.filter(contract=line.contract_id):
        MoneyCame.objects.get_or_create(account=account, defaults={"at": now})
    wake("subscriptions.charge")


def _applied(change: TariffChange, *, now: datetime) -> None:
    """Order it of the network, and write down what was done."""
    told = tell(change.line, Operation.TARIFF, change.to.code, now=now)
    if change.undo[SUSPENDED] and change.became is not None:
        network.tell(suspended=(), resumed=[change.became], ended=(), now=now)
    change.undo["order"] = str(told.public_id)
    change.status, change.ended_at = ChangeStatus.APPLIED, now
    change.save()


def take_back(change: TariffChange, *, now: datetime) -> Decimal:
    """The network will not have it: the money and the old tariff come back, with its days, packages and services.

    What was used meanwhile stays as it was charged. Taking back twice changes nothing more. Returns the roubles that
    had been taken for the new tariff, and came back.
    """
    new, was, undo = change.became, change.was, change.undo
    if change.status != ChangeStatus.APPLIED or new is None:
        return Decimal(0)
    change.status, change.ended_at = ChangeStatus.FAILED, now
    change.save(update_fields=["status", "ended_at"])
    lifecycle.end([new], now=now)
    _restore_packages(undo["packages"], now=now)
    _restore(undo["held"])
    returned = lifecycle.take_back(new, now=now)
    _take_refund_again(change, now=now)
    if was is not None and was.tariff is not None:
        lifecycle.rate_by(was.tariff, line=change.line, from_at=now)
    back = Subscription.objects.filter(pk__in=undo["held"], kind=Kind.SERVICE, ended_at=None, status=Status.ACTIVE)
    stops = [was] if undo[SUSPENDED] and was is not None else []
    network.tell(suspended=stops, resumed=back.select_related("service").order_by("pk"), ended=(), now=now)
    return returned


def tell(line: Line, operation: Operation, code: str, *, now: datetime) -> NetworkOrder:
    """Promise the network one operation on `line`."""
    return order(
        operation=operation, msisdn=number_of(line), line_public_id=line.public_id, details={"code": code}, now=now
    )


def _to_take_back(
    line: Line, was: Subscription | None, stopped: Collection[Subscription], *, now: datetime
) -> dict[str, Any]:
    """What `take_back` restores: read before anything ends."""
    ending = [*filter(None, [was]), *stopped]
    names = [str(each.public_id) for each in ending]
    packages = Bucket.objects.filter(line=line, source__in=Kind.values, source_id__in=names, until_at__gt=now)
    return {
        "held": {str(each.pk): [each.status, each.due_at and each.due_at.isoformat()] for each in ending},
        "packages": {str(pk): until.isoformat() for pk, until in packages.values_list("pk", "until_at")},
        SUSPENDED: was is not None and was.status == Status.SUSPENDED,
    }


def _give_rest_back(change: TariffChange, refund: Decimal, last: PeriodCharge | None, *, now: datetime) -> None:
    if not refund or last is None or last.entry is None:
        return
    paid = last.entry
    kept = {name: paid.cause[name] for name in ("name", "name_en", "source", "source_id") if name in paid.cause}
    row = Posting(
        account_id=paid.account_id,
        amount=refund,
        kind=EntryKind.REFUND,
        reference=f"rest:{change.public_id}",
        line_id=paid.line_id,
        cause=Cause(rule="rest", **kept),
        channel=Channel(change.channel),
        made_by_id=change.made_by_id,
        reverses_id=paid.pk,
    )
    change.undo["refund"] = post_many([row], now=now)[0].pk


def _take_refund_again(change: TariffChange, *, now: datetime) -> None:
    """The old tariff works on: what came back for its days is taken again, whether there is money for it or not."""
    entry = Entry.objects.filter(pk=change.undo.get("refund")).first()
    if entry is None:
        return
    kept = {name: entry.cause[name] for name in ("name", "name_en", "source", "source_id") if name in entry.cause}
    row = Posting(
        account_id=entry.account_id,
        amount=-entry.amount,
        kind=EntryKind.REVERSAL,
        reference=f"again:{change.public_id}",
        line_id=entry.line_id,
        cause=Cause(rule="again", **kept),
        reverses_id=entry.pk,
    )
    post_many([row], now=now)


def _restore_packages(untils: dict[str, str], *, now: datetime) -> None:
    for pk in sorted(map(int, untils)):
        until = datetime.fromisoformat(untils[str(pk)])
        if until > now:
            Bucket.objects.filter(pk=pk).update(until_at=until)


def _restore(held: dict[str, list[str | None]]) -> None:
    """What was switched on again meanwhile by hand stays as that; what the network had not switched on yet was paid
    back when it ended, and stays off."""
    again = Subscription.objects.filter(
        line=OuterRef("line"), kind=OuterRef("kind"), code=OuterRef("code"), ended_at=None
    )
    for pk, (status, due_at) in held.items():
        row = Subscription.objects.filter(pk=int(pk)).exclude(Exists(again))
        if status == Status.PENDING:
            continue
        row.update(status=status, ended_at=None, due_at=due_at and datetime.fromisoformat(due_at))
