"""Sums as people write them."""

from decimal import Decimal

import pytest
from django import forms

from billing.sums import HugeSum, NotASum, SumField, ZeroSum, parse_sum


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("300", "300"),
        ("300,5", "300.50"),
        ("300.05", "300.05"),
        ("1 234,50 ₽", "1234.50"),
        ("1\u00a0234 руб.", "1234"),
        ("50 р", "50"),
        ("٣٠٠", "300"),
        ("0,01", "0.01"),
        ("007", "7"),
    ],
)
def test_any_way_of_writing_a_sum_is_understood(text, amount):
    assert parse_sum(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "0", "0,00", "-5", "+5", "3,005", "1e3", "NaN", "сто", "1.000.000", "12345678901", "=1+1", "5 $"]
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(NotASum):
        parse_sum(text)


@pytest.mark.parametrize(("text", "error"), [("0", ZeroSum), ("0,00", ZeroSum), ("1 000 000 000", HugeSum)])
def test_of_a_number_that_cannot_be_paid_it_is_said_what_is_wrong(text, error):
    with pytest.raises(error):
        parse_sum(text)


def test_a_field_without_bounds_says_it_too():
    field = SumField()
    for text, says in (("0", "больше нуля"), ("9" * 20, "слишком большая")):
        with pytest.raises(forms.ValidationError, match=says):
            field.clean(text)


class TestField:
    class Form(forms.Form):
        amount = SumField(least=Decimal(10), most=Decimal(150))

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("9,99", "Не меньше 10,00"),
            ("0", "Не меньше 10,00"),
            ("0,00 ₽", "Не меньше 10,00"),
            ("150,01", "Не больше 150,00"),
            ("12345678901", "Не больше 150,00"),
            ("много", "цифрами"),
            ("", "цифрами"),
            ("много" * 7, "цифрами"),
        ],
    )
    def test_a_sum_out_of_bounds_is_said_and_stays_typed(self, text, says):
        form = self.Form({"amount": text})
        assert says in form.errors["amount"][0].replace("\u00a0", " ")
        assert form["amount"].value() == text

    @pytest.mark.parametrize("text", ["10", "150,00"])
    def test_the_bounds_themselves_are_good(self, text):
        assert self.Form({"amount": text}).is_valid()
