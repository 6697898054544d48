"""The same portal under another operator's name, with its short numbers and its own words (X4): what telephones get."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from cabinet.accounts.models import CodePurpose, Role
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.offers import Terms, offer_access
from cabinet.accounts.services.tell import tell
from cabinet.accounts.texts import login_is_new, password_is_new
from cabinet.commands.texts import NOT_SERVED, words
from cabinet.core import brand
from cabinet.core.models import Brand
from cabinet.sms.models import DeviceMessage, SmsText
from cabinet.sms.services.dispatch import dispatch
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

MINE, THEIRS = "79031234567", "79160000001"


@pytest.fixture(autouse=True)
def wave(settings) -> Iterator[None]:
    settings.PUBLIC_URL = "https://my.volna.ru"
    Brand.objects.create(name="Волна", support_phone="0500", support_phone_free="88005000500")
    SmsText.objects.create(name="accounts.login", language="ru", text="{brand}: логин изменён. Помощь {free_phone}")
    brand.forget()
    yield
    brand.forget()


def received(msisdn: str) -> list[tuple[str, str]]:
    with time_machine.travel(NOW, tick=False):
        dispatch(NOW)
    return list(DeviceMessage.objects.filter(msisdn=msisdn).order_by("pk").values_list("sender", "text"))


def test_every_sms_comes_from_it_with_its_numbers_its_address_and_its_words() -> None:
    owner, line = make_owner(MINE)
    make_owner(THEIRS)
    request_code(msisdn=MINE, purpose=CodePurpose.SIGN_IN, now=NOW)
    tell(user=owner, words=password_is_new, now=NOW)
    tell(user=owner, words=login_is_new, now=NOW)
    terms = Terms(role=Role.VIEWER, sees_details=False, until=None)
    offer_access(user=owner, contract=line.contract, lines=[line], msisdn=THEIRS, terms=terms, now=NOW)

    (code_from, code), (_from, password), (_sender, login) = received(MINE)
    ((offer_from, offer),) = received(THEIRS)
    assert {code_from, offer_from} == {"Волна"}
    assert "\n@my.volna.ru #" in code
    assert password == "Задан новый пароль кабинета. Не вы? Позвоните 0500"
    assert login == "Волна: логин изменён. Помощь 88005000500"
    assert offer.endswith("Принять: https://my.volna.ru/numbers/")


def test_answers_to_commands_name_its_number_too() -> None:
    assert words(NOT_SERVED, "en").endswith("0500")
