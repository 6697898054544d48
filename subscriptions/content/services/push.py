"""A provider wants to subscribe a number: the person is asked by SMS, and only their own «ДА» subscribes (T10).

The provider is answered the same whatever became of it: whether a number is ours, forbids content or has no money is
none of its business. A number that nobody here has costs the same reads and writes, and is sent nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from cabinet.accounts.hearing import person_behind
from cabinet.accounts.models import BulkChoice, Line
from cabinet.accounts.services.line_state import lock
from cabinet.core import windows
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError, NotFound
from cabinet.sms.models import BulkCategory, SmsKind
from cabinet.sms.quiet import not_before
from cabinet.sms.services.outbox import enqueue
from cabinet.sms.texts import render
from subscriptions.charging.holding import hold
from subscriptions.content.errors import ContentForbidden, NothingAsked, TermsChanged
from subscriptions.content.planning import plan, refuse, sold
from subscriptions.content.selectors import mine
from subscriptions.content.services.begin import Agreed, begin
from subscriptions.content.services.unsubscribe import end_held
from subscriptions.content.texts import ASKED, facts_in
from subscriptions.models import ContentProvider, ContentPush, ContentService, PushOutcome, Subscription

LIFE = timedelta(hours=12)  # that the question can be answered
SWEPT = 200  # unanswered questions that one sweep ends
BUSY, TOO_MANY, UNKNOWN, NOT_WANTED = "busy", "too_many", "unknown", "not_wanted"
OFFERS = (BulkCategory.ADVERTISING, BulkCategory.ENTERTAINMENT)  # who refuses either is not asked to buy anything (T11)


@dataclass(frozen=True)
class Push:
    """What a provider sent: its own name for it, the number (MSISDN), and what it says of how that was agreed to."""

    event_id: str
    msisdn: str
    evidence: Mapping[str, str]


def take(push: Push, *, content: ContentService, now: datetime) -> None:
    """Write it down, and ask the person if they may be asked. The same event again does nothing."""
    with transaction.atomic():
        found = Line.objects.filter(msisdn=push.msisdn, closed_at=None).first()
        line = hold(found) if found is not None else None
        reason = _why_not(line, content, now)
        language = line.sms_language if line is not None else "ru"
        text = render(ASKED.name, language, **facts_in(content, language))
        zone = line.contract.time_zone if line is not None else str(settings.TIME_ZONE)
        from_at = not_before(now, zone) or now
        kept, is_new = ContentPush.objects.get_or_create(
            provider=content.provider,
            event_id=push.event_id,
            defaults={
                "content": content,
                "line": line,
                "evidence": dict(push.evidence),
                "text": text,
                "outcome": _outcome(reason),
                "reason": reason,
                "at": now,
                "expires_at": from_at + LIFE,
                "ended_at": now if reason else None,
            },
        )
        if is_new:
            _send(kept, push.msisdn, from_at=from_at, zone=zone, now=now)


def agree(*, line: Line, channel: Channel, now: datetime) -> Subscription:
    """The person says «ДА» to what their telephone was asked about last.

    Raises `NothingAsked`, `TermsChanged`, what `planning.refuse` raises, and the want of money; the question stays
    open then, until its time is over.
    """
    with transaction.atomic():
        lock(line.pk)
        line = hold(line)
        asked = (
            ContentPush.objects.select_for_update(of=("self",))
            .select_related("content__provider")
            .filter(line=line, outcome=PushOutcome.ASKED, expires_at__gt=now)
            .first()
        )
        if asked is None:
            raise NothingAsked
        if _sold_now(line, asked.content, now) is None:
            raise TermsChanged
        refuse(line=line, content=asked.content)
        wish = plan(line=line, content=asked.content, now=now)
        agreed = Agreed(asked.text, channel)
        subscription = begin(plan=wish, agreed=agreed, by=person_behind(line), now=now)
        _end(asked, PushOutcome.AGREED, now)
        return subscription


def end(*, provider: ContentProvider, msisdn: str, content: ContentService, now: datetime) -> None:
    """The provider ends what it sold; nothing of another's. A number that is not here, or has it not, is left alone."""
    with transaction.atomic():
        line = Line.objects.filter(msisdn=msisdn, closed_at=None).first()
        if line is None:
            return
        line = hold(line)
        own = [each.code for each in mine(line) if each.content.provider_id == provider.pk]
        codes = {content.code}.intersection(own)
        end_held(line=line, codes=codes, by=None, channel=Channel.PARTNER, now=now)


def sweep(now: datetime) -> int:
    """End the questions that nobody answered; returns how many."""
    late = ContentPush.objects.filter(outcome=PushOutcome.ASKED, expires_at__lte=now).order_by("expires_at")
    keys = list(late.values_list("pk", flat=True)[:SWEPT])
    waiting = ContentPush.objects.filter(pk__in=keys, outcome=PushOutcome.ASKED)
    return waiting.update(outcome=PushOutcome.EXPIRED, ended_at=now)


def of_closed_line(line: Line, now: datetime) -> None:
    """The step of closing a line: nobody answers for it any more."""
    waiting = ContentPush.objects.filter(line=line, outcome=PushOutcome.ASKED)
    waiting.update(outcome=PushOutcome.EXPIRED, ended_at=now)


def _why_not(line: Line | None, content: ContentService, now: datetime) -> str:
    """Why the person is not asked: a code; nothing if they are."""
    if line is None:
        return UNKNOWN
    asked = ContentPush.objects.filter(line=line)
    if asked.filter(outcome=PushOutcome.ASKED, expires_at__gt=now).exists():
        return BUSY
    asked.filter(outcome=PushOutcome.ASKED).update(outcome=PushOutcome.EXPIRED, ended_at=now)
    if BulkChoice.objects.filter(line=line, category__in=OFFERS, allowed=False).exists():
        return NOT_WANTED
    figure = settings.CONTENT_ASKED_OF_ONE
    lately = asked.filter(at__gt=now - windows.span(figure), reason="")
    if lately.count() >= windows.amount(figure):
        return TOO_MANY
    try:
        if _sold_now(line, content, now) is None:
            raise NotFound
        refuse(line=line, content=content)
        shortage = plan(line=line, content=content, now=now).shortage
    except DomainError as error:
        return error.code
    return shortage.code if shortage is not None else ""


def _sold_now(line: Line, content: ContentService, now: datetime) -> ContentService | None:
    """`content`, if this very version is what the line could have."""
    try:
        found = sold(line=line, code=content.code, now=now)
    except NotFound:
        return None
    return found if found.pk == content.pk else None


def _outcome(reason: str) -> PushOutcome:
    if not reason:
        return PushOutcome.ASKED
    return PushOutcome.FORBIDDEN if reason == ContentForbidden.code else PushOutcome.REFUSED


def _send(push: ContentPush, msisdn: str, *, from_at: datetime, zone: str, now: datetime) -> None:
    """The question; the same row where it may not be asked, which nobody is sent."""
    enqueue(
        msisdn=msisdn,
        text=push.text,
        kind=SmsKind.NOTICE,
        now=now,
        not_before=from_at if from_at > now else None,
        quiet_zone=zone,
        not_after=push.expires_at,
        line_public_id=push.line.public_id if push.line is not None else None,
        dedup_key=f"content-push:{push.public_id}",
        reachable=push.outcome == PushOutcome.ASKED,
    )


def _end(push: ContentPush, outcome: PushOutcome, now: datetime) -> None:
    push.outcome, push.ended_at = outcome, now
    push.save(update_fields=["outcome", "ended_at"])
