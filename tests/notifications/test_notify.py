"""What people are told of goes the way that they chose, or not at all (N6)."""

import pytest

from cabinet.accounts.models import Access, Line, LineStatus, NotificationChoice, Role, User
from cabinet.accounts.services.notify import notify
from cabinet.core import notifications
from cabinet.sms import texts
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.people import NOW, add_line, give_access, make_owner

pytestmark = pytest.mark.django_db
EVENT, TEMPLATE = "requests.result", "requests.done"
FACTS = {"number": "100200300", "title": "Блокировка номера"}


def say(event: str = EVENT, **fields: object):
    return notify(event=event, template=TEMPLATE, facts=FACTS, now=NOW, **fields)


def choose(user: User, *, sms: bool = False, email: bool = False) -> None:
    NotificationChoice.objects.create(user=user, event=EVENT, sms=sms, email=email)


def numbers_told() -> list[str]:
    return list(SmsMessage.objects.order_by("pk").values_list("msisdn", flat=True))


def test_who_chose_nothing_gets_an_sms_on_the_numbers_that_are_surely_theirs():
    owner, line = make_owner("79031234567", "79031234568")
    assert say(user=owner).sms
    assert numbers_told() == [line.msisdn]
    assert unseal(SmsMessage.objects.get().body) == "Заявка 100200300 выполнена: Блокировка номера"


def test_who_switched_it_off_is_told_nothing():
    owner, line = make_owner("79031234567")
    choose(owner)
    assert not say(user=owner)
    assert not say(line=line)
    assert numbers_told() == []


def test_a_line_is_told_in_its_own_language():
    _owner, line = make_owner("79031234567")
    line.sms_language = "en"
    line.save()
    say(line=line)
    assert unseal(SmsMessage.objects.get().body).startswith("Request 100200300 is done")


def test_the_line_of_a_child_is_decided_by_the_owner_and_one_that_was_proved_by_who_proved_it():
    owner, line = make_owner("79031234567")
    child, sisters = add_line(line.contract, "79031234568"), add_line(line.contract, "79031234569")
    sister = give_access(sisters, Role.MANAGER, by_code=True)
    choose(owner)
    assert not say(line=child)
    assert say(line=sisters)
    choose(sister)
    assert not say(line=sisters)
    assert numbers_told() == [sisters.msisdn]


def test_a_manager_who_was_given_access_decides_nothing_for_the_telephone():
    _owner, line = make_owner("79031234567")
    choose(give_access(line))
    assert say(line=line)


def test_whom_a_reply_concerns_decides_whichever_telephone_it_comes_to():
    owner, line = make_owner("79031234567")
    author = give_access(line, Role.MANAGER, by_code=True)
    choose(owner)
    assert say(line=line, user=author)


@pytest.mark.parametrize("reason", ["loss", "voluntary"])
def test_a_number_that_does_not_work_is_told_nothing(reason):
    owner, line = make_owner("79031234567")
    line.status, line.block_reason, line.blocked_at = LineStatus.BLOCKED, reason, NOW
    line.save()
    assert not say(line=line)
    assert not say(user=owner)
    assert numbers_told() == []


def test_a_line_without_a_telephone_is_told_nothing():
    _owner, line = make_owner("79031234567")
    Line.objects.filter(pk=line.pk).update(msisdn=None)
    line.refresh_from_db()
    assert not say(line=line)


def test_the_same_key_again_promises_nothing_new():
    owner, _line = make_owner("79031234567")
    first, second = say(user=owner, dedup_key="once"), say(user=owner, dedup_key="once")
    assert first.sms == second.sms
    assert SmsMessage.objects.count() == 1


def test_security_does_not_come_this_way():
    owner, _line = make_owner("79031234567")
    with pytest.raises(ValueError, match="security"):
        say(event="accounts.codes", user=owner)


def test_an_event_that_nobody_registered_is_a_mistake_of_the_code():
    owner, _line = make_owner("79031234567")
    with pytest.raises(KeyError):
        say(event="no.such", user=owner)


def test_every_event_and_message_has_words_in_both_languages_and_the_names_are_unique():
    from django.utils import translation

    found = list(notifications.events())
    assert {"chat.reply", "requests.result", "accounts.offered", "home.copy"} <= {e.name for e in found}
    for event in found:
        with translation.override("ru"):
            russian = f"{event.title} {event.about}"
        with translation.override("en"):
            assert f"{event.title} {event.about}" != russian
        assert event.by <= event.may
    with pytest.raises(ValueError, match="two events"):
        notifications.register(notifications.Event(name=found[0].name, title="x"))
    assert {"chat.reply", "requests.done", "requests.refused", "requests.opened", "accounts.offered"} <= set(
        texts.templates()
    )


def test_who_proved_two_lines_is_told_on_both():
    owner, _line = make_owner("79031234567", "79031234568")
    second = Line.objects.get(msisdn="79031234568")
    Access.objects.create(user=owner, line=second, role=Role.MANAGER, by_code=True)
    assert len(say(user=owner).sms) == 2
