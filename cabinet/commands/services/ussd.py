"""A session of USSD: the first text is a code, the next ones answer the list of codes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import OperationalError

from cabinet.commands import texts
from cabinet.commands.services.deadline import Deadline
from cabinet.commands.services.exchange import AnotherRequest, Answer, Place, answer_once, said_before
from cabinet.commands.services.run import respond, within_limit
from cabinet.core.channels import Channel
from cabinet.core.sparse_log import SparseLog

logger = logging.getLogger(__name__)
slow = SparseLog(logger)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a telephone said at one `step` of a `session`, counted from 1 by the network."""

    session: str
    step: int
    msisdn: str
    text: str


def answer(said: Said, *, now: datetime) -> Answer:
    """What the telephone is shown, within about a second. The same said again is answered the same, and done once.

    Raises `AnotherRequest` where the step was something else before, or the session another telephone's. What could
    not be done in time was not done at all: an apology is not kept, and the network may ask again.
    """
    try:
        return _answered(said, now)
    except AnotherRequest:
        raise
    except OperationalError as error:
        slow.warning("a USSD answer was late: %s", type(error).__name__)
    except Exception:
        logger.exception("a USSD answer failed")
    return Answer(texts.words_in_code(texts.SLOW, texts.default_language()))


def _answered(said: Said, now: datetime) -> Answer:
    at = Place(channel=Channel.USSD, name=said.session, step=str(said.step), msisdn=said.msisdn)
    deadline = Deadline()
    with deadline.transaction():
        before = said_before(at, asked=said.text)
    if before is not None:
        return before
    if not within_limit(said.msisdn):
        return Answer(texts.words_in_code(texts.TOO_MANY, texts.default_language()))
    with deadline.transaction():
        return answer_once(at, asked=said.text, now=now, answer=partial(_do, said, now))


def _do(said: Said, now: datetime) -> Answer:
    outcome = respond(msisdn=said.msisdn, text=said.text, channel=Channel.USSD, now=now)
    return Answer(texts.fitted(outcome.text), goes_on=outcome.is_list)
