"""What a specialist may propose about a number itself: to block it (A11, S4)."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import BlockReason
from cabinet.core.acting import Action, Asker, Choice, Consent, Preview, Wish
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.services.blocking import AlreadyBlocked, block


def _may(asker: Asker) -> bool:
    return asker.line.msisdn is not None and allowed(asker.user, asker.line, Right.BLOCK, asker.now)


def _choices(asker: Asker) -> list[Choice]:
    may_still = [each for each in BlockReason if _blocks(asker, each)]
    return [Choice(each.value, str(each.label)) for each in may_still]


def _blocks(asker: Asker, reason: BlockReason) -> bool:
    """Whether a block for `reason` would change anything."""
    return not asker.line.is_blocked or (reason == BlockReason.LOSS and not asker.line.is_lost)


def _preview(wish: Wish) -> Preview:
    line, reason = wish.asker.line, _reason(wish)
    lost = reason == BlockReason.LOSS
    key = f"{line.public_id}:{reason.value}:{line.status}"
    cabinet = _("Кабинет закроется везде, где в него вошли по этому номеру. Вернуть номер сможет только владелец.")
    return Preview(
        title=_("Заблокировать номер %(number)s") % {"number": line},
        button=_("Заблокировать %(number)s") % {"number": line},
        fingerprint=hashlib.sha256(key.encode()).hexdigest()[:32],
        facts=(
            (_("Номер"), str(line)),
            (_("Почему"), str(reason.label)),
            (_("Когда"), _("сразу")),
            (_("Цена"), _("бесплатно")),
        ),
        warnings=(
            _("Звонки, SMS и интернет перестанут работать, коды на этот номер не придут."),
            *((cabinet,) if lost else ()),
            _("Плата по тарифу и за услуги продолжит списываться."),
        ),
        obstacle="" if _blocks(wish.asker, reason) else str(AlreadyBlocked.message),
    )


def _reason(wish: Wish) -> BlockReason:
    if wish.what not in BlockReason.values:
        raise NotFound
    return BlockReason(wish.what)


def _do(wish: Wish, consent: Consent) -> str:
    made = block(
        line=wish.asker.line,
        reason=_reason(wish),
        by=wish.asker.user,
        made_by=consent.specialist,
        now=wish.asker.now,
        channel=Channel.STAFF,
        origin=consent.origin,
        keep_session=consent.keep_session,
    )
    return made.number


BLOCK = Action(
    name="block",
    title=gettext_lazy("Заблокировать номер"),
    icon="lock",
    may=_may,
    choices=_choices,
    preview=_preview,
    apply=_do,
)
