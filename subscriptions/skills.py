"""What the bot may tell of tariffs, services and subscriptions (C14): to each what their pages would show."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from cabinet.accounts.access import Right, allowed
from cabinet.core import skills
from cabinet.core.explaining import Way
from cabinet.core.skills import Asker, SkillAnswer
from cabinet.core.templatetags.portal import written_date
from subscriptions.models import Kind, Subscription
from subscriptions.selectors import live, planned_change, tariff_of

SHOWN = 8  # rows of an answer
WAYS = 3  # buttons that switch something off


def register() -> None:
    """Called once by `subscriptions.apps`."""
    skills.register("tariff", tariff)
    skills.register("subscriptions", paid)


def tariff(asker: Asker) -> SkillAnswer | None:
    """«Какой у меня тариф»."""
    if not allowed(asker.user, asker.line, Right.SEE_BALANCE, asker.now):
        return SkillAnswer(text=_("Тариф этого номера видит владелец договора и те, кому он дал доступ."))
    held = tariff_of(asker.line)
    if held is None:
        return None
    said = [_("На номере %(line)s тариф «%(name)s», %(price)s.") % {"line": asker.line, **_facts(held)}]
    if held.due_at is not None and held.ends_at is None and held.offering.price:
        said.append(_("Следующая плата %(day)s.") % {"day": _day(held.due_at, asker)})
    if change := planned_change(asker.line):
        facts = {"day": _day(change.apply_at, asker), "name": change.to.name}
        said.append(_("С %(day)s будет тариф «%(name)s».") % facts)
    ways = [Way(_("Сменить тариф"), _page("tariffs", asker), "smartphone")]
    return SkillAnswer(text=" ".join(said), ways=ways if allowed(asker.user, asker.line, Right.MANAGE) else [])


def paid(asker: Asker) -> SkillAnswer:
    """«Какие у меня платные подписки и услуги», and how to switch each off."""
    if not allowed(asker.user, asker.line, Right.MANAGE, asker.now):
        return SkillAnswer(
            text=_("Подписки и услуги видит владелец договора и те, кому он разрешил управлять номером.")
        )
    held = [each for each in live([asker.line]).exclude(kind=Kind.TARIFF) if each.offering.price]
    held.sort(key=lambda each: each.kind != Kind.CONTENT)
    pages = [
        Way(_("Все подписки"), _page("subscriptions", asker), "list"),
        Way(_("Все услуги"), _page("services", asker), "sliders-horizontal"),
    ]
    if not held:
        return SkillAnswer(
            text=_("Платных подписок и услуг на номере %(line)s нет.") % {"line": asker.line}, ways=pages
        )
    rows = [_row(each, asker) for each in held[:SHOWN]]
    if len(held) > SHOWN:
        rows.append(_("…и ещё %(count)s.") % {"count": len(held) - SHOWN})
    said = [_("Платное на номере %(line)s:") % {"line": asker.line}, *rows]
    return SkillAnswer(text="\n".join(said), ways=[*(_off(each, asker) for each in held[:WAYS]), *pages])


def _row(held: Subscription, asker: Asker) -> str:
    told = _("• «%(name)s», %(price)s") % _facts(held)
    if held.content is not None:
        told += ", " + _("с короткого номера %(number)s") % {"number": held.content.short_number}
    if held.ends_at is not None:
        told += ", " + _("отключится %(day)s") % {"day": _day(held.ends_at, asker)}
    elif held.due_at is not None:
        told += ", " + _("следующая плата %(day)s") % {"day": _day(held.due_at, asker)}
    return told


def _off(held: Subscription, asker: Asker) -> Way:
    """The page that asks before it switches off."""
    page = "subscription-off" if held.kind == Kind.CONTENT else "service-off"
    label = _("Отключить «%(name)s»") % {"name": held.offering.name}
    return Way(label, f"{reverse(page, args=[held.code])}?line={asker.line.public_id}", "ban")


def _facts(held: Subscription) -> dict[str, str]:
    return {"name": held.offering.name, "price": held.offering.price_words}


def _day(moment: datetime, asker: Asker) -> str:
    return written_date(moment.astimezone(ZoneInfo(asker.line.contract.time_zone)), with_year=False)


def _page(name: str, asker: Asker) -> str:
    return f"{reverse(name)}?line={asker.line.public_id}"
