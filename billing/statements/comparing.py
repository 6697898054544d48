"""Two months side by side, and in words what changed between them (B4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.selectors import ZERO
from billing.statements.categories import Category
from billing.statements.parts import Share, parts_of
from billing.statements.selectors import Month
from cabinet.core.money import format_rub


@dataclass(frozen=True, slots=True)
class Compared:
    """One sum of two months, in roubles; `words` say how the second differs from the first."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def words(self) -> str:
        if not self.change:
            return _("столько же")
        if not self.before:
            return _("раньше не было")
        if not self.after:
            return _("больше нет")
        template = _("на %(sum)s больше") if self.change > 0 else _("на %(sum)s меньше")
        return template % {"sum": format_rub(abs(self.change))}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`spent` and `income` are the totals; `spending` and `incoming` their categories, the largest change first."""

    before: Month
    after: Month
    spent: Compared
    income: Compared
    spending: list[Compared]
    incoming: list[Compared]

    @property
    def grown_most(self) -> Compared | None:
        """What more went on than before, most of all."""
        return max((each for each in self.spending if each.change > 0), key=lambda each: each.change, default=None)


def compare(*, before: Month, after: Month) -> Comparison:
    """What changed from one closed month to another: four queries, whatever the months hold."""
    of_before, of_after = parts_of(before), parts_of(after)
    return Comparison(
        before=before,
        after=after,
        spent=Compared(_("Ушло"), before.spent, after.spent),
        income=Compared(_("Пришло"), before.income, after.income),
        spending=_paired(of_before.spending, of_after.spending),
        incoming=_paired(of_before.income, of_after.income),
    )


def _paired(before: Sequence[Share], after: Sequence[Share]) -> list[Compared]:
    earlier = {share.category: share.amount for share in before}
    later = {share.category: share.amount for share in after}
    pairs = [
        Compared(str(category.label), earlier.get(category, ZERO), later.get(category, ZERO))
        for category in Category
        if category in earlier or category in later
    ]
    return sorted(pairs, key=lambda pair: -abs(pair.change))
