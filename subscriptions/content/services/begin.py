"""Letting content in, once somebody agreed: its request, its subscription, the evidence, and telling the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.telling import tell_owner
from cabinet.accounts.models import User
from cabinet.core import phones
from cabinet.core.channels import Channel
from subscriptions.charging.lifecycle import start
from subscriptions.content.planning import Plan
from subscriptions.content.services.wishes import ON, write_down
from subscriptions.content.texts import CONNECTED, CONTENT_ON, facts_of
from subscriptions.models import Consent, Subscription


@dataclass(frozen=True)
class Agreed:
    """What a person read, word for word, and how they answered: with the last two digits of the code, if it was one."""

    text: str
    channel: Channel
    code_tail: str = ""


def begin(*, plan: Plan, agreed: Agreed, by: User | None, now: datetime) -> Subscription:
    """Subscribe as `plan` says; its line is held, and `plan` was made under that lock. Raises `InsufficientFunds`,
    `BelowOwnLimit`; the caller's transaction then leaves nothing."""
    line, content = plan.line, plan.content
    request = write_down(ON, line=line, by=by, channel=agreed.channel, now=now, services=[content])
    subscription = start(
        line=line,
        offering=content,
        now=now,
        by=by,
        channel=agreed.channel,
        request=request,
        fee=plan.fee,
        trial=plan.free_until is not None,
        paid_until=plan.paid_until,
    )
    Consent.objects.create(
        subscription=subscription,
        at=now,
        channel=agreed.channel,
        text=agreed.text,
        code_tail=agreed.code_tail,
        by=by,
    )
    tell_owner(
        line=line,
        event=CONTENT_ON.name,
        template=CONNECTED.name,
        facts=lambda _language: {"number": phones.international(str(line.msisdn)), **facts_of(content)},
        now=now,
        dedup_key=f"content-on:{subscription.public_id}",
    )
    return subscription
