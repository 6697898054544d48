"""Every movement has a category, the same in Python and in SQL, and a category goes one way."""

from decimal import Decimal

import pytest
from django.db import connection

from billing.kinds import INCOMING, OUTGOING, EntryKind
from billing.models import Entry
from billing.statements.categories import INCOME, SPENDING, Category, category_expression, category_of, category_sql
from tests.billing.money import charge, new_account, pay

RULES = ("", "call", "sms", "data", "other", "Call", "card")
EVERY = [
    (kind, rule, amount)
    for kind in EntryKind
    for rule in RULES
    for amount in (Decimal(5), Decimal(-5))
    if not (kind in INCOMING and amount < 0) and not (kind in OUTGOING and amount > 0)
]


@pytest.mark.django_db
def test_python_and_sql_say_the_same_of_every_movement_that_can_be():
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {category_sql("entry")} FROM unnest(%s::text[], %s::jsonb[], %s::numeric[])
            WITH ORDINALITY AS entry (kind, cause, amount, place) ORDER BY place""",
            [
                [kind.value for kind, _rule, _amount in EVERY],
                [f'{{"rule": "{rule}"}}' if rule else "{}" for _kind, rule, _amount in EVERY],
                [amount for _kind, _rule, amount in EVERY],
            ],
        )
        by_sql = [category for (category,) in cursor.fetchall()]
    by_python = [
        category_of(kind=kind, cause={"rule": rule} if rule else {}, amount=amount) for kind, rule, amount in EVERY
    ]
    assert by_sql == by_python


def test_a_category_goes_one_way():
    for kind, rule, amount in EVERY:
        category = category_of(kind=kind, cause={"rule": rule}, amount=amount)
        assert category in (INCOME if amount > 0 else SPENDING), (kind, amount)


def test_no_category_is_without_movements_and_each_fits_its_column():
    told = {category_of(kind=kind, cause={"rule": rule}, amount=amount) for kind, rule, amount in EVERY}
    assert told == set(Category)
    assert max(len(each.value) for each in Category) <= 16


@pytest.mark.django_db
def test_a_queryset_that_joins_lines_knows_the_category_too():
    account = new_account()
    pay(account, 100)
    charge(account, 30, kind=EntryKind.CONTENT)
    entries = Entry.objects.select_related("line").filter(account=account).annotate(category=category_expression())
    assert [each.category for each in entries.order_by("seq")] == [Category.PAYMENTS, Category.CONTENT]
    assert entries.filter(category=Category.CONTENT).get().kind == EntryKind.CONTENT
