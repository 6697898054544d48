"""A number closes at the very moment when somebody comes in by it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import connections, transaction
from django.test import RequestFactory

from cabinet.accounts.assurance import Proof
from cabinet.accounts.flow import SignInFlow, finish
from cabinet.accounts.models import Access, CodePurpose, Line, LoginCode, Session
from cabinet.accounts.services.codes import CodeSpent, request_code
from cabinet.accounts.services.lines import close_line
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.accounts.sessions import SessionStore
from cabinet.core.errors import NotFound
from cabinet.sms.models import SmsMessage, SmsStatus
from tests.accounts.test_codes_at_once import PATIENCE, waiting_for_a_lock
from tests.accounts.test_lines import code_sent
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "79031234567"
LATER = NOW + timedelta(minutes=2)


def beside(*calls):
    """Run `calls` in threads, each begun when the one before stands waiting for a lock that the caller holds."""
    pool = ThreadPoolExecutor(len(calls))
    futures = []
    for count, call in enumerate(calls, start=1):
        futures.append(pool.submit(with_own_connection, call))
        deadline = time.monotonic() + PATIENCE
        while waiting_for_a_lock() < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert waiting_for_a_lock() == count
    return futures


def with_own_connection(call):
    try:
        return call()
    except (CodeSpent, NotFound, SessionInterrupted) as error:
        return error
    finally:
        connections.close_all()


def signing_in(line, code):
    user, _line = sign_in_by_code(msisdn=NUMBER, typed=code, now=LATER)
    request = RequestFactory().get("/")
    request.user, request.session, request.LANGUAGE_CODE = AnonymousUser(), SessionStore(), "ru"
    finish(request, SignInFlow(phone=NUMBER), user, proof=Proof.CODE, line=line)
    return user


@pytest.fixture
def line():
    return make_owner(NUMBER)[1]


@pytest.fixture
def code(line):
    request_code(msisdn=NUMBER, purpose=CodePurpose.SIGN_IN, now=NOW)
    return code_sent()


def test_who_comes_in_first_is_signed_out_by_the_closing(line, code):
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        futures = beside(lambda: signing_in(line, code), lambda: close_line(line=line, now=LATER))
    entered, closed = (future.result(PATIENCE) for future in futures)
    assert closed is True
    assert entered is not None
    assert not Session.objects.filter(user__isnull=False).exists()


def test_who_comes_second_is_refused(line, code):
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        futures = beside(lambda: close_line(line=line, now=LATER), lambda: signing_in(line, code))
    closed, entered = (future.result(PATIENCE) for future in futures)
    assert closed is True
    assert isinstance(entered, CodeSpent)
    assert not Session.objects.filter(user__isnull=False).exists()
    assert not Access.objects.exists()


def test_a_code_asked_for_meanwhile_works_for_nobody(line):
    """Whichever is first: the code ends, or is sent nowhere."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        ask = lambda: request_code(msisdn=NUMBER, purpose=CodePurpose.SIGN_IN, now=LATER)  # noqa: E731
        futures = beside(ask, lambda: close_line(line=line, now=LATER))
    assert futures[1].result(PATIENCE) is True
    futures[0].result(PATIENCE)
    assert not LoginCode.objects.filter(used_at=None).exists()
    assert not SmsMessage.objects.filter(status__in=[SmsStatus.QUEUED, SmsStatus.SENDING]).exists()


def test_two_closings_are_one(line):
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        futures = beside(*[lambda: close_line(line=line, now=LATER)] * 2)
    assert sorted(future.result(PATIENCE) for future in futures) == [False, True]
