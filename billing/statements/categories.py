"""What movements are counted under: on the overview, in bills, as a filter of operations, in reports.

Every movement has one category, and a category has one direction, so that what its categories went on is what went
out, to the kopeck. `category_of` says it in Python, `category_sql` in SQL; both read the tables below.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from billing.kinds import EntryKind


class Category(models.TextChoices):
    """In the order in which people read them: what went out, then what came."""

    PLAN = "plan", _("Абонентская плата")
    CALLS = "calls", _("Звонки")
    MESSAGES = "messages", _("Сообщения")
    INTERNET = "internet", _("Интернет")
    USAGE = "usage", _("Другая связь")
    SERVICES = "services", _("Услуги")
    CONTENT = "content", _("Подписки")
    FEES = "fees", _("Разовые платы")
    TRANSFERS_OUT = "transfers_out", _("Переводы другим")
    MOVED_OUT = "moved_out", _("На другой свой счёт")
    TRUST_REPAID = "trust_repaid", _("Погашение доверительного платежа")
    RETURNED = "returned", _("Возврат платежей")
    TAKEN_BACK = "taken_back", _("Отменённые поступления")

    PAYMENTS = "payments", _("Пополнения")
    TRANSFERS_IN = "transfers_in", _("Переводы от других")
    MOVED_IN = "moved_in", _("С другого своего счёта")
    TRUST = "trust", _("Доверительный платёж")
    REFUNDS = "refunds", _("Возвраты и отмены списаний")
    BONUSES = "bonuses", _("Начисления")


OF_KIND = {
    EntryKind.TARIFF: Category.PLAN,
    EntryKind.SERVICE: Category.SERVICES,
    EntryKind.CONTENT: Category.CONTENT,
    EntryKind.USAGE: Category.USAGE,
    EntryKind.FEE: Category.FEES,
    EntryKind.TRUST_FEE: Category.FEES,
    EntryKind.TRANSFER_OUT: Category.TRANSFERS_OUT,
    EntryKind.MOVE_OUT: Category.MOVED_OUT,
    EntryKind.TRUST_REPAYMENT: Category.TRUST_REPAID,
    EntryKind.PAYMENT_RETURN: Category.RETURNED,
    EntryKind.PAYMENT: Category.PAYMENTS,
    EntryKind.TRANSFER_IN: Category.TRANSFERS_IN,
    EntryKind.MOVE_IN: Category.MOVED_IN,
    EntryKind.TRUST: Category.TRUST,
    EntryKind.REFUND: Category.REFUNDS,
    EntryKind.BONUS: Category.BONUSES,
}
OF_USAGE = {"call": Category.CALLS, "sms": Category.MESSAGES, "data": Category.INTERNET}  # by the cause's rule
UNDONE_CHARGE, UNDONE_INCOME = Category.REFUNDS, Category.TAKEN_BACK  # reversals and corrections go either way

INCOME = (
    Category.PAYMENTS,
    Category.TRANSFERS_IN,
    Category.MOVED_IN,
    Category.TRUST,
    Category.REFUNDS,
    Category.BONUSES,
)
SPENDING = tuple(each for each in Category if each not in INCOME)


def category_of(*, kind: str, cause: Mapping[str, Any], amount: Decimal) -> Category:
    """The category of a movement of `kind` that was posted with `cause` and `amount`."""
    kind = EntryKind(kind)
    if kind == EntryKind.USAGE:
        return OF_USAGE.get(cause.get("rule", ""), Category.USAGE)
    if kind in OF_KIND:
        return OF_KIND[kind]
    return UNDONE_CHARGE if amount > 0 else UNDONE_INCOME


def category_sql(table: str = "billing_entry") -> str:
    """The same as an SQL expression over the columns of entries that a query calls `table`."""
    usage = _case(f"{table}.cause ->> 'rule'", OF_USAGE, f"'{Category.USAGE}'")
    either = f"CASE WHEN {table}.amount > 0 THEN '{UNDONE_CHARGE}' ELSE '{UNDONE_INCOME}' END"
    others = {kind: category for kind, category in OF_KIND.items() if kind != EntryKind.USAGE}
    by_kind = _case(f"{table}.kind", others, either)
    return f"CASE WHEN {table}.kind = '{EntryKind.USAGE}' THEN {usage} ELSE {by_kind} END"


def category_expression() -> RawSQL:
    """The same for a queryset of entries, which is its own first table: `.annotate(category=category_expression())`."""
    return RawSQL(category_sql(), (), output_field=models.CharField())  # noqa: S611 - our own constants


def _case(subject: str, values: Mapping[Any, Category], otherwise: str) -> str:
    whens = " ".join(f"WHEN '{value}' THEN '{category}'" for value, category in values.items())
    return f"CASE {subject} {whens} ELSE {otherwise} END"
