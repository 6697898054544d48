"""What a specialist may propose about services, by the judgement, cost and services of the subscriber's pages (S4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.access import Right, allowed
from cabinet.core.acting import Action, Asker, Choice, Consent, Preview, Wish
from cabinet.core.channels import Channel
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date
from cabinet.requests.models import Request
from subscriptions.extras.costs import Cost, Item, cost_of
from subscriptions.extras.errors import AlreadyOn, NotOn
from subscriptions.extras.judging import Verdict, judge, will_end
from subscriptions.extras.parting import End, parting_of
from subscriptions.extras.selectors import available
from subscriptions.extras.services.switching_off import switch_off
from subscriptions.extras.services.switching_on import switch_on
from subscriptions.extras.state import LineState, read_state
from subscriptions.models import Every, Status, Subscription
from subscriptions.selectors import planned_change
from subscriptions.words import quoted

Switch = Callable[..., Request]


def may(asker: Asker) -> bool:
    """Whether the subscriber manages the line."""
    return allowed(asker.user, asker.line, Right.MANAGE, asker.now)


def _to_switch_on(asker: Asker) -> list[Choice]:
    state = read_state(asker.line, now=asker.now)
    may_be_had = [each.service for section in available(state) for each in section.verdicts if each.may]
    return [Choice(service.code, f"{service.name}, {service.price_words}") for service in may_be_had]


def _on(wish: Wish) -> Preview:
    state = read_state(wish.asker.line, now=wish.asker.now)
    verdict = judge(state, state.service(wish.what))
    if verdict.held is not None:
        raise AlreadyOn
    cost = cost_of(state, verdict)
    name = {"name": verdict.service.name}
    return Preview(
        title=_("Подключить «%(name)s»") % name,
        button=_("Подключить за %(sum)s") % {"sum": format_rub(cost.total)}
        if cost.total
        else _("Подключить бесплатно"),
        fingerprint=cost.fingerprint,
        facts=(
            (_("Номер"), str(state.line)),
            *(fact for item in cost.items for fact in _facts(item)),
            (_("Спишем сейчас"), format_rub(cost.total)),
        ),
        warnings=tuple(_warnings(state, verdict)),
        obstacle=_obstacle(verdict, cost),
    )


def _facts(item: Item) -> list[tuple[str, str]]:
    name = item.service.name
    fee = [(_("%(name)s, подключение") % {"name": name}, format_rub(item.fee))] if item.fee else []
    if not item.price:
        return [*fee, (name, _("бесплатно"))]
    first = _("первый день: %(sum)s") if item.service.every == Every.DAY else _("первый месяц: %(sum)s")
    words = first % {"sum": format_rub(item.price)}
    if item.next_at is not None:
        then = {"price": item.service.price_words, "day": _day(item.next_at)}
        words += ", " + _("дальше %(price)s, с %(day)s") % then
    return [*fee, (name, words)]


def _warnings(state: LineState, verdict: Verdict) -> list[str]:
    words = []
    if verdict.together:
        words.append(_("Вместе подключим: %(names)s.") % {"names": verdict.together_words})
    if verdict.keeps:
        words.append(_("Останется подключено: %(names)s.") % {"names": verdict.keeps_words})
    if verdict.instead:
        lost = _("Сразу отключится: %(names)s. Деньги за оплаченные дни не возвращаются.")
        words.append(lost % {"names": verdict.instead_words})
    planned = will_end(verdict, planned_change(state.line))
    if planned is not None:
        named = {"day": _day(planned.apply_at), "name": planned.to.name}
        words.append(_("%(day)s вы переходите на тариф «%(name)s», с ним это не работает и отключится.") % named)
    return words


def _obstacle(verdict: Verdict, cost: Cost) -> str:
    if verdict.obstacles:
        return " ".join(verdict.obstacles)
    if cost.is_own_limit:
        low = _("За дополнения ниже порога, который выбран на счёте, не платим: не хватает %(sum)s.")
        return low % {"sum": format_rub(cost.missing)}
    return _("На счёте не хватает %(sum)s.") % {"sum": format_rub(cost.missing)} if cost.missing else ""


def _do(switch: Switch, wish: Wish, consent: Consent) -> str:
    made = switch(
        line=wish.asker.line,
        code=wish.what,
        by=wish.asker.user,
        made_by=consent.specialist,
        channel=Channel.STAFF,
        now=wish.asker.now,
        agreed=consent.agreed,
        key=consent.key,
        origin=consent.origin,
    )
    return made.number


def _to_switch_off(asker: Asker) -> list[Choice]:
    held = read_state(asker.line, now=asker.now).services
    return [Choice(each.code, each.offering.name) for each in held if each.ends_at is None]


def _off(wish: Wish) -> Preview:
    state = read_state(wish.asker.line, now=wish.asker.now)
    held = state.held_service(wish.what)
    if held is None or held.ends_at is not None:
        raise NotOn
    parting = parting_of(state, held)
    of = held.offering
    facts = [(_("Номер"), str(state.line)), (_("Отключится"), _when(held, parting.own))]
    facts.append((_("Цена отключения"), _("бесплатно")))
    if of.price:
        facts.append((_("Больше не спишем"), of.price_words))
    others = quoted(each.subscription.offering.name for each in parting.others)
    return Preview(
        title=_("Отключить «%(name)s»") % {"name": of.name},
        button=_("Отключить услугу"),
        fingerprint=parting.fingerprint,
        facts=tuple(facts),
        warnings=(_("Вместе с ней отключится: %(names)s.") % {"names": others},) if others else (),
    )


def _when(held: Subscription, end: End) -> str:
    if held.status == Status.PENDING:
        return _("сразу: сеть её ещё не включила, деньги вернутся на счёт")
    if end.at is None:
        return _("сразу")
    return _("%(day)s: до этого дня она оплачена и работает") % {"day": _day(end.at)}


def _day(at: datetime) -> str:
    return written_date(localtime(at), with_year=True)


SWITCH_OFF = Action(
    name="service_off",
    title=gettext_lazy("Отключить услугу"),
    icon="power",
    may=may,
    choices=_to_switch_off,
    preview=_off,
    apply=partial(_do, switch_off),
)
SWITCH_ON = Action(
    name="service_on",
    title=gettext_lazy("Подключить услугу"),
    icon="plus",
    may=may,
    choices=_to_switch_on,
    preview=_on,
    apply=partial(_do, switch_on),
)
