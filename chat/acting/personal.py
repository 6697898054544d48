"""What proposals keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.models import User
from cabinet.accounts.personal.own import person_for
from cabinet.core.personal_data import PersonalData, Row
from chat.models import Proposal


def _proposals(user: User, now: datetime) -> Iterator[Row]:
    found = Proposal.objects.filter(conversation__author=user).select_related("by", "line", "conversation")
    for proposal in found.order_by("pk").iterator():
        yield {
            "conversation": str(proposal.conversation.public_id),
            "at": proposal.created_at,
            "number": str(proposal.line),
            "what": str(proposal),
            "from": person_for(user, proposal.by) or "",
            "state": str(proposal.get_state_display()),
            "decided": proposal.decided_at,
            "request": proposal.request_number,
        }


def _erase(user: User, now: datetime) -> None:
    """That something was proposed, and what became of it, stays; what it was about goes."""
    Proposal.objects.filter(conversation__author=user).update(preview={})


PROPOSALS = PersonalData(
    name="proposals",
    models=("chat.Proposal",),
    about=_("Что специалисты предлагали сделать за вас в чате и что вы ответили."),
    fields={
        "conversation": _("Обращение"),
        "at": _("Когда"),
        "number": _("Номер"),
        "what": _("Что предложено"),
        "from": _("Кто предложил"),
        "state": _("Состояние"),
        "decided": _("Когда решено"),
        "request": _("Заявка"),
    },
    export=_proposals,
    erase=_erase,
)
