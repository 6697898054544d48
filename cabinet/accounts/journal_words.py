"""An event of the journal in words: who did it, and what else is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cabinet.accounts.models import BlockReason, FailedProof, SecurityEvent, User
from cabinet.accounts.notification_words import changes_in_words
from cabinet.accounts.social.sites import site_of_link
from cabinet.accounts.texts import SIGNED_IN_BY
from cabinet.core import phones
from cabinet.core.browsers import browser_of
from cabinet.core.channels import Channel

PASSWORD_GIVEN_BY = {
    "sms": gettext_lazy("код отправлен по SMS"),
    "read_out": gettext_lazy("одноразовый пароль продиктован по телефону"),
}
SEEN_BY_STAFF = {  # what a member of staff looked at or changed
    "user": gettext_lazy("карточка пользователя"),
    "contract": gettext_lazy("карточка договора"),
    "line": gettext_lazy("карточка номера"),
    "journal": gettext_lazy("журнал безопасности"),
    "conversation": gettext_lazy("обращение"),
    "call_back": gettext_lazy("обратный звонок"),
    "account": gettext_lazy("лицевой счёт"),
    "entry": gettext_lazy("операция по счёту"),
    "request": gettext_lazy("заявка"),
    "quarantinedevent": gettext_lazy("звонок, SMS или интернет, который не удалось учесть"),
    "payerreturn": gettext_lazy("возврат платежа на карту"),
    "claim": gettext_lazy("заявка на возврат денег"),
    "sms": gettext_lazy("SMS отправлено ещё раз"),
    "proposal": gettext_lazy("то, что специалист предложил в чате"),
    "subscriptionorder": gettext_lazy("отказ сети включить или выключить услугу"),
}


def who_did(event: SecurityEvent, reader: User | None = None) -> str:
    """«вы» for `reader`, otherwise the name that other people may read."""
    if event.made_by is None:
        return _("само, по расписанию") if event.channel == Channel.SYSTEM else _("неизвестно кто")
    if reader is not None and event.made_by_id == reader.pk:
        return _("вы")
    if event.made_by.is_staff:
        return _("специалист %(name)s") % {"name": event.made_by.name} if event.made_by.name else _("специалист")
    return event.made_by.short_name if reader is not None else event.made_by.public_name


def facts_of(facts: Mapping[str, str], *, number: Callable[[str], str] = phones.national) -> list[str]:
    """What `record` was told besides, in words; what has none here is not shown. `number` writes somebody's number."""
    words = []
    if facts.get("what") in SEEN_BY_STAFF:
        words.append(str(SEEN_BY_STAFF[facts["what"]]))
    if facts.get("proof") in SIGNED_IN_BY:
        words.append(str(SIGNED_IN_BY[facts["proof"]]))
    if facts.get("how") in FailedProof.values:
        words.append(_("не подошёл: %(what)s") % {"what": FailedProof(facts["how"]).label})
    if facts.get("way") in PASSWORD_GIVEN_BY:
        words.append(str(PASSWORD_GIVEN_BY[facts["way"]]))
    if facts.get("reason") in BlockReason.values:
        words.append(str(BlockReason(facts["reason"]).label))
    if facts.get("request"):
        words.append(_("заявка %(number)s") % {"number": facts["request"]})
    if facts.get("site"):
        words.append(str(site_of_link(facts["site"]).name))
    if facts.get("count", "").isdecimal():
        words.append(_times(int(facts["count"])))
    if "device" in facts:
        words.append(browser_of(facts["device"]).title)
    if facts.get("number"):
        words.append(number(facts["number"]))
    if facts.get("name"):
        words.append(facts["name"])
    if facts.get("agreed"):
        words.append(_("с согласия: %(name)s") % {"name": facts["agreed"]})
    if facts.get("code_told_to"):
        words.append(_("код из SMS назван специалисту: %(name)s") % {"name": facts["code_told_to"]})
    words.extend(changes_in_words(facts.get("choices", "")))
    if facts.get("way") == "unsubscribe":
        words.append(_("по ссылке в письме"))
    if facts.get("new_device"):
        words.append(_("новое устройство"))
    return words


def _times(count: int) -> str:
    return ngettext("%(count)d раз", "%(count)d раз", count) % {"count": count}
