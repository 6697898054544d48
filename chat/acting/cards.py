"""What stands under a message that proposes something: what it means, until when, and the buttons (chat/cards.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cabinet.core.templatetags.portal import exact_moment
from chat.acting.selectors import proposals_under
from chat.acting.services.proposing import CARD
from chat.acting.worded import in_zone_of
from chat.cards import Card
from chat.models import Message, Proposal, ProposalState
from chat.viewers import Viewer


def _load(messages: list[Message], viewer: Viewer) -> dict[int, dict[str, Any]]:
    now = timezone.now()
    return {each.message_id: _seen(each, now) for each in proposals_under(messages) if each.preview}  # not erased


def _seen(proposal: Proposal, now: datetime) -> dict[str, Any]:
    with in_zone_of(proposal.line):  # the API has no line of its own
        until = exact_moment(proposal.expires_at)
    return {"proposal": proposal, "shown": proposal.shown, "waits": proposal.waits_at(now), "until": until}


def told(data: dict[str, Any], viewer: Viewer) -> str:
    """What became of a proposal, for who reads."""
    match data.get("state"):
        case ProposalState.DONE:
            return _("Абонент согласился: сделано") if viewer.at_desk else _("Вы согласились: сделано")
        case ProposalState.REFUSED:
            return _("Абонент отказался от предложения") if viewer.at_desk else _("Вы отказались: ничего не изменилось")
        case ProposalState.WITHDRAWN:
            return _("Предложение отозвано")
        case "code" if viewer.at_desk:
            return _("Код отправлен абоненту по SMS: попросите назвать его")
        case "code":
            return _("Вам отправлен код по SMS. Назовите его специалисту, только если согласны.")
        case ProposalState.EXPIRED:
            return _("Время предложения вышло: ничего не изменилось")
    return ""


PROPOSAL = Card(CARD, "chat/cards/proposal.html", _load)
