"""Sums as people write them."""

from decimal import Decimal

import pytest
from django import forms

from billing.sums import NotASum, SumField, parse_sum


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


class TestField:
    class Form(forms.Form):
        amount = SumField(least=Decimal(10), most=Decimal(150))

    @pytest.mark.parametrize(
        ("text", "says"),
        [("9,99", "Не меньше 10,00"), ("150,01", "Не больше 150,00"), ("много", "цифрами"), ("", "цифрами")],
    )
    def test_a_sum_out_of_bounds_is_said_and_stays_typed(self, text, says):
        form = self.Form({"amount": text})
        assert says in form.errors["amount"][0].replace("\u00a0", " ")
        assert form["amount"].value() == text

    @pytest.mark.parametrize("text", ["10", "150,00"])
    def test_the_bounds_themselves_are_good(self, text):
        assert self.Form({"amount": text}).is_valid()
