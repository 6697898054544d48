"""«Какой у меня баланс», «сколько осталось минут»: as the first page tells it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.selectors import balance_of
from billing.usage.left import balances_and_packages
from cabinet.accounts.access import Right, allowed
from cabinet.core.explaining import Way
from cabinet.core.money import format_rub
from cabinet.core.skills import Asker, SkillAnswer


def balance(asker: Asker) -> SkillAnswer:
    """What is on the account behind the line."""
    line = asker.line
    if not allowed(asker.user, line, Right.SEE_BALANCE, asker.now):
        return SkillAnswer(text=_("Баланс этого номера видит владелец договора и те, кому он дал доступ."))
    facts = {"line": line, "balance": format_rub(balance_of(line=line, now=asker.now).amount)}
    top_up = Way(_("Пополнить"), _page("payments-top-up", asker), "wallet")
    return SkillAnswer(text=_("На счёте номера %(line)s сейчас %(balance)s.") % facts, ways=[top_up])


def packages(asker: Asker) -> SkillAnswer:
    """What is left of minutes, SMS and gigabytes."""
    line = asker.line
    if not allowed(asker.user, line, Right.SEE_BALANCE, asker.now):
        return SkillAnswer(text=_("Остатки этого номера видит владелец договора и те, кому он дал доступ."))
    left = balances_and_packages(lines=[line], line=line, now=asker.now).packages
    more = [Way(_("Услуги и пакеты"), _page("services", asker), "sliders-horizontal")]
    if not left:
        return SkillAnswer(text=_("Пакетов на номере %(line)s сейчас нет.") % {"line": line}, ways=more)
    rows = [f"• {package.words}" for package in left]
    return SkillAnswer(text="\n".join([_("Осталось на номере %(line)s:") % {"line": line}, *rows]), ways=more)


def _page(name: str, asker: Asker) -> str:
    return f"{reverse(name)}?line={asker.line.public_id}"
