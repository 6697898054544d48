"""STOP by SMS, to the short number of the content or to the operator's own, and by USSD (T6, N4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.commands import Caller, Command, Fields
from cabinet.sms.texts import SmsTemplate, render
from subscriptions.content import texts
from subscriptions.content.selectors import Mine
from subscriptions.content.services.push import agree
from subscriptions.content.services.stop import stop
from subscriptions.content.stop_words import read_stop

NAMED = 4  # subscriptions that an answer names; the others are counted


def _hears(text: str) -> Fields | None:
    which = read_stop(text)
    return None if which is None else {"which": which}


def _stop(caller: Caller, fields: Fields, now: datetime) -> str:
    """To the operator's own number, or by USSD."""
    return _stopped(caller, fields.get("which", ""), now)


def _at_short_number(caller: Caller, fields: Fields, now: datetime) -> str:
    """Whatever is sent to the number of some content: STOP is done, all else is told how to stop."""
    which = read_stop(fields["text"])
    if which is None:
        return _said(texts.AT_SHORT_NUMBER, caller, short=caller.to)
    return _stopped(caller, which, now)


def _yes(caller: Caller, _fields: Fields, now: datetime) -> str:
    """The answer to what a provider of content had us ask. Raises what `push.agree` raises."""
    held = agree(line=caller.line, channel=caller.channel, now=now)
    return _said(texts.AGREED, caller, **texts.facts_in(held.content, caller.language)) if held.content else ""


def _stopped(caller: Caller, which: str, now: datetime) -> str:
    done = stop(line=caller.line, to=caller.to, which=which, channel=caller.channel, now=now)
    with translation.override(caller.language):
        if done.ended:
            return _said(texts.STOPPED, caller, names=_names(done.ended))
        if done.left:
            return _said(texts.STOP_ELSEWHERE, caller, list=_list(done.left))
    return _said(texts.NOTHING_TO_STOP, caller)


def _said(template: SmsTemplate, caller: Caller, /, **facts: object) -> str:
    return render(template.name, caller.language, **facts)


def _names(ended: Sequence[Mine]) -> str:
    return _few([texts.quoted(_name(each)) for each in ended], ", ")


def _list(left: Sequence[Mine]) -> str:
    """Each with the word and the number that end it: «Гороскоп»: СТОП на 5533. Of several behind one number each has
    its place."""
    behind = Counter(each.content.short_number for each in left)
    places: Counter[str] = Counter()
    lines = []
    for each in left:
        short = each.content.short_number
        places[short] += 1
        word = _("СТОП") if behind[short] == 1 else f"{_('СТОП')} {places[short]}"
        lines.append(_("«%(name)s»: %(word)s на %(short)s") % {"name": _name(each), "word": word, "short": short})
    return _few(lines, "; ")


def _few(words: list[str], between: str) -> str:
    more = len(words) - NAMED
    said = between.join(words[:NAMED])
    return said if more <= 0 else _("%(said)s и ещё %(more)d") % {"said": said, "more": more}


def _name(each: Mine) -> str:
    return each.content.name[: texts.LONGEST_NAME]


STOP = Command(
    name="content.stop",
    ussd="*155#",
    sms=("СТОП", "STOP"),
    about=gettext_lazy("стоп подпискам"),
    run=_stop,
    hears=_hears,
    keeps=True,
    listed=False,  # told of where it is of use: in the SMS about each subscription
)
YES = Command(
    name="content.yes",
    ussd="*155*1#",
    sms=("ДА", "YES"),
    about=gettext_lazy("подключить подписку"),
    run=_yes,
    listed=False,  # it answers what we asked
)
AT_SHORT_NUMBER = Command(
    name="content.short_number",
    ussd="*155*0#",
    sms=(),
    about=gettext_lazy("стоп подпискам"),
    run=_at_short_number,
    keeps=True,
    listed=False,
)
