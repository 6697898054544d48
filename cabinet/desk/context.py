"""Who asks, for the pane beside the thread: through the selectors of each app, a bounded number of rows of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from billing.usage.left import Package, balances_and_packages
from cabinet.accounts.models import Line
from cabinet.requests.models import Request
from cabinet.sms.models import SmsMessage
from chat.models import Conversation
from subscriptions.models import Kind, Subscription
from subscriptions.selectors import held_by, tariff_names

LINES = 10  # of the contract
REQUESTS = 5
SMS = 5
EARLIER = 5  # conversations


@dataclass(frozen=True)
class OtherLine:
    line: Line
    tariff: str


@dataclass(frozen=True)
class Subscriber:
    """What a specialist may know of who asks. `owns`: the contract is theirs; others may not be told all of it.

    `sms` are what was sent to the line, by kind and fate: their words are never read here.
    """

    line: Line
    owns: bool
    balance: Decimal
    packages: list[Package]
    tariff: Subscription | None
    held: list[Subscription]
    others: list[OtherLine]
    requests: list[Request]
    sms: list[SmsMessage]


def subscriber_of(conversation: Conversation, now: datetime) -> Subscriber | None:
    """What is known of who asks; None for a guest, of whom nothing is proved."""
    line = conversation.line
    if line is None:
        return None
    read = balances_and_packages(lines=[line], line=line, now=now)
    held = held_by(line)
    return Subscriber(
        line=line,
        owns=line.contract.owner_id == conversation.author_id,
        balance=read.balances[line.contract_id],
        packages=read.packages,
        tariff=next((each for each in held if each.kind == Kind.TARIFF), None),
        held=[each for each in held if each.kind != Kind.TARIFF],
        others=_others(line),
        requests=list(Request.objects.filter(line=line).order_by("-pk")[:REQUESTS]),
        sms=list(_sms_of(line)),
    )


def earlier_talks(conversation: Conversation) -> list[Conversation]:
    """What the same person, or the same guest, asked about the same number before."""
    same = Conversation.objects.filter(
        line=conversation.line, author=conversation.author, guest=conversation.guest, last_seq__gt=0
    )
    return list(same.exclude(pk=conversation.pk).select_related("topic").order_by("-last_event_at")[:EARLIER])


def _others(line: Line) -> list[OtherLine]:
    found = list(line.contract.lines.filter(closed_at=None).exclude(pk=line.pk).order_by("opened_at", "pk")[:LINES])
    names = tariff_names(found) if found else {}
    return [OtherLine(each, names.get(each.pk, "")) for each in found]


def _sms_of(line: Line) -> list[SmsMessage]:
    kinds = SmsMessage.objects.filter(line_public_id=line.public_id).only("kind", "status", "created_at")
    return list(kinds.order_by("-pk")[:SMS])
