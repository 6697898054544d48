"""One answer to each step of a session or a call, however often a machine asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from cabinet.commands.models import Exchange, ExchangeStep
from cabinet.core.channels import Channel
from cabinet.core.cipher import Cipher
from cabinet.core.errors import DomainError

KEPT = timedelta(days=1)  # after that a machine may use a session's name again

_cipher = Cipher("commands.answer")


class AnotherRequest(DomainError):
    """The step was asked before, and for something else; or the session is another telephone's."""

    code = "another_request"


@dataclass(frozen=True)
class Answer:
    """What a machine is told: `text` for the person; `goes_on`: the person may say more.

    The voice menu has `keys` besides, what each means now, and where to `transfer` the call.
    """

    text: str
    goes_on: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    transfer: str | None = None


def said_before(*, channel: Channel, name: str, step: str, msisdn: str, asked: str) -> Answer | None:
    """The answer that this step already got. Raises `AnotherRequest`."""
    kept = ExchangeStep.objects.select_related("exchange").filter(
        exchange__channel=channel, exchange__name=name, step=step
    )
    return next((_same(each, msisdn, asked) for each in kept), None)


def answer_once(
    *,
    channel: Channel,
    name: str,
    step: str,
    msisdn: str,
    asked: str,
    now: datetime,
    answer: Callable[[], Answer],
) -> Answer:
    """What `answer()` says, or said before, within the caller's transaction.

    The exchange's row is locked, so that two who ask at once are answered one after the other, and the second by what
    the first was told. Raises `AnotherRequest`.
    """
    Exchange.objects.bulk_create(
        [Exchange(channel=channel, name=name, msisdn=msisdn, started_at=now)], ignore_conflicts=True
    )
    exchange = Exchange.objects.select_for_update().get(channel=channel, name=name)
    if exchange.msisdn != msisdn:
        raise AnotherRequest
    kept = ExchangeStep.objects.filter(exchange=exchange, step=step).first()
    if kept is not None:
        kept.exchange = exchange
        return _same(kept, msisdn, asked)
    said = answer()
    ExchangeStep.objects.create(
        exchange=exchange, step=step, digest=_digest(asked), answer=_cipher.seal(json.dumps(asdict(said)))
    )
    return said


def forget_old(*, now: datetime) -> int:
    """Forget what no machine asks for any more; returns how many rows went."""
    return Exchange.objects.filter(started_at__lt=now - KEPT).delete()[0]


def forget_number(*, msisdn: str) -> None:
    """The number ends: what was said to its holder is nobody else's."""
    Exchange.objects.filter(msisdn=msisdn).delete()


def of_closed_line(line: Any, now: datetime) -> None:
    """The step of closing a line."""
    if line.msisdn:
        forget_number(msisdn=line.msisdn)


def _same(kept: ExchangeStep, msisdn: str, asked: str) -> Answer:
    if kept.exchange.msisdn != msisdn or not constant_time_compare(kept.digest, _digest(asked)):
        raise AnotherRequest
    return _opened(kept)


def _opened(kept: ExchangeStep) -> Answer:
    return Answer(**json.loads(_cipher.unseal(bytes(kept.answer))))


def _digest(asked: str) -> str:
    return salted_hmac("commands.asked", asked, algorithm="sha256").hexdigest()
