"""Which movements of a period are asked for (B2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from billing.models import Entry
from billing.statements.categories import Category, category_expression
from cabinet.accounts.models import Line


@dataclass(frozen=True, slots=True)
class Only:
    """Those of a category, those of a number, those of none (`lineless`); what is not said is not asked."""

    category: Category | None = None
    line: Line | None = None
    lineless: bool = False

    def __bool__(self) -> bool:
        return bool(self.category or self.line or self.lineless)

    def of(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        if self.line:
            entries = entries.filter(line=self.line)
        elif self.lineless:
            entries = entries.filter(line=None)
        if self.category:
            entries = entries.annotate(category=category_expression()).filter(category=self.category.value)
        return entries


EVERYTHING = Only()
