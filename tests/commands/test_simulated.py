"""The simulator's telephone speaks to the same services as the operator's machines."""

import pytest

from cabinet.accounts.models import SecurityEvent
from cabinet.commands.models import Exchange
from cabinet.requests.models import Request
from cabinet.sms import handset
from tests.billing.money import account_of, pay
from tests.people import make_owner

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"


@pytest.fixture(autouse=True)
def line():
    line = make_owner(NUMBER)[1]
    pay(account_of(line), "123.40")
    return line


def test_a_session_goes_on_step_by_step():
    text, goes_on = handset.ussd(NUMBER, "*100#", "s")
    assert (text.split("\n")[0], goes_on) == ("Такой команды нет. Можно набрать:", True)
    text, goes_on = handset.ussd(NUMBER, "*102#", "s")
    assert text.startswith("Баланс: 123,40 руб.")
    assert goes_on is False
    assert Exchange.objects.get().steps.count() == 2


def test_a_call_is_the_keys_pressed_one_after_another():
    assert handset.call(NUMBER, "c", "")[0].startswith("Здравствуйте!")
    assert handset.call(NUMBER, "c", "1")[0].startswith("На вашем счёте сто двадцать три рубля")
    assert handset.call(NUMBER, "c", "0")[1] is False
    text, ends = handset.call(NUMBER, "c", "0")
    assert text.startswith("Хорошо, мы перезвоним на этот номер.")
    assert ends is True
    assert Request.objects.get().kind == "call_back"
    assert [event.channel for event in SecurityEvent.objects.order_by("pk")] == ["ivr", "ivr"]
