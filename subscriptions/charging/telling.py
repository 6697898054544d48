"""Telling owners what a run did without them: what stopped, what works again, what there will be no money for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from billing.models import AccountKind
from billing.telling import tell_owner
from cabinet.accounts.models import Contract, Line
from cabinet.core.money import plain_rub
from cabinet.core.templatetags.portal import written_date
from cabinet.sms.quiet import not_before
from cabinet.sms.texts import SmsTemplate
from subscriptions.charging import texts
from subscriptions.charging.ahead import new_prices
from subscriptions.charging.loading import with_offerings
from subscriptions.charging.needs import in_order, missing_for, shown_wallets
from subscriptions.models import ChargeNotice, Kind, News, Status, Subscription

logger = logging.getLogger(__name__)

BATCH = 100  # contracts that a sweep tells
LEASE = timedelta(minutes=5)  # that one may take before somebody else tries it again
NAMED = 2  # in one SMS; the others are counted
TEMPLATES = {
    (News.SOON, True): texts.SOON,
    (News.SOON, False): texts.SOON,
    (News.SUSPENDED, True): texts.LINE_SUSPENDED,
    (News.SUSPENDED, False): texts.EXTRA_SUSPENDED,
    (News.RESUMED, True): texts.LINE_RESUMED,
    (News.RESUMED, False): texts.EXTRA_RESUMED,
}


def sweep(now: datetime) -> int:
    """Tell of what was noted, an SMS for each contract and kind of news; returns how many contracts. Two sweeps at
    once share them out."""
    due = ChargeNotice.objects.filter(due_at__lte=now).order_by("due_at")
    contracts = dict.fromkeys(due.values_list("subscription__line__contract", flat=True)[: BATCH * 2])
    return sum(_tell(contract, now) for contract in list(contracts)[:BATCH])


def _tell(contract: int, now: datetime) -> bool:
    """By whoever claims it: the claim puts it off, so one that fails stands in nobody's way and is tried again."""
    of_contract = ChargeNotice.objects.filter(subscription__line__contract=contract, due_at__lte=now)
    claimed = list(of_contract.order_by("pk").values_list("pk", flat=True))
    if not ChargeNotice.objects.filter(pk__in=claimed, due_at__lte=now).update(due_at=now + LEASE):
        return False
    try:
        with transaction.atomic():
            _tell_of(contract, claimed, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("the charges of contract %s could not be told of", contract)
    return True


def _tell_of(key: int, claimed: Sequence[int], now: datetime) -> None:
    """The rows go and the messages are promised together; at night they wait, and may come to nothing till morning."""
    notices = ChargeNotice.objects.filter(pk__in=claimed).order_by("pk").select_for_update()
    news = {notice.pk: notice for notice in notices}
    contract = Contract.objects.select_related("owner", "primary_line").get(pk=key)
    morning = not_before(now, contract.time_zone)
    if morning is not None:
        ChargeNotice.objects.filter(pk__in=news).update(due_at=morning)
        return
    held = in_order(with_offerings(Subscription.objects.filter(pk__in=news).select_related("line")))
    for what in News:
        true = [each for each in held if news[each.pk].news == what and _is_so(each, news[each.pk])]
        for said in _messages(what, true):
            _say(contract, what, said, now, at=max(news[each.pk].at for each in said), among=true)
    ChargeNotice.objects.filter(pk__in=news).delete()


def _messages(what: News, held: Sequence[Subscription]) -> list[list[Subscription]]:
    """What an SMS each is about. Who has to read that a line stopped need not read that its horoscope did, but must
    read what stopped on a line that works."""
    if what == News.SOON:
        return [list(held)] if held else []
    tariffs = [each for each in held if each.kind == Kind.TARIFF]
    lines = {each.line_id for each in tariffs}
    others = [each for each in held if each.line_id not in lines]
    return [said for said in (tariffs, others) if said]


def _is_so(each: Subscription, notice: ChargeNotice) -> bool:
    """Whether it still is as it was noted."""
    match News(notice.news):
        case News.SOON:
            return each.status == Status.ACTIVE and each.due_at == notice.at
        case News.SUSPENDED:
            return each.status == Status.SUSPENDED
        case News.RESUMED:
            return each.status == Status.ACTIVE


def _say(
    contract: Contract,
    what: News,
    held: Sequence[Subscription],
    now: datetime,
    *,
    at: datetime,
    among: Sequence[Subscription],
) -> None:
    """One SMS about `held`, for which there must be money after what comes before it `among` all that is told of."""
    wallet = shown_wallets([contract.pk])[contract.pk]
    account = wallet.account_for(held[0])
    prices = {each.pk: each.offering.price for each in held} | (new_prices(held) if what == News.SOON else {})
    last = max(map(among.index, held))
    lacking = missing_for(among[: last + 1], wallet, prices=prices)
    paid_from = {AccountKind(wallet.account_for(each).kind) for each in held}
    missing = sum((lacking.get(kind, Decimal(0)) for kind in paid_from), Decimal(0))
    if not missing and what != News.RESUMED:
        return  # money has come meanwhile

    def facts(_language: str) -> dict[str, object]:
        return {
            "number": _listed([str(line) for line in dict.fromkeys(each.line for each in held)]),
            "names": _listed(list(dict.fromkeys(each.offering.name for each in held))),
            "sum": plain_rub(sum(prices.values(), Decimal(0))),
            "missing": plain_rub(missing),
            "balance": plain_rub(account.balance),
            "day": written_date(at.astimezone(ZoneInfo(contract.time_zone)), with_year=False),
        }

    template: SmsTemplate = TEMPLATES[what, held[0].kind == Kind.TARIFF]
    tell_owner(
        line=_line(contract, held[0].line),
        event=texts.CHARGES.name,
        template=template.name,
        facts=facts,
        now=now,
        dedup_key=f"{template.name}:{contract.pk}:{at.isoformat()}",
    )


def _line(contract: Contract, line: Line) -> Line:
    """The telephone to write to: the contract's main one, so that one who pays for four numbers reads one."""
    to = contract.primary_line or line
    to.contract = contract
    return to


def _listed(names: list[str]) -> str:
    shown, more = names[:NAMED], len(names) - NAMED
    listed = ", ".join(shown)
    return _("%(names)s и ещё %(count)s") % {"names": listed, "count": more} if more > 0 else listed
