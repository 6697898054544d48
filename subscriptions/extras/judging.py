"""May a line have a service, what has to be switched on with it, and what has to go? Pure: asks nobody.

A service `requires` others by code; a conflict counts for both, whichever of them names it. What requires something
that goes, goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from subscriptions.extras.state import LineState
from subscriptions.models import Service, Status, Subscription, Tariff, TariffChange
from subscriptions.words import quoted


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What switching `service` on would mean. `held`: the line has it already, and nothing else is judged.

    `together` are switched on before it, because it needs them; `keeps` were to end, and stay; `instead` end. In
    `obstacles` stands why it may not be had, a sentence each; on one of `tariffs` it might be.
    """

    service: Service
    held: Subscription | None = None
    together: tuple[Service, ...] = ()
    keeps: tuple[Subscription, ...] = ()
    instead: tuple[Subscription, ...] = ()
    obstacles: tuple[str, ...] = ()
    tariffs: tuple[Tariff, ...] = ()

    @property
    def may(self) -> bool:
        return self.held is None and not self.obstacles

    @property
    def all_new(self) -> tuple[Service, ...]:
        """What would be switched on, in its order."""
        return (*self.together, self.service)

    @property
    def together_words(self) -> str:
        return quoted(each.name for each in self.together)

    @property
    def keeps_words(self) -> str:
        return quoted(each.offering.name for each in self.keeps)

    @property
    def instead_words(self) -> str:
        return quoted(each.offering.name for each in self.instead)


@dataclass(slots=True)
class _Needed:
    together: list[Service] = field(default_factory=list)
    keeps: list[Subscription] = field(default_factory=list)
    stays: set[str] = field(default_factory=set)  # codes without which it would not work
    obstacles: list[str] = field(default_factory=list)


def judge(state: LineState, service: Service) -> Verdict:
    """What `service` would mean for the line in `state`."""
    held = state.held_service(service.code)
    if held is not None:
        return Verdict(service=service, held=held)
    needed = _Needed(obstacles=of_line(state))
    _need(state, service, needed, seen={service.code})
    new = [*needed.together, service]
    needed.obstacles += [words for each in new if (words := _of_tariff(state, each))]
    instead = _leaving(state, new)
    needed.obstacles += _impossible(new, instead, needed.stays)
    return Verdict(
        service=service,
        together=tuple(needed.together),
        keeps=tuple(needed.keeps),
        instead=tuple(instead),
        obstacles=tuple(dict.fromkeys(needed.obstacles)),
        tariffs=_tariffs_for(state, service),
    )


def conflict(one: Service, other: Service) -> bool:
    """Whether the two cannot be on one line."""
    return one.code in other.conflicts or other.code in one.conflicts


def will_end(verdict: Verdict, planned: TariffChange | None) -> TariffChange | None:
    """The planned change of tariff with which what `verdict` switches on would end; None if it stays."""
    if planned is None or all(not each.tariffs or planned.to.code in each.tariffs for each in verdict.all_new):
        return None
    return planned


def dependents(state: LineState, of: Iterable[Subscription]) -> list[Subscription]:
    """What the line has that would not work without `of`, however far it hangs on it; `of` are not among them."""
    gone = {each.code for each in of}
    found: list[Subscription] = []
    while more := [each for each in state.services if each.code not in gone and _requires(each) & gone]:
        found += more
        gone |= {each.code for each in more}
    return found


def of_line(state: LineState) -> list[str]:
    """Why the line may have nothing new at all, whatever it would be."""
    if state.line.is_blocked:
        return [_("Номер заблокирован. Сначала разблокируйте его.")]
    if state.is_without_money:
        return [_("Номер приостановлен: не хватает денег на тариф. Сначала пополните счёт.")]
    if state.tariff is not None and state.tariff.status == Status.PAUSED:
        return [_("Номер приостановлен по вашей просьбе. Сначала возобновите его.")]
    return []


def _tariffs_for(state: LineState, service: Service) -> tuple[Tariff, ...]:
    """The tariffs that the line would have to change to for `service`; none if its own will do."""
    if not _of_tariff(state, service):
        return ()
    return tuple(state.tariffs[code] for code in service.tariffs if code in state.tariffs)


def _of_tariff(state: LineState, service: Service) -> str:
    """Why the tariff of the line does not let it have `service`; nothing if it does."""
    own = state.tariff
    if not service.tariffs or (own is not None and own.code in service.tariffs):
        return ""
    names = [state.tariffs[code].name for code in service.tariffs if code in state.tariffs]
    if not names:
        return _("«%(name)s» не работает с вашим тарифом.") % {"name": service.name}
    words = {"name": service.name, "tariffs": quoted(names)}
    return _("«%(name)s» работает только с тарифами: %(tariffs)s.") % words


def _need(state: LineState, service: Service, needed: _Needed, *, seen: set[str]) -> None:
    """Note what `service` requires, deepest first."""
    for code in service.requires:
        if code in seen:
            continue
        seen.add(code)
        held = state.held_service(code)
        if held is not None:
            _need_held(held, needed)
        elif (wanted := state.sold.get(code)) is not None:
            _need(state, wanted, needed, seen=seen)
            needed.together.append(wanted)
            needed.stays.add(code)
        else:
            needed.obstacles.append(
                _("«%(name)s» работает только вместе с услугой, которую на этот номер не подключить.")
                % {"name": service.name}
            )


def _need_held(held: Subscription, needed: _Needed) -> None:
    needed.stays.add(held.code)
    if held.status != Status.ACTIVE:
        needed.obstacles.append(_not_working(held))
    elif held.ends_at is not None:
        needed.keeps.append(held)


def _not_working(held: Subscription) -> str:
    name = {"name": held.offering.name}
    if held.status == Status.PENDING:
        return _("«%(name)s» ещё подключается. Попробуйте через минуту.") % name
    return _("«%(name)s» сейчас приостановлена, а без неё не обойтись.") % name


def _leaving(state: LineState, new: Sequence[Service]) -> list[Subscription]:
    """What of the line cannot be beside `new`, and what hangs on that."""
    first = [each for each in state.services if any(conflict(one, _service(each)) for one in new)]
    return [*first, *dependents(state, first)]


def _impossible(new: Sequence[Service], instead: Sequence[Subscription], stays: Collection[str]) -> list[str]:
    among_new = any(conflict(one, other) for index, one in enumerate(new) for other in new[:index])
    words = [_not_working(each) for each in instead if each.status == Status.PENDING]
    if among_new or any(each.code in stays for each in instead):
        never = _("«%(name)s» не подключить: услуги, без которых она не работает, с ней несовместимы.")
        words.append(never % {"name": new[-1].name})
    return words


def _requires(held: Subscription) -> set[str]:
    return set(_service(held).requires)


def _service(held: Subscription) -> Service:
    assert held.service is not None  # of a service, by a constraint of the table  # noqa: S101
    return held.service
