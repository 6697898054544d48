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


@dataclass(frozen=True, kw_only=True)
class Place:
    """A step of an exchange, as a machine names it, and whose telephone is there."""

    channel: Channel
    name: str
    step: str
    msisdn: str


def said_before(at: Place, *, asked: str) -> Answer | None:
    """The answer that this step already got. Raises `AnotherRequest`."""
    steps = ExchangeStep.objects.select_related("exchange")
    kept = steps.filter(exchange__channel=at.channel, exchange__name=at.name, step=at.step).first()
    return _same(kept, at, asked) if kept else None


def answer_once(at: Place, *, asked: str, now: datetime, answer: Callable[[], Answer]) -> Answer:
    """What `answer()` says, or said before, within the caller's transaction.

    The exchange's row is locked, so that two who ask at once are answered one after the other, and the second by what
    the first was told. Raises `AnotherRequest`.
    """
    named = {"channel": at.channel, "name": at.name}
    fresh = Exchange(**named, msisdn=at.msisdn, started_at=now)
    Exchange.objects.bulk_create([fresh], ignore_conflicts=True)
    exchange = Exchange.objects.select_for_update().get(**named)
    if exchange.msisdn != at.msisdn:
        raise AnotherRequest
    kept = ExchangeStep.objects.select_related("exchange").filter(exchange=exchange, step=at.step).first()
    if kept is not None:
        return _same(kept, at, asked)
    said = answer()
    sealed = _cipher.seal(json.dumps(asdict(said)))
    ExchangeStep.objects.create(exchange=exchange, step=at.step, digest=_digest(asked), answer=sealed)
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


def _same(kept: ExchangeStep, at: Place, asked: str) -> Answer:
    if kept.exchange.msisdn != at.msisdn or not constant_time_compare(kept.digest, _digest(asked)):
        raise AnotherRequest
    return _opened(kept)


def _opened(kept: ExchangeStep) -> Answer:
    return Answer(**json.loads(_cipher.unseal(bytes(kept.answer))))


def _digest(asked: str) -> str:
    return salted_hmac("commands.asked", asked, algorithm="sha256").hexdigest()
