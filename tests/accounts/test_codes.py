"""The life of a login code."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cabinet.accounts.models import CodePurpose, LoginCode
from cabinet.accounts.services import codes
from cabinet.accounts.services.codes import CodeSpent, CodeTooSoon, WrongCode, check_code, request_code
from cabinet.accounts.services.number_limits import TooManyWrongCodes
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage, SmsStatus
from tests.people import NOW, make_contract

ATTEMPTS = 5
KNOWN, UNKNOWN = "79031234567", "79039999999"


def ask(msisdn: str = KNOWN, now=NOW):
    return request_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, now=now)


def judge(typed: str, msisdn: str = KNOWN, now=NOW) -> None:
    check_code(msisdn=msisdn, purpose=CodePurpose.SIGN_IN, typed=typed, now=now)


def code_in_sms() -> str:
    text = unseal(SmsMessage.objects.latest("pk").body)
    return re.search(r"#(\d{6})$", text)[1]


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.fixture
def known(db):
    return make_contract(KNOWN)


def test_the_code_comes_by_sms_and_works_once(known):
    ask()
    code = code_in_sms()
    judge(code)
    with pytest.raises(CodeSpent):
        judge(code)


def test_the_sms_fits_one_segment_and_ends_with_the_line_that_telephones_read(known):
    ask()
    text = unseal(SmsMessage.objects.get().body)
    assert len(text) <= 70
    assert re.fullmatch(r"@127\.0\.0\.1:\d+ #\d{6}", text.splitlines()[-1])


def test_the_code_is_kept_as_a_hash_and_the_sms_encrypted(known):
    ask()
    code = code_in_sms()
    assert code not in LoginCode.objects.get().code_hash
    assert code.encode() not in bytes(SmsMessage.objects.get().body)


def test_the_code_may_be_typed_with_spaces(known):
    ask()
    code = code_in_sms()
    judge(f" {code[:3]} {code[3:]} ")


def test_five_attempts_and_then_even_the_right_code_fails(known):
    ask()
    code = code_in_sms()
    for _attempt in range(ATTEMPTS):
        with pytest.raises(WrongCode):
            judge(another(code))
    with pytest.raises(CodeSpent):
        judge(code)


def test_a_code_lives_ten_minutes(known):
    ask()
    code = code_in_sms()
    with pytest.raises(CodeSpent):
        judge(code, now=NOW + timedelta(minutes=10))
    judge(code, now=NOW + timedelta(minutes=9, seconds=59))


def test_a_new_code_stops_the_old_one(known):
    ask()
    old = code_in_sms()
    ask(now=NOW + timedelta(seconds=60))
    new = code_in_sms()
    assert LoginCode.objects.filter(used_at=None).count() == 1
    if old != new:
        with pytest.raises(WrongCode):
            judge(old, now=NOW + timedelta(seconds=61))
    judge(new, now=NOW + timedelta(seconds=61))


def test_a_refused_request_leaves_the_living_code_alone(known):
    ask()
    code = code_in_sms()
    with pytest.raises(CodeTooSoon):
        ask(now=NOW + timedelta(seconds=30))
    judge(code, now=NOW + timedelta(seconds=31))


def test_an_unknown_number_costs_the_same_queries_and_gets_no_sms(known):
    def statements(msisdn: str) -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            ask(msisdn)
        return [
            re.sub(r"'[^']*'|\d+|NULL|[\"(](t|s)\d+[\")]", "?", query["sql"].split(" VALUES")[0]) for query in caught
        ]

    known_sql, unknown_sql = statements(KNOWN), statements(UNKNOWN)
    assert known_sql == unknown_sql
    message = SmsMessage.objects.get(msisdn=UNKNOWN)
    assert message.status == SmsStatus.FAILED
    assert bytes(message.body) == b""


def test_an_unknown_number_has_the_same_pauses_and_the_same_refusals(known):
    ask(UNKNOWN)
    with pytest.raises(CodeTooSoon):
        ask(UNKNOWN, now=NOW + timedelta(seconds=59))
    for _attempt in range(ATTEMPTS):
        with pytest.raises(WrongCode):
            judge("000000", UNKNOWN)
    with pytest.raises(CodeSpent):
        judge("000000", UNKNOWN)


def in_threads(work, count: int) -> list:
    def run(index: int):
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_of_sixty_parallel_guesses_five_are_compared(monkeypatch):
    make_contract(KNOWN)
    ask()
    code = code_in_sms()
    compared = []
    compare = codes.hmac.compare_digest
    monkeypatch.setattr(codes.hmac, "compare_digest", lambda a, b: compared.append(1) or compare(a, b))

    def guess(index: int) -> str:
        try:
            judge(f"{(int(code) + 1 + index) % 1_000_000:06}")
        except (WrongCode, CodeSpent, TooManyWrongCodes) as error:
            return error.code
        return "in"

    answers = in_threads(guess, 60)
    assert len(compared) == ATTEMPTS
    assert answers.count("wrong_code") == ATTEMPTS
    assert answers.count("code_spent") + answers.count("too_many_wrong_codes") == 60 - ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_the_right_code_typed_twice_at_once_signs_in_once():
    make_contract(KNOWN)
    ask()
    code = code_in_sms()

    def enter(_index: int) -> bool:
        try:
            judge(code)
        except CodeSpent:
            return False
        return True

    assert in_threads(enter, 4).count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_sixty_requests_at_once_send_one_code():
    make_contract(KNOWN)

    def request(_index: int) -> bool:
        try:
            ask()
        except CodeTooSoon:
            return False
        return True

    assert in_threads(request, 60).count(True) == 1
    assert SmsMessage.objects.count() == 1
