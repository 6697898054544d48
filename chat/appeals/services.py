"""An appeal's life: written, answered by the bot at once, taken by a specialist, answered."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, require
from cabinet.accounts.models import Line, User
from cabinet.accounts.services.notify import notify
from cabinet.core.errors import DomainError
from cabinet.core.net import NOWHERE, Origin
from cabinet.requests.events import RESULT
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import locked, move, open_request
from cabinet.sms.quiet import is_awaited
from chat.appeals import texts
from chat.bot.asking import ask
from chat.bot.decisions import Decision
from chat.knowledge.use import Use, note_use
from chat.models import Appeal, AppealFile, BotDecision, Decided, Source, StoredFile
from chat.promises.files.keeping import keep
from chat.talk.logged import log

logger = logging.getLogger(__name__)

KIND = "appeal"
LONGEST_QUERY = 1000  # characters that the bot reads


class AppealEnded(DomainError):
    code = "appeal_ended"
    message = _("На это обращение уже ответили, или его отозвали.")


def make_appeal(
    *,
    line: Line,
    author: User,
    subject: str,
    text: str,
    files: Sequence[StoredFile] = (),
    client_id: UUID,
    now: datetime,
    origin: Origin = NOWHERE,
) -> Appeal:
    """Put in writing what `author` asks about `line`, with the bot's answer at once.

    The same `client_id` with the same words again returns the first appeal, and its files: who went back and wrote
    something else made another one. Raises `NotFound` without the right.
    """
    require(author, line, Right.CHAT, now)
    decision = _asked(text)
    with transaction.atomic():
        request = open_request(
            kind=KIND,
            now=now,
            user=author,
            origin=origin,
            payload={"subject": subject},
            due_at=now + timedelta(days=settings.APPEAL_DAYS),
            dedup_key=f"{KIND}:{author.pk}:{client_id}:{_hash(line, subject, text)}",
        )
        appeal, made = Appeal.objects.get_or_create(
            request=request, defaults={"line": line, "subject": subject, "text": text}
        )
        if made:
            _hang(appeal, files, now)
            _say_at_once(appeal, decision, now)
    return appeal


def take_appeal(*, appeal: Appeal, by: User, now: datetime) -> None:
    """A specialist begins: the author is told until when there is an answer. Twice is as once. Raises `AppealEnded`."""
    with transaction.atomic():
        request = _open(appeal)
        if request.status == RequestStatus.WORKING:
            return
        move(request, to=RequestStatus.WORKING, now=now, made_by=by)
        day = timezone.localtime(request.due_at)
        _tell(request, texts.TAKEN.name, {"number": request.number, "day": f"{day:%d.%m.%Y}"}, now)


def answer_appeal(*, appeal: Appeal, by: User, text: str, now: datetime) -> None:
    """Answer in writing, which ends it; the author gets an SMS. Raises `AppealEnded` where somebody was first."""
    with transaction.atomic():
        request = _open(appeal)
        Appeal.objects.filter(pk=appeal.pk).update(answer=text, answered_by=by, answered_at=now)
        move(request, to=RequestStatus.DONE, now=now, made_by=by, note=_("Ответ — на этой странице."))
        _tell(request, texts.ANSWERED.name, {"number": request.number, "link": texts.link_to(request)}, now)


def judge_answer(*, appeal: Appeal, by: User, helped: bool, now: datetime) -> None:
    """The author says whether the bot's answer helped; if it did, nobody has to answer any more. The first word
    counts."""
    with transaction.atomic():
        request = locked(appeal.request)
        decision = BotDecision.objects.filter(appeal=appeal, helped=None).first()
        if decision is None or not request.is_open or decision.answer_id is None:
            return
        BotDecision.objects.filter(pk=decision.pk).update(helped=helped)
        note_use(answer_id=decision.answer_id, what=Use.HELPED if helped else Use.MISSED, now=now)
        if helped:
            move(request, to=RequestStatus.DONE, now=now, made_by=by, note=_("Помог ответ, который пришёл сразу."))


def _hash(line: Line, subject: str, text: str) -> str:
    return hashlib.sha256(f"{line.pk}:{subject}:{text}".encode()).hexdigest()[:16]


def _asked(text: str) -> Decision | None:
    """What the bot makes of it; an appeal is taken whatever is wrong with the bot."""
    try:
        return ask(text[:LONGEST_QUERY])
    except Exception:
        logger.exception("an appeal was not answered at once")
        return None


def _say_at_once(appeal: Appeal, decision: Decision | None, now: datetime) -> None:
    if decision is None:
        return
    kept = log(decision=decision, query=appeal.text, source=Source.APPEAL, now=now)
    Appeal.objects.filter(pk=appeal.pk).update(decision=kept)
    if decision.decided == Decided.ANSWER and kept.answer_id is not None:
        note_use(answer_id=kept.answer_id, what=Use.TOLD, now=now)


def _hang(appeal: Appeal, files: Sequence[StoredFile], now: datetime) -> None:
    keep(files=files, now=now)
    AppealFile.objects.bulk_create(
        [AppealFile(appeal=appeal, file=file, place=place) for place, file in enumerate(files)]
    )


def _open(appeal: Appeal) -> Request:
    request = locked(appeal.request)
    if not request.is_open:
        raise AppealEnded
    return request


def _tell(request: Request, template: str, facts: dict[str, object], now: datetime) -> None:
    if request.user is None:
        return
    notify(
        event=RESULT.name,
        template=template,
        facts=facts,
        now=now,
        user=request.user,
        dedup_key=f"{template}:{request.number}",
        urgent=is_awaited(request.created_at, now),
    )
