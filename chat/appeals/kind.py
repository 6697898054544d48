"""The kind of request that an appeal is, and what its page shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request
from chat.appeals.selectors import appeal_of, offered
from chat.appeals.services import KIND
from chat.models import AppealSubject, Decided
from chat.talk.wording import text_of


def _nothing_yet(request: Request, now: datetime) -> None:
    """An appeal that is taken back needs no answer: there is nothing to undo."""


def _facts(request: Request) -> list[tuple[str, str]]:
    return [(_("Тема"), str(AppealSubject(request.payload["subject"]).label))]


def _shown(request: Request) -> dict[str, Any]:
    """The text, what was sent along, what the bot said at once and what was answered."""
    appeal = appeal_of(request)
    if appeal is None:
        return {}
    decision, language = appeal.decision, get_language() or "ru"
    said = decision.answer if decision is not None and decision.decision == Decided.ANSWER else None
    return {
        "appeal": appeal,
        "files": [each.file for each in appeal.files.all()],
        "said": said,
        "said_text": text_of(said, language) if said else "",
        "offered": offered(appeal) if said is None and not appeal.answer else [],
    }


APPEAL = RequestKind(
    name=KIND,
    title=gettext_lazy("Обращение"),
    cancel=_nothing_yet,
    facts=_facts,
    template="chat/appeals/_request.html",
    shown=_shown,
)
