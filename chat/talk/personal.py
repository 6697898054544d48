"""Answers from live data: for whom they may be at all (C14). What of a line may be told, each skill asks itself."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.accounts.access import Right, allowed
from cabinet.core.explaining import Way
from cabinet.core.skills import Asker, run
from chat.models import Answer, Conversation
from chat.talk.owed import Owed

logger = logging.getLogger(__name__)

Ways = Sequence[Way]


@dataclass(frozen=True, slots=True)
class Personal:
    """`text` is empty where the general answer is given. `confirm_first`: a code would let the bot tell more."""

    text: str = ""
    ways: Ways = ()
    confirm_first: bool = False


def answer_personally(answer: Answer, *, conversation: Conversation, owed: Owed, now: datetime) -> Personal:
    """What `answer`'s skill tells the author of `conversation` about its line, in the active language.

    A guest proved nothing and is told nothing; who is there by the network's word alone is asked for a code.
    """
    line, author = conversation.line, conversation.author
    if not answer.skill or line is None or author is None or not allowed(author, conversation, Right.CHAT, now):
        return Personal()
    if not owed.strong:
        here = reverse("chat-conversation", args=[conversation.public_id]) + f"?line={line.public_id}"
        confirm = Way(_("Подтвердить, что это вы"), f"{reverse('confirm')}?{urlencode({'next': here})}", "lock")
        return Personal(ways=[confirm], confirm_first=True)
    try:
        told = run(answer.skill, Asker(user=author, line=line, now=now, query=owed.text))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # of another app: a general answer is better than none
        logger.exception("the skill %s failed", answer.skill)
        told = None
    return Personal(str(told.text), told.ways) if told else Personal()
