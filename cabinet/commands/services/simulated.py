"""The simulator's telephone dials codes and the short number by the same services as the operator's machines do."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from cabinet.commands.models import ExchangeStep
from cabinet.commands.services import ussd as ussd_service
from cabinet.commands.services import voice
from cabinet.core.channels import Channel


def ussd(msisdn: str, text: str, session: str) -> tuple[str, bool]:
    """What the telephone shows, and whether the session goes on."""
    step = _steps(Channel.USSD, session).count() + 1
    said = ussd_service.Said(session=session, step=step, msisdn=msisdn, text=text)
    answer = ussd_service.answer(said, now=timezone.now())
    return answer.text, answer.goes_on


def call(msisdn: str, call_id: str, keys: str) -> tuple[str, bool]:
    """What is said to the caller, who pressed `keys` since it was said before, and whether it hangs up."""
    last = _steps(Channel.IVR, call_id).last()
    pressed = (last.step if last else "") + keys
    answer = voice.answer(voice.Call(name=call_id, msisdn=msisdn, keys=pressed), now=timezone.now())
    return answer.text, not answer.goes_on


def _steps(channel: Channel, name: str) -> QuerySet[ExchangeStep]:
    return ExchangeStep.objects.filter(exchange__channel=channel, exchange__name=name).order_by("pk")
