"""What goes by SMS to the number that a guest left: few, the same for any number, and never of an account."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.accounts.models import Line, User
from cabinet.sms.models import SmsKind, SmsMessage
from chat.guests.links import address_of_link, revoke
from chat.guests.numbers import take_sms
from chat.models import GuestLink, NoticeEnd, NoticeState, ReplyNotice
from chat.services.presence import keep_open
from chat.services.read import read_by_subscriber
from chat.services.reply import reply
from chat.services.reply_notices import sweep
from chat.services.say import say
from tests.accounts.test_codes import in_threads
from tests.chat.guests.conftest import NUMBER
from tests.people import NOW

pytestmark = pytest.mark.django_db
Asked = Callable[..., GuestLink]
Texts = Callable[[], list[str]]


@pytest.fixture
def answered(specialist: User) -> Callable[..., int]:
    """`answered(link, now)`: a specialist replies, and what is due of unread replies is told. Returns how many SMS of
    answers wait or went in all."""

    def answer(link: GuestLink, now: datetime) -> int:
        reply(conversation=link.conversation, specialist=specialist, client_id=uuid4(), text="Есть.", now=now)
        sweep(now + timedelta(minutes=1))
        return SmsMessage.objects.filter(msisdn=link.conversation.guest.msisdn).count() - 1

    return answer


def test_the_link_goes_to_the_number_at_once(asked: Asked, sent_texts: Texts) -> None:
    link = asked()
    sms = SmsMessage.objects.get()
    assert (sms.msisdn, sms.kind, sms.line_public_id) == (NUMBER, SmsKind.NOTICE, None)
    assert sent_texts() == [f"Ваш вопрос принят. Ответ будет здесь: {address_of_link(link)}"]


def test_in_english_to_who_asked_in_english(asked: Asked, sent_texts: Texts) -> None:
    asked(language="en")
    assert sent_texts()[0].startswith("We have your question. The answer will be here: ")


def test_a_number_of_ours_and_any_other_cost_the_same(asked: Asked, line: Line) -> None:
    costs = []
    asked(msisdn="79261112255")  # whatever is read once and kept
    for number in (str(line.msisdn), "79261112244"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            asked(msisdn=number)
        sqls = [query["sql"].split("(")[0].split(" WHERE")[0] for query in queries.captured_queries]
        costs.append([sql for sql in sqls if "SAVEPOINT" not in sql])
    assert costs[0] == costs[1]


def test_more_than_the_number_may_get_are_not_sent_and_the_thread_says_so(asked: Asked, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GUEST_SMS_PER_NUMBER = ("1/hour",)
    first, second = asked(), asked()
    assert SmsMessage.objects.count() == 1
    told = [link.conversation.events.get(kind="told").data["sent"] for link in (first, second)]
    assert told == [True, False]


def test_numbers_that_begin_alike_get_no_more_than_all_of_them_may(asked: Asked, settings) -> None:  # type: ignore[no-untyped-def]
    settings.GUEST_SMS_PER_PREFIX = "2/hour"
    for number in ("79995550001", "79995550002", "79995550003"):
        asked(msisdn=number)
    asked(msisdn="79994440001")
    assert list(SmsMessage.objects.order_by("pk").values_list("msisdn", flat=True)) == [
        "79995550001", "79995550002", "79994440001",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_go(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GUEST_SMS_PER_NUMBER = ("3/hour",)
    settings.GUEST_SMS_PER_PREFIX = settings.GUEST_SMS_IN_ALL = "100000/minute"  # what other tests used is not counted

    def take(_number: int) -> bool:
        with transaction.atomic():
            return take_sms(msisdn=NUMBER, now=NOW)

    assert sorted(in_threads(take, 8)) == [False] * 5 + [True] * 3


def test_an_unread_answer_is_told_of_once_with_the_link(
    link: GuestLink, answered: Callable[..., int], sent_texts: Texts
) -> None:
    assert answered(link, NOW + timedelta(minutes=2)) == 1
    assert sent_texts()[-1] == f"Вам ответили на сайте: {address_of_link(link)}"
    assert answered(link, NOW + timedelta(minutes=5)) == 1
    assert ReplyNotice.objects.get().state == NoticeState.TOLD


def test_what_was_read_is_not_told_of(link: GuestLink, specialist: User) -> None:
    talk, later = link.conversation, NOW + timedelta(minutes=2)
    said = reply(conversation=talk, specialist=specialist, client_id=uuid4(), text="Есть.", now=later)
    read_by_subscriber(conversation=talk, reader=None, seq=said.seq, now=later)
    sweep(later + timedelta(minutes=5))
    assert SmsMessage.objects.count() == 1


def test_while_the_page_is_open_nothing_is_told(link: GuestLink, specialist: User) -> None:
    talk, later = link.conversation, NOW + timedelta(minutes=2)
    reply(conversation=talk, specialist=specialist, client_id=uuid4(), text="Есть.", now=later)
    keep_open(conversations=[talk.pk], now=later + timedelta(minutes=1))
    assert sweep(later + timedelta(minutes=1)) == 0
    assert SmsMessage.objects.count() == 1


def test_a_robot_that_asks_again_and_again_cannot_ring_somebodys_telephone_all_day(
    link: GuestLink, answered: Callable[..., int], settings
) -> None:  # type: ignore[no-untyped-def]
    settings.GUEST_SMS_PER_NUMBER = ("3/day",)
    for number in range(1, 6):
        now = NOW + timedelta(minutes=10 * number)
        say(conversation=link.conversation, author=None, client_id=uuid4(), text=f"И {number}?", now=now)
        answered(link, now + timedelta(minutes=1))
    assert SmsMessage.objects.filter(msisdn=NUMBER).count() == 3
    assert ReplyNotice.objects.latest("pk").end == NoticeEnd.NO_NUMBER


def test_of_a_revoked_link_nothing_is_told(link: GuestLink, answered: Callable[..., int]) -> None:
    revoke(link=link, now=NOW)
    assert answered(link, NOW + timedelta(minutes=2)) == 0


@pytest.mark.parametrize(("asked_at", "waits"), [(-timedelta(hours=5), True), (timedelta(0), False)])
def test_at_night_only_who_just_asked_is_woken(
    asked: Asked, answered: Callable[..., int], settings, asked_at: timedelta, waits: bool
) -> None:  # type: ignore[no-untyped-def]
    settings.QUIET_HOURS = ("22:00", "08:00")
    night = datetime(2026, 11, 24, 21, 0, tzinfo=NOW.tzinfo)  # midnight in Moscow
    link = asked(now=night + asked_at)
    assert answered(link, night + timedelta(minutes=2)) == 1
    sms = SmsMessage.objects.latest("pk")
    assert (sms.next_attempt_at is not None) == waits


def test_after_the_portals_key_was_lost_nothing_breaks(link: GuestLink, answered: Callable[..., int], settings) -> None:  # type: ignore[no-untyped-def]
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert answered(link, timezone.now()) == 0
