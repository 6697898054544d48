"""Telling a person of what they may switch off (N6). What is about security goes by `tell`, and never here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import translation

from cabinet.accounts.access import lines_that_prove
from cabinet.accounts.email_texts import footer
from cabinet.accounts.models import Access, Line, LineStatus, NotificationChoice, User
from cabinet.accounts.services.choices import unsubscribe_link
from cabinet.accounts.services.email import address_of
from cabinet.accounts.services.tell import LINES_TOLD
from cabinet.core.notifications import By, event_called
from cabinet.mail.models import EmailMessage
from cabinet.mail.services import outbox as mail
from cabinet.mail.services.outbox import is_on
from cabinet.sms import texts
from cabinet.sms.models import SmsKind, SmsMessage
from cabinet.sms.quiet import not_before
from cabinet.sms.services.outbox import enqueue

Facts = Mapping[str, object] | Callable[[str], Mapping[str, object]]  # of a message; called with its language


@dataclass(frozen=True)
class Told:
    """What was promised; nothing where the person wants nothing of it, or no way leads to them."""

    sms: tuple[SmsMessage, ...] = ()
    email: EmailMessage | None = None

    def __bool__(self) -> bool:
        return bool(self.sms or self.email)


def notify(
    *,
    event: str,
    template: str,
    facts: Facts,
    now: datetime,
    line: Line | None = None,
    user: User | None = None,
    dedup_key: str | None = None,
    urgent: bool = False,
) -> Told:
    """Promise what the person chose to get of `event`: an SMS with the words of `template`, an e-mail with the same.

    With a `line`, its telephone gets the SMS, and who decides is `user`, or else whose telephone it is. Without one,
    the SMS goes to the lines that are surely the user's own. A number that does not work gets none: one that was lost
    lies in somebody else's hand. The same `dedup_key` again promises nothing new. What is not `urgent` wakes nobody:
    at night by the clock of the line's contract it is promised for the morning. The caller owns the transaction.
    """
    person = user or (holder_of(line) if line is not None else None)
    by = ways(person, event)
    lines: list[Line] = []
    if By.SMS in by:
        lines = [line] if line is not None else list(lines_that_prove(person)[:LINES_TOLD]) if person else []
    sent = [
        _sms(to, template=template, facts=facts, now=now, dedup_key=dedup_key, urgent=urgent)
        for to in lines
        if to.msisdn and to.status == LineStatus.ACTIVE
    ]
    email = None
    if By.EMAIL in by and person is not None and is_on() and (address := address_of(person)):
        language = person.language or (line.sms_language if line else "ru")
        email = _email(person, address, language, event, template=template, facts=facts, now=now, dedup_key=dedup_key)
    return Told(tuple(sent), email)


def ways(person: User | None, event: str) -> frozenset[By]:
    """How `person` wants to hear of `event`; whose choice is not known gets what the event says."""
    known = event_called(event)
    if known.security:
        raise ValueError(f"{event} is about security: nobody switches it off")
    chosen = NotificationChoice.objects.filter(user=person, event=event).first() if person else None
    return chosen.ways & known.may if chosen else known.by


def holder_of(line: Line) -> User | None:
    """Whose telephone it is: who proved the line by its code, or else, or while others are forbidden, the owner of the
    contract."""
    return User.objects.filter(pk__in=_holders(line.pk)).first()


def wants_sms(line: Line | None, event: str) -> bool:
    """Whether the holder of `line` takes SMS of `event`, which come by SMS otherwise. No line costs the same query."""
    refused = NotificationChoice.objects.filter(user__in=_holders(line.pk if line else 0), event=event, sms=False)
    return not refused.exists()


def _holders(line_pk: int) -> QuerySet[Line, Any]:
    let_in = Q(line__contract__others_forbidden=False)
    proved = Access.objects.filter(let_in, line=OuterRef("pk"), by_code=True).values("user")[:1]
    return Line.objects.filter(pk=line_pk).values(
        holder=Coalesce(Subquery(proved), F("contract__owner"), output_field=BigIntegerField())
    )


def words(template: str, facts: Facts, language: str) -> str:
    """The message in `language`, with what is translated of its facts."""
    with translation.override(language):
        return texts.render(template, language, **(facts(language) if callable(facts) else facts))


def _sms(line: Line, *, template: str, facts: Facts, now: datetime, dedup_key: str | None, urgent: bool) -> SmsMessage:
    morning = None if urgent else not_before(now, line.contract.time_zone)
    return enqueue(
        msisdn=str(line.msisdn),
        text=words(template, facts, line.sms_language),
        kind=SmsKind.NOTICE,
        now=now,
        not_before=morning,
        quiet_zone="" if urgent else line.contract.time_zone,
        not_after=(morning or now) + timedelta(seconds=settings.SMS_TTL),
        line_public_id=line.public_id,
        dedup_key=f"{dedup_key}:{line.pk}" if dedup_key else None,
    )


def _email(
    person: User,
    address: str,
    language: str,
    event: str,
    *,
    template: str,
    facts: Facts,
    now: datetime,
    dedup_key: str | None,
) -> EmailMessage:
    link = unsubscribe_link(user=person, event=event)
    with translation.override(language):
        subject, under = str(event_called(event).title), footer(unsubscribe=link)
    return mail.enqueue(
        user=person,
        address=address,
        subject=subject,
        text=f"{words(template, facts, language)}\n\n-- \n{under}\n",
        now=now,
        not_after=now + timedelta(seconds=settings.MAIL_TTL),
        unsubscribe=link,
        dedup_key=f"{dedup_key}:user:{person.pk}" if dedup_key else None,
    )
