"""What a person does with the simulated telephone: the network behind it is the portal itself."""

from __future__ import annotations

import re
import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cabinet.core import brand
from cabinet.core.errors import DomainError
from cabinet.sms import handset
from cabinet.sms.gateways import gateway, is_simulated
from cabinet.sms.models import DeviceMessage, Exchange, Handset, PartStatus, ReceiptManner, SmsKind, SmsPart, SmsStatus
from cabinet.sms.segments import split
from cabinet.sms.services import incoming, receipts

USSD = re.compile(r"[*#][0-9*#]*#")
REPORTED_AT_ONCE = 100
IDLE = {"exchange": "", "exchange_id": "", "shows": "", "goes_on": False, "acted_at": None}


@transaction.atomic
def send_sms(*, msisdn: str, to: str, text: str, now: datetime) -> None:
    """Send `text` from this telephone to a short number, in as many segments as a real one would."""
    source = uuid.uuid4()
    DeviceMessage.objects.create(
        source=source, msisdn=msisdn, sender=to, kind=SmsKind.NOTICE, text=text, mine=True, at=now
    )
    pieces = split(text).parts
    reference = secrets.randbelow(256)
    for seq, piece in enumerate(pieces, start=1):
        incoming.take(
            gateway=gateway().name,
            source_id=f"{source}-{seq}",
            msisdn=msisdn,
            short_number=to,
            text=piece,
            now=now,
            part=incoming.Part(reference, len(pieces), seq),
        )


def dial(*, msisdn: str, number: str, now: datetime) -> None:
    """Send a USSD command (`*102#`), or call a number; what is answered stands on the telephone afterwards."""
    number = "".join(number.split())
    name = str(uuid.uuid4())
    if USSD.fullmatch(number):
        _ussd(msisdn, name, number, now)
    elif number == brand.current().support_phone:
        _call(msisdn, name, "", now)
    else:
        words = _("Этот телефон умеет звонить только на %(number)s.") % {"number": brand.current().support_phone}
        _show(msisdn, Exchange.CALL, name, words, False, now)


def reply(*, msisdn: str, text: str, now: datetime) -> None:
    """Answer the USSD session that waits for it; nothing happens if none does."""
    waiting = Handset.objects.filter(msisdn=msisdn, exchange=Exchange.USSD, goes_on=True).first()
    if waiting:
        _ussd(msisdn, waiting.exchange_id, text, now)


def press(*, msisdn: str, key: str, now: datetime) -> None:
    """Press a key during a call; nothing happens without one."""
    talking = Handset.objects.filter(msisdn=msisdn, exchange=Exchange.CALL, goes_on=True).first()
    if talking:
        _call(msisdn, talking.exchange_id, key, now)


def hang_up(*, msisdn: str) -> None:
    """End the call or the USSD session, and clear what it showed."""
    Handset.objects.filter(msisdn=msisdn).update(**IDLE)


def set_switches(*, msisdn: str, receipts: ReceiptManner, refuses: bool) -> None:
    """How the telephone reports what it gets, and whether it takes anything at all."""
    Handset.objects.update_or_create(msisdn=msisdn, defaults={"receipts": receipts, "refuses": refuses})


def report_late(now: datetime) -> int:
    """The sweep of the simulated network: report what telephones that report late have had for long enough.

    One that is told to report again reports all that it kept silent about.
    """
    if not is_simulated():
        return 0
    silent = Handset.objects.filter(receipts=ReceiptManner.NEVER).values("msisdn")
    parts = SmsPart.objects.filter(gateway=gateway().name, status=PartStatus.SENT, message__status=SmsStatus.SENT)
    names = list(parts.exclude(message__msisdn__in=silent).values_list("gateway_id", flat=True)[:REPORTED_AT_ONCE])
    there_since = now - timedelta(seconds=settings.SIMULATOR_RECEIPT_DELAY)
    had = DeviceMessage.objects.filter(source__in=names, at__lte=there_since).values_list("source", flat=True)
    for source in had:
        receipts.take(gateway=gateway().name, gateway_id=str(source), status=PartStatus.DELIVERED, now=now)
    return len(had)


def _ussd(msisdn: str, session: str, text: str, now: datetime) -> None:
    try:
        answer = handset.ussd(msisdn, text, session)
    except DomainError as error:
        answer = str(error), False
    words, goes_on = answer or (_("На команды пока никто не отвечает."), False)
    _show(msisdn, Exchange.USSD, session, words, goes_on, now)


def _call(msisdn: str, call_id: str, keys: str, now: datetime) -> None:
    try:
        answer = handset.call(msisdn, call_id, keys)
    except DomainError as error:
        answer = str(error), True
    words, ends = answer or (_("По этому номеру пока никто не отвечает."), True)
    _show(msisdn, Exchange.CALL, call_id, words, not ends, now)


def _show(msisdn: str, exchange: Exchange, name: str, words: str, goes_on: bool, now: datetime) -> None:
    shown = {"exchange": exchange, "exchange_id": name, "shows": words, "goes_on": goes_on, "acted_at": now}
    Handset.objects.update_or_create(msisdn=msisdn, defaults=shown)
