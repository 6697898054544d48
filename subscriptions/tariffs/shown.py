"""A preview in words: days, what is lost and what stops, for the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from billing.usage.words import left_words
from cabinet.core.money import format_rub
from cabinet.core.templatetags.portal import written_date
from subscriptions.models import Every
from subscriptions.tariffs.planning import Plan, Stop
from subscriptions.tariffs.state import Pack
from subscriptions.tariffs.words import UNITS


@dataclass(frozen=True)
class Preview:
    """One `plan`, in days of `zone`."""

    plan: Plan
    zone: ZoneInfo

    def _day(self, moment: datetime) -> str:
        return written_date(moment.astimezone(self.zone), with_year=False)

    @property
    def day(self) -> str:
        """«1 декабря»: from when on."""
        return self._day(self.plan.apply_at)

    @property
    def label(self) -> str:
        """«С 1 декабря, бесплатно», «Сейчас, за 510,00 ₽»."""
        if not self.plan.is_now:
            return _("С %(day)s, переход бесплатный") % {"day": self.day}
        if not self.plan.taken:
            return _("Сейчас, бесплатно")
        return _("Сейчас, за %(sum)s") % {"sum": format_rub(self.plan.taken)}

    @property
    def button(self) -> str:
        if not self.plan.is_now:
            return _("Перейти с %(day)s") % {"day": self.day}
        if not self.plan.taken:
            return _("Перейти сейчас бесплатно")
        return _("Перейти сейчас за %(sum)s") % {"sum": format_rub(self.plan.taken)}

    @property
    def packs(self) -> str:
        """«12,4 ГБ и 310 мин»: what is left of the old tariff's packages; nothing if nothing is."""
        return in_words(self.plan.packs)

    @property
    def packs_day(self) -> str:
        """Until when they would be there."""
        return self._day(max(pack.until for pack in self.plan.packs)) if self.plan.packs else ""

    @property
    def price_label(self) -> str:
        """What `plan.price` is for."""
        return _("плата за первый день") if self.plan.to.every == Every.DAY else _("плата за первый месяц")

    @property
    def next_day(self) -> str:
        return self._day(self.plan.next.at) if self.plan.next else ""

    @property
    def instead_of(self) -> str:
        """What would be taken on that day otherwise."""
        was = self.plan.was
        if self.plan.is_now or was is None or was.every == Every.NEVER:
            return ""
        return format_rub(was.offering.price)

    @property
    def has_others(self) -> bool:
        """Whether anything but the tariff is charged for until then."""
        return self.plan.next is not None and self.plan.next.everything != self.plan.next.tariff

    @property
    def stops(self) -> list[str]:
        return [self._stop(each) for each in self.plan.stops]

    def _stop(self, stop: Stop) -> str:
        said = {"name": stop.held.offering.name}
        words = (
            _("«%(name)s» отключится: без другой услуги не работает.")
            if stop.needs
            else _("«%(name)s» отключится: не работает с этим тарифом.")
        )
        parts = [words % said]
        until = stop.held.paid_until
        if until is not None and until > self.plan.apply_at:
            parts.append(_("Оплачено до %(day)s, не возвращается.") % {"day": self._day(until)})
        if stop.packs and self.plan.is_now:
            parts.append(_("Пропадёт %(packs)s.") % {"packs": in_words(stop.packs)})
        return " ".join(parts)

    @property
    def resumes(self) -> list[str]:
        return [each.offering.name for each in self.plan.resumes]


def in_words(packs: tuple[Pack, ...]) -> str:
    """«12,4 ГБ, 310 мин», each unit once."""
    left: dict[str, int] = {}
    for pack in packs:
        left[pack.unit] = left.get(pack.unit, 0) + pack.left
    return ", ".join(left_words(unit, left[unit]) for unit in UNITS if unit in left)
