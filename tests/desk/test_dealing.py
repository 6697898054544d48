"""New questions go to who is present, in the order of the promises, each to the least busy."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from cabinet.accounts.models import User
from chat.models import Conversation, Event, EventKind, SpecialistPresence, Topic
from chat.services.open_conversation import open_conversation
from chat.services.reply import reply
from chat.services.say import say
from chat.shift.dealing import ABSENT_AFTER, deal
from chat.shift.presence import PRESENT_FOR, colleagues_of, duty_of, set_duty
from tests.people import NOW, make_owner, make_specialist

pytestmark = pytest.mark.django_db
Asked = Callable[..., Conversation]


@pytest.fixture
def petr(specialist: User) -> User:
    return make_specialist("petr")


@pytest.fixture
def asked(topic: Topic) -> Asked:
    """`asked("79050000001")`: somebody begins to wait."""

    def begin(msisdn: str, now: datetime = NOW) -> Conversation:
        owner, line = make_owner(msisdn)
        conversation = open_conversation(line=line, topic=topic, author=owner, now=now)
        say(conversation=conversation, author=owner, client_id=uuid4(), text="Помогите", now=now)
        return conversation

    return begin


def whose(*conversations: Conversation) -> list[User | None]:
    for each in conversations:
        each.refresh_from_db()
    return [each.specialist for each in conversations]


def on_duty(*users: User, now: datetime = NOW) -> None:
    for user in users:
        set_duty(specialist=user, on=True, now=now)


def test_nobody_on_duty_nothing_is_dealt(asked: Asked, specialist: User) -> None:
    duty_of(specialist, NOW)  # the desk is open, the shift is not begun
    waits = asked("79050000001")
    assert deal(NOW) == 0
    assert whose(waits) == [None]


def test_each_goes_to_the_least_busy_and_those_promised_first_go_first(
    asked: Asked, specialist: User, petr: User
) -> None:
    busy = asked("79050000001")
    reply(conversation=busy, specialist=specialist, client_id=uuid4(), text="Смотрю", now=NOW)
    late, later = asked("79050000003", NOW + timedelta(seconds=2)), asked("79050000002", NOW + timedelta(seconds=1))
    on_duty(specialist, petr)
    SpecialistPresence.objects.filter(user=petr).update(limit=1)
    assert deal(NOW + timedelta(seconds=3)) == 2
    assert whose(later, late) == [petr, specialist]  # Petr is at his limit after the first
    assigned = Event.objects.filter(conversation=later, kind=EventKind.ASSIGN).get()
    assert assigned.actor is None


def test_equals_take_turns(asked: Asked, specialist: User, petr: User) -> None:
    on_duty(specialist, petr)
    four = [asked(f"7905000000{n}", NOW + timedelta(seconds=n)) for n in range(4)]
    assert deal(NOW + timedelta(seconds=5)) == 4
    given = whose(*four)
    assert given.count(specialist) == given.count(petr) == 2
    assert deal(NOW + timedelta(seconds=6)) == 0  # twice is as once


def test_at_the_limit_of_all_the_rest_stays_in_the_queue(asked: Asked, specialist: User) -> None:
    on_duty(specialist)
    SpecialistPresence.objects.update(limit=1)
    first, second = asked("79050000001"), asked("79050000002", NOW + timedelta(seconds=1))
    deal(NOW + timedelta(seconds=2))
    assert whose(first, second) == [specialist, None]


def test_a_browser_that_fell_asleep_is_dealt_nothing(asked: Asked, specialist: User, petr: User) -> None:
    on_duty(specialist)
    later = NOW + PRESENT_FOR + timedelta(seconds=1)
    on_duty(petr, now=later)
    waits = asked("79050000001", later)
    deal(later)
    assert whose(waits) == [petr]
    assert [(each.user, each.present, each.load) for each in colleagues_of(specialist, later)] == [(petr, True, 1)]


def test_who_waits_for_one_that_went_away_is_given_to_another(asked: Asked, specialist: User, petr: User) -> None:
    on_duty(specialist)
    waits = asked("79050000001")
    deal(NOW)
    soon, late = NOW + ABSENT_AFTER - timedelta(seconds=1), NOW + ABSENT_AFTER + timedelta(seconds=1)
    on_duty(petr, now=soon)
    deal(soon)
    assert whose(waits) == [specialist]
    deal(late)
    assert whose(waits) == [petr]


def test_whose_desk_is_open_keeps_what_they_have_after_their_shift(asked: Asked, specialist: User, petr: User) -> None:
    on_duty(specialist)
    waits = asked("79050000001")
    deal(NOW)
    late = NOW + ABSENT_AFTER + timedelta(seconds=1)
    set_duty(specialist=specialist, on=False, now=late)
    on_duty(petr, now=late)
    assert deal(late) == 0
    assert whose(waits) == [specialist]


def test_switched_off_nothing_is_dealt(asked: Asked, specialist: User, settings: object) -> None:
    settings.DESK_DEAL = False
    on_duty(specialist)
    waits = asked("79050000001")
    assert deal(NOW) == 0
    assert whose(waits) == [None]


def test_what_is_taken_meanwhile_is_not_dealt_over(
    asked: Asked, specialist: User, petr: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chat.services.assign import take
    from chat.shift import dealing

    on_duty(specialist)
    waits = asked("79050000001")
    read = dealing._unattended

    def then_taken(now: datetime) -> list[Conversation]:
        found = read(now)
        take(conversation=waits, specialist=petr, now=now)
        return found

    monkeypatch.setattr(dealing, "_unattended", then_taken)
    assert deal(NOW) == 0
    assert whose(waits) == [petr]
