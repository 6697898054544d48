"""«Подтвердите, что это вы»: to which lines a code goes."""

import pytest

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, Line, LineStatus
from cabinet.sms.models import SmsMessage
from tests.accounts.confirming import BACK, CONFIRM, NUMBER, SECOND, ask, enter, is_confirmed, text_of
from tests.accounts.test_codes import code_in_sms
from tests.people import NOW, add_line, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


@pytest.fixture
def line(owner):
    return owner.contracts.get().primary_line


@pytest.fixture
def weak(owner):
    """A browser for which the mobile network alone vouches."""
    return signed_in(owner, proof=Proof.NETWORK)


@pytest.mark.parametrize(
    "named", ["foreign", "not-proving", "closed", "nonsense", "00000000-0000-0000-0000-000000000000"]
)
def test_no_code_goes_to_a_line_that_does_not_prove_the_person(weak, owner, line, named):
    _stranger, foreign = make_owner("79160000001")
    contract = owner.contracts.get()
    closed = add_line(contract, "79160000003", status=LineStatus.CLOSED, closed_at=NOW)
    lines = {"foreign": foreign, "not-proving": add_line(contract, SECOND), "closed": closed}
    to = str(lines[named].public_id) if named in lines else named
    answer = weak.post(CONFIRM, {"next": BACK, "to": to})
    assert answer.status_code == 200
    assert 'Получить код на <span class="num nowrap">903 123-45-67</span>' in text_of(answer)
    assert weak.post(CONFIRM, {"next": BACK, "to": to, "code": "123456"}).status_code == 200
    assert not SmsMessage.objects.exists()
    assert not is_confirmed(weak)


def test_a_manager_proves_nothing_by_the_line_they_were_given(owner, line):
    manager = give_access(line)
    browser = signed_in(manager, proof=Proof.NETWORK)
    assert "прислать его некуда" in text_of(browser.get(CONFIRM))
    ask(browser, line)
    assert not SmsMessage.objects.exists()


def test_of_several_lines_one_is_chosen(weak, owner, line):
    second = add_line(owner.contracts.get(), SECOND)
    Access.objects.create(user=owner, line=second, role="manager", by_code=True)
    page = text_of(weak.get(CONFIRM, {"next": BACK}))
    assert 'Получить код на <span class="num nowrap">903 123-45-67</span>' in page
    assert 'Получить код на <span class="num nowrap">903 123-45-68</span>' in page
    ask(weak)  # none was chosen: nothing is sent
    assert not SmsMessage.objects.exists()
    ask(weak, second)
    assert SmsMessage.objects.get().msisdn == SECOND
    assert enter(weak, line, code_in_sms()).status_code == 422  # it is the other's code
    assert enter(weak, second, code_in_sms()).url == BACK


def test_a_blocked_line_gets_no_code_and_the_page_says_whom_to_call(weak, line):
    ask(weak, line)
    code = code_in_sms()
    Line.objects.filter(pk=line.pk).update(status=LineStatus.BLOCKED)
    page = text_of(weak.get(CONFIRM))
    assert "прислать его некуда" in page
    assert 'href="tel:88007000611"' in page
    enter(weak, line, code)
    assert not is_confirmed(weak)


def test_staff_have_no_lines_and_get_no_codes(owner, line):
    browser = signed_in(make_specialist())
    assert "прислать его некуда" in text_of(browser.get(CONFIRM))
    ask(browser, line)
    assert not SmsMessage.objects.exists()


def test_a_guest_is_led_to_the_door_and_back(client):
    assert client.get(CONFIRM, {"next": "/chat/"}).url == "/login/?next=/confirm/%3Fnext%3D%252Fchat%252F"
    assert client.post(CONFIRM, {"code": "123456"}).url.startswith("/login/")
