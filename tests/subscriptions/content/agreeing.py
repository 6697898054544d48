"""People who subscribe in tests, and the SMS that they get."""

from datetime import datetime

from cabinet.accounts.models import Line, User
from cabinet.core.channels import Channel
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsKind, SmsMessage
from subscriptions.content.services.subscribe import ask, subscribe
from subscriptions.models import Subscription
from tests.billing.money import account_of, pay
from tests.people import NOW, make_owner
from tests.subscriber import code_in


def person(msisdn: str = "79161230001", money: int = 1000) -> Line:
    """The line of somebody with so many roubles."""
    line = make_owner(msisdn)[1]
    if money:
        pay(account_of(line), money)
    return line


def texts_to(msisdn: str = "79161230001", kind: SmsKind = SmsKind.NOTICE) -> list[str]:
    """What was promised to a number, oldest first."""
    sent = SmsMessage.objects.filter(msisdn=msisdn, kind=kind).exclude(body=b"").order_by("pk")
    return [unseal(bytes(message.body)) for message in sent]


def code_for(line: Line) -> str:
    """The newest code that came to the line's telephone."""
    return code_in(texts_to(str(line.msisdn), SmsKind.CODE)[-1])


def agree(line: Line, code: str, *, by: User | None = None, now: datetime = NOW, typed: str = "") -> Subscription:
    """Both steps: the code is asked for, read on the telephone and typed (or `typed` is)."""
    by = by or line.contract.owner
    assert by is not None
    ask(line=line, code=code, by=by, now=now)
    return subscribe(line=line, code=code, typed=typed or code_for(line), by=by, channel=Channel.PAGE, now=now)
