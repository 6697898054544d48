"""The SMS with the code by which a proposal is agreed to on the telephone."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cabinet.accounts.texts import code_template
from cabinet.sms.texts import say
from chat.models import Proposal

LONGEST = 40  # characters of what is proposed, and of its button

CODE = code_template(
    name="chat.proposal_code",
    title=_("Код, чтобы согласиться с предложением специалиста"),
    words=_("Код {code}. {what}? {button}. Если согласны, назовите код специалисту"),
    example={"what": _("Подключить «Почта»"), "button": _("Подключить за 100 ₽")},
    segments=3,
)


def code_words(proposal: Proposal, code: str, language: str) -> str:
    """What is agreed to, with its sum, as the card says it."""
    with translation.override(language):
        shown = proposal.shown
        return say(CODE, code=code, what=shown["title"][:LONGEST], button=shown["button"][:LONGEST])
