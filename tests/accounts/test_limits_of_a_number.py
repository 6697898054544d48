"""How often one number is sent codes and may be guessed at, to the second; and whom strangers cannot stop."""

from datetime import timedelta

import pytest

from cabinet.accounts.models import Asker, CodePurpose, LoginCode, NumberLimit
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode, check_code, forgive, request_code
from cabinet.accounts.services.number_limits import TooManyWrongCodes, next_code_at
from cabinet.core.windows import free_at
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import KNOWN, UNKNOWN, another, code_in_sms, in_threads
from tests.people import NOW, make_contract, make_owner, signed_in

pytestmark = pytest.mark.django_db


def after(**span: float):
    return NOW + timedelta(**span)


def ask(now=NOW, *, msisdn=KNOWN, purpose=CodePurpose.SIGN_IN, flow="", asker=Asker.GUEST):
    return request_code(msisdn=msisdn, purpose=purpose, now=now, flow=flow, asker=asker)


def refused(now, **how) -> int:
    with pytest.raises(CodeTooSoon) as error:
        ask(now, **how)
    return error.value.retry_after


def guess(typed: str, now, *, msisdn=KNOWN, purpose=CodePurpose.SIGN_IN, flow="") -> str:
    try:
        check_code(msisdn=msisdn, purpose=purpose, typed=typed, now=now, flow=flow)
    except (WrongCode, CodeSpent, TooManyWrongCodes) as error:
        return error.code
    return "right"


@pytest.fixture(params=[KNOWN, UNKNOWN])
def msisdn(request):
    make_contract(KNOWN)
    return request.param


def test_one_code_a_minute_to_the_second(msisdn):
    assert ask(msisdn=msisdn).next_code_at == after(seconds=60)
    assert refused(after(seconds=59), msisdn=msisdn) == 1
    ask(after(seconds=60), msisdn=msisdn)


def test_five_codes_within_any_hour(msisdn):
    for minute in (0, 1, 2, 3, 4):
        sent = ask(after(minutes=minute), msisdn=msisdn)
    assert sent.next_code_at == after(hours=1)
    assert refused(after(minutes=59, seconds=59), msisdn=msisdn) == 1
    ask(after(hours=1), msisdn=msisdn)  # the first left its hour, the other four have not
    assert refused(after(hours=1, seconds=59), msisdn=msisdn) == 1
    ask(after(hours=1, minutes=1), msisdn=msisdn)


def test_an_hour_that_began_before_is_no_fresh_start():
    """Five late in one hour of the clock and five early in the next would be ten within minutes."""
    for minute in (50, 52, 54, 56, 58):
        ask(after(minutes=minute))
    assert refused(after(minutes=60)) == 50 * 60


def test_ten_codes_within_any_day(msisdn):
    moments = [after(hours=hour) for hour in range(10)]
    for moment in moments:
        sent = ask(moment, msisdn=msisdn)
    assert sent.next_code_at == after(days=1)
    assert refused(after(days=1) - timedelta(seconds=1), msisdn=msisdn) == 1
    ask(after(days=1), msisdn=msisdn)
    assert refused(after(days=1, minutes=59), msisdn=msisdn) == 60
    assert SmsMessage.objects.filter(msisdn=msisdn).count() == 11


def test_what_is_refused_counts_for_nothing():
    ask()
    for second in range(1, 60):
        refused(after(seconds=second))
    ask(after(seconds=60))


def test_a_windows_edge_belongs_to_what_comes_after():
    moments = [NOW, after(seconds=30)]
    assert free_at(moments, ["2/minute"]) == after(seconds=60)
    assert free_at(moments, ["3/minute"]) is None
    assert free_at(moments, ["2/minute", "1/hour"]) == after(hours=1, seconds=30)


def test_who_came_in_may_ask_at_once_again():
    make_contract(KNOWN)
    ask()
    forgive(msisdn=KNOWN, now=NOW)
    ask(after(seconds=1))


def test_strangers_at_the_door_do_not_stop_a_confirmation(msisdn):
    """All that guests may have was had by somebody; the person who is signed in gets a code, and may type it."""
    for hour in range(10):
        ask(after(hours=hour), msisdn=msisdn, flow="stranger")
    for _attempt in range(5):
        assert guess("000000", after(hours=9), msisdn=msisdn, flow="stranger") == "wrong_code"
    refused(after(hours=9, minutes=30), msisdn=msisdn)
    ask(after(hours=9), msisdn=msisdn, purpose=CodePurpose.CONFIRM, asker=Asker.OWN)
    if msisdn == KNOWN:
        assert guess(code_in_sms(), after(hours=9), purpose=CodePurpose.CONFIRM) == "right"


def test_the_page_of_confirmation_asks_as_the_person_not_as_a_guest():
    owner, _line = make_owner(KNOWN)
    browser = signed_in(owner)
    from django.utils import timezone

    ask(timezone.now(), flow="stranger")
    browser.post("/confirm/", {"next": "/settings/"})
    assert LoginCode.objects.get(purpose=CodePurpose.CONFIRM).asker == Asker.OWN
    assert next_code_at(msisdn=KNOWN, asker=Asker.OWN) is not None


def test_a_stranger_who_asks_does_not_stop_the_code_that_i_wait_for():
    make_contract(KNOWN)
    ask(flow="mine")
    code = code_in_sms()
    ask(after(seconds=60), flow="stranger")
    assert guess(code, after(seconds=61), flow="stranger") != "right"
    assert guess(code, after(seconds=61), flow="mine") == "right"


def test_after_five_wrong_guesses_each_pause_is_twice_as_long(msisdn):
    ask(msisdn=msisdn, flow="one")
    for _attempt in range(5):
        assert guess("wrong", NOW, msisdn=msisdn, flow="one") == "wrong_code"
    ask(after(seconds=60), msisdn=msisdn, flow="two")  # a new code is a new five, but not of the number's
    now = after(seconds=60)
    assert guess("wrong", now, msisdn=msisdn, flow="two") == "wrong_code"  # the first pause, of 30 seconds, is over
    for pause in (60, 120):
        early = now + timedelta(seconds=pause - 1)
        assert guess("wrong", early, msisdn=msisdn, flow="two") == "too_many_wrong_codes"
        now += timedelta(seconds=pause)
        assert guess("wrong", now, msisdn=msisdn, flow="two") == "wrong_code"
    assert LoginCode.objects.get(flow="two").attempts == 3  # what had to wait spent nothing


def test_ten_wrong_guesses_are_all_for_an_hour(msisdn):
    codes = iter(range(5))
    ask(msisdn=msisdn, flow="0")
    now, wrong, flow = NOW, [], f"{next(codes)}"
    while len(wrong) < 10:
        answer = guess("wrong", now, msisdn=msisdn, flow=flow)
        if answer == "wrong_code":
            wrong.append(now)
        elif answer == "code_spent":
            flow = f"{next(codes)}"
            now = max(now, next_code_at(msisdn=msisdn))
            ask(now, msisdn=msisdn, flow=flow)
        else:
            now += timedelta(seconds=30)
    assert wrong[-1] < after(hours=1)
    ask(after(minutes=59), msisdn=msisdn, flow="last")
    assert guess("wrong", after(minutes=59, seconds=59), msisdn=msisdn, flow="last") == "too_many_wrong_codes"
    assert guess("wrong", after(hours=1), msisdn=msisdn, flow="last") == "wrong_code"


def test_the_right_code_forgives_wrong_ones():
    make_contract(KNOWN)
    ask()
    code = code_in_sms()
    for _attempt in range(4):
        guess(another(code), NOW)
    assert guess(code, NOW) == "right"
    limit = NumberLimit.objects.get()
    assert (limit.failures, limit.failed_at, limit.paused_until) == (0, [], None)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_many_codes_at_once_are_ten_in_all(settings):
    """A code for each of six browsers, and ten guesses in each at the same moment."""
    settings.CODE_PAUSE = 0  # the pause alone would let five
    for minute in range(5):
        ask(after(minutes=minute), flow=f"{minute}")
    answers = in_threads(lambda index: guess("wrong", after(minutes=5), flow=f"{index % 5}"), 50)
    assert answers.count("wrong_code") == 10
    assert "right" not in answers
