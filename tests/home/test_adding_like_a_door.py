"""Adding a number is a door like signing in: robots that try numbers or codes there are asked who they are, and no SMS
is sent for free."""

import pytest
from django.test import Client

from cabinet.accounts.models import AccessOffer, CodeFuse
from cabinet.core.models import Alarm
from cabinet.sms.models import SmsMessage
from tests.accounts.test_captcha_at_the_doors import asks, work_of
from tests.accounts.test_codes import another, code_in_sms
from tests.people import make_contract, make_owner, signed_in

pytestmark = pytest.mark.django_db

MINE, FREE = "79031234567", "79160000001"
ADD, CODE, OFFER = "/numbers/add/", "/numbers/add/code/", "/settings/access/offer/"


@pytest.fixture
def owner():
    return make_owner(MINE)[0]


@pytest.fixture
def mine(owner):
    return signed_in(owner)


@pytest.fixture
def easy(settings, suspicious):
    settings.CAPTCHA_WORK, settings.CAPTCHA_WORK_COST = 4, 2


def ask(client: Client, msisdn: str = FREE, **fields: str):
    return client.post(ADD, {"phone": msisdn, **fields})


@pytest.mark.usefixtures("easy")
def test_the_third_wrong_code_brings_the_captcha_and_the_right_one_is_not_judged_without_it(mine):
    make_contract(FREE)
    ask(mine)
    code = code_in_sms()
    assert [asks(mine.post(CODE, {"code": another(code)})) for _attempt in range(3)] == [False, False, True]
    page = mine.post(CODE, {"code": code})
    assert page.status_code == 422
    assert code in page.content.decode()  # it need not be typed again
    assert mine.post(CODE, {"code": code, **work_of(page)}).url.startswith("/numbers/")


@pytest.mark.usefixtures("easy")
def test_wrong_codes_here_count_at_the_number_and_in_the_network_for_the_door_too(mine):
    ask(mine)
    for _attempt in range(3):
        mine.post(CODE, {"code": "000000"})
    assert asks(Client(REMOTE_ADDR="203.0.113.9").post("/login/", {"phone": FREE, "how": "code"}))
    assert asks(Client().get("/login/"))


@pytest.mark.usefixtures("easy")
def test_the_fourth_number_that_a_code_was_asked_for_and_not_typed_in_brings_it_too(mine):
    for index in range(3):
        assert ask(mine, f"7916000001{index}").url == CODE
    page = ask(mine, FREE)
    assert asks(page)
    assert SmsMessage.objects.count() == 3
    again = mine.post(CODE, {"again": "1"})
    assert again.url.startswith(f"{ADD}?phone=")  # the captcha stands on the first page, with the number in it
    assert "916 000-00-12" in mine.get(again.url).content.decode()
    assert ask(mine, FREE, **work_of(page)).url == CODE


def test_while_the_fuse_is_blown_the_page_says_so_and_keeps_the_number(mine, settings):
    settings.CODES_IN_ALL = "1/minute"
    ask(mine, "79160000002")
    page = mine.get(ask(mine).url)
    assert "не отправляются" in page.content.decode()
    assert "916 000-00-01" in page.content.decode()


def test_an_offer_is_an_sms_to_a_number_that_somebody_typed_and_counts_in_the_fuse(mine, owner, settings):
    settings.CODES_IN_ALL = "1/minute"
    line = owner.contracts.get().primary_line
    form = {"line": line.public_id, "role": "viewer", "lines": line.public_id}
    assert mine.post(OFFER, form | {"phone": FREE}).status_code == 302
    assert CodeFuse.objects.get(name="all").codes == 1
    sent = SmsMessage.objects.count()
    refused = mine.post(OFFER, form | {"phone": "79160000002"})
    assert refused.status_code == 422
    assert "предложения по SMS не отправляются" in refused.content.decode()
    assert (SmsMessage.objects.count(), AccessOffer.objects.count()) == (sent, 1)
    assert Alarm.objects.filter(name="codes.fuse").exists()
