"""What a specialist may propose about paid content: only to end it. Subscribing is the person's own (T6, S4)."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.access import Right, allowed
from cabinet.core.acting import Action, Asker, Choice, Consent, Preview, Wish
from cabinet.core.channels import Channel
from cabinet.core.errors import DomainError
from subscriptions.content.selectors import Mine, mine
from subscriptions.content.services.unsubscribe import unsubscribe


class ContentEnded(DomainError):
    code = "content_ended"
    message = gettext_lazy("Этой подписки на номере уже нет.")


def _may(asker: Asker) -> bool:
    return allowed(asker.user, asker.line, Right.MANAGE, asker.now)


def _choices(asker: Asker) -> list[Choice]:
    return [Choice(each.code, f"{each.content.name}, {each.content.price_words}") for each in mine(asker.line)]


def _preview(wish: Wish) -> Preview:
    held = _held(wish)
    content = held.content
    key = f"{held.subscription.public_id}:{content.pk}:{content.price}"
    return Preview(
        title=_("Отключить подписку «%(name)s»") % {"name": content.name},
        button=_("Отключить подписку"),
        fingerprint=hashlib.sha256(key.encode()).hexdigest()[:32],
        facts=(
            (_("Номер"), str(wish.asker.line)),
            (_("Короткий номер"), content.short_number),
            (_("Больше не спишем"), content.price_words),
            (_("Отключится"), _("сразу и бесплатно")),
        ),
        warnings=(_("Что уже списано за начатый период, не вернётся."),),
    )


def _held(wish: Wish) -> Mine:
    found = next((each for each in mine(wish.asker.line) if each.code == wish.what), None)
    if found is None:
        raise ContentEnded
    return found


def _do(wish: Wish, consent: Consent) -> str:
    asker = wish.asker
    ended = unsubscribe(
        line=asker.line,
        codes=[wish.what],
        by=asker.user,
        made_by=consent.specialist,
        channel=Channel.STAFF,
        now=asker.now,
    )
    if not ended:
        raise ContentEnded
    return ""


UNSUBSCRIBE = Action(
    name="content_off",
    title=gettext_lazy("Отключить подписку"),
    icon="ban",
    may=_may,
    choices=_choices,
    preview=_preview,
    apply=_do,
)
