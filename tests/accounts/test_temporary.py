"""A temporary password by another channel: it signs in from any browser, and no stranger's way crosses it (A6)."""

import pytest
from django.test import Client

from cabinet.accounts.models import CodePurpose, LineStatus, LoginCode, SecurityEvent, Session
from cabinet.accounts.services.codes import CodeTooSoon
from cabinet.accounts.services.temporary import send_temporary_password
from cabinet.core.channels import Channel
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import another, code_in_sms
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db

NUMBER, MODEM = "79031234567", "79067777731"
CODE_PAGE = "/login/code/"


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


def ask(client: Client, phone: str = NUMBER):
    return client.post("/login/", {"phone": phone, "how": "code"})


def enters(client: Client, code: str) -> bool:
    return client.post(CODE_PAGE, {"code": code}).status_code == 302


def test_any_browser_that_signs_in_by_that_number_takes_it(owner, now):
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    code = code_in_sms()
    for browser in (Client(), Client()):
        ask(browser)
    first, second = Client(), Client()
    ask(first)
    ask(second)
    assert enters(first, code)
    assert not enters(second, code)  # once
    assert Session.objects.exclude(user=None).get().user == owner
    event = SecurityEvent.objects.filter(kind="password_given").get()
    assert (event.channel, event.user, str(event.line)) == ("ussd", owner, "903 123-45-67")


def test_the_browsers_own_code_works_beside_it(owner, now):
    client = Client()
    ask(client)
    own = code_in_sms()
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    assert LoginCode.objects.filter(used_at=None, purpose=CodePurpose.SIGN_IN).count() == 2
    assert enters(client, own)


def test_a_stranger_can_spend_none_of_the_attempts_of_a_code_that_a_browser_asked_for(owner, now):
    client, stranger = Client(), Client()
    ask(client)
    own = code_in_sms()
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    ask(stranger)
    for guess in range(4):
        enters(stranger, f"{guess:06}")
    assert LoginCode.objects.exclude(flow="").filter(used_at=None).order_by("pk").first().attempts == 0
    assert enters(client, own)


def test_whether_there_is_one_a_stranger_cannot_tell(owner, now):
    def answers() -> list[str]:
        stranger = Client()
        ask(stranger)  # the second time too soon for a code of its own
        return [
            str(stranger.post(CODE_PAGE, {"code": f"{guess:06}"}).context["form"].errors["code"]) for guess in range(3)
        ]

    ask(Client())
    without = answers()
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    assert answers() == without


def test_five_attempts_and_it_is_spent(owner, now):
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    code = code_in_sms()
    client = Client()
    ask(Client())
    ask(client)
    for _attempt in range(5):
        assert not enters(client, another(code))
    assert not enters(client, code)


def test_it_signs_in_and_recovers_nothing(owner, now):
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    code = code_in_sms()
    client = Client()
    client.post("/login/recover/", {"phone": NUMBER})
    assert not enters(client, code)


def test_strangers_who_use_up_the_codes_of_guests_do_not_stop_the_numbers_own_sim(owner, now):
    ask(Client())
    send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    with pytest.raises(CodeTooSoon):
        send_temporary_password(msisdn=NUMBER, channel=Channel.USSD, now=now)
    assert SmsMessage.objects.filter(status="queued").count() == 2


def test_nobodys_number_and_a_blocked_one_get_nothing(owner):
    line = owner.contracts.get().primary_line
    line.status = LineStatus.BLOCKED
    line.save()
    for msisdn in (NUMBER, "79990000001"):
        send_temporary_password(msisdn=msisdn, channel=Channel.USSD, now=NOW)
    assert set(SmsMessage.objects.values_list("status", flat=True)) == {"failed"}


def test_the_number_of_a_modem_gets_the_same_code_with_other_words(now):
    make_owner(MODEM)
    client = Client()
    assert client.get("/login/modem/").status_code == 200
    assert client.post("/login/modem/", {"phone": "8 906 777-77-31", "next": "/numbers/"}).url == CODE_PAGE
    page = client.get(CODE_PAGE).content.decode()
    assert "программе модема" in page
    assert 'href="/login/modem/"' in page  # to mend the number
    assert client.post(CODE_PAGE, {"code": code_in_sms()}).url == "/numbers/"


def test_a_modem_that_nobody_has_sees_the_same_page(now):
    make_owner(MODEM)
    pages = []
    for number in (MODEM, "79067777732"):
        client = Client()
        client.get("/login/modem/")
        assert client.post("/login/modem/", {"phone": number}).status_code == 302
        text = client.get(CODE_PAGE).content.decode().replace(number, "N")
        pages.append(text[text.index("<h1>") : text.index("<form")].replace("77-31", "N").replace("77-32", "N"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("bad", ["", "мама", "123", "+1 202 555 01 00"])
def test_what_is_no_number_of_a_modem_is_told_so(client, bad):
    answer = client.post("/login/modem/", {"phone": bad})
    assert answer.status_code == 422
    assert answer.context["form"].errors["phone"]
