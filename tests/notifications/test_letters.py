"""Notifications by e-mail: the same words, with a way to end them that needs no sign-in (N6, RFC 8058)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from cabinet.accounts.models import Contract, NotificationChoice, Role, SecurityEvent, User
from cabinet.accounts.services.choices import unsubscribe_link, ways_of
from cabinet.accounts.services.notify import notify
from cabinet.core import notifications
from cabinet.core.notifications import By, event_called
from cabinet.core.personal_data import erase_all
from cabinet.mail.models import EmailMessage
from cabinet.sms.models import SmsMessage
from tests.notifications.letters import said
from tests.people import NOW, add_line, give_access, make_owner

pytestmark = pytest.mark.django_db
EVENT = "requests.result"
ADDRESS = "maria@example.ru"


@pytest.fixture
def owner() -> User:
    user = make_owner("79031234567")[0]
    user.email, user.email_verified_at = ADDRESS, NOW
    user.save()
    return user


def choose(user: User, *, sms: bool, email: bool) -> None:
    NotificationChoice.objects.update_or_create(user=user, event=EVENT, defaults={"sms": sms, "email": email})


def say(user: User | None, **fields: object):
    facts = {"number": "100200300", "title": "Блокировка номера"}
    return notify(event=EVENT, template="requests.done", facts=facts, now=NOW, user=user, **fields)


def path(user: User) -> str:
    return urlsplit(unsubscribe_link(user=user, event=EVENT)).path


@pytest.mark.parametrize(("sms", "email"), [(True, False), (False, True), (True, True), (False, False)])
def test_each_way_is_used_as_chosen(owner, sms, email):
    choose(owner, sms=sms, email=email)
    assert bool(say(owner)) == (sms or email)
    assert (SmsMessage.objects.count(), EmailMessage.objects.count()) == (int(sms), int(email))


def test_the_letter_has_the_same_words_and_the_way_out(owner):
    choose(owner, sms=False, email=True)
    say(owner)
    letter = said(EmailMessage.objects.get())
    assert letter["subject"] == "Заявка выполнена или отказана"
    assert letter["text"].startswith("Заявка 100200300 выполнена: Блокировка номера")
    assert letter["unsubscribe"] in letter["text"]


def test_the_letter_is_in_the_language_of_the_profile(owner):
    owner.language = "en"
    owner.save()
    choose(owner, sms=False, email=True)
    say(owner)
    assert said(EmailMessage.objects.get())["text"].startswith("Request 100200300 is done")


@pytest.mark.parametrize("others_forbidden", [False, True])
def test_who_proved_a_line_reads_no_letter_about_it_while_others_are_forbidden(owner, others_forbidden):
    line = add_line(owner.contracts.get(), "79031234568")
    sister = give_access(line, Role.MANAGER, by_code=True)
    sister.email, sister.email_verified_at = "sister@example.ru", NOW
    sister.save()
    for person in (owner, sister):
        choose(person, sms=True, email=True)
    Contract.objects.update(others_forbidden=others_forbidden)
    line.refresh_from_db()
    letter = say(None, line=line).email
    assert letter.address == (ADDRESS if others_forbidden else "sister@example.ru")


def test_the_same_key_writes_one_letter(owner):
    choose(owner, sms=False, email=True)
    assert say(owner, dedup_key="once").email == say(owner, dedup_key="once").email


@pytest.mark.parametrize("trouble", ["not confirmed", "no server"])
def test_nothing_is_written_where_it_cannot_arrive(owner, settings, trouble):
    choose(owner, sms=True, email=True)
    if trouble == "no server":
        settings.MAIL_ON = False
    else:
        User.objects.update(email_verified_at=None)
        owner.refresh_from_db()
    assert say(owner).email is None
    assert SmsMessage.objects.count() == 1


def test_a_mail_program_ends_them_by_one_post_without_a_cookie(owner):
    choose(owner, sms=True, email=True)
    program = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        assert program.post(path(owner), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ways_of(owner)[EVENT] == {By.SMS}
    event = SecurityEvent.objects.get()
    assert event.details.facts == {"choices": f"{EVENT}:email:off", "way": "unsubscribe"}


def test_opening_it_shows_a_button_and_ends_nothing(owner, client):
    choose(owner, sms=True, email=True)
    assert "Не присылать" in client.get(path(owner)).content.decode()
    assert By.EMAIL in ways_of(owner)[EVENT]


def test_only_that_event_ends(owner, client):
    NotificationChoice.objects.create(user=owner, event="chat.reply", sms=True, email=True)
    choose(owner, sms=True, email=True)
    client.post(path(owner))
    assert ways_of(owner)["chat.reply"] == {By.SMS, By.EMAIL}


def test_a_link_of_an_event_that_is_about_security_now_is_not_there(owner, client):
    link = urlsplit(unsubscribe_link(user=owner, event="accounts.codes")).path
    assert client.get(link).status_code == client.post(link).status_code == 404


def test_a_way_that_an_event_has_no_more_is_not_used(owner, monkeypatch):
    monkeypatch.setitem(notifications._events, EVENT, replace(event_called(EVENT), may=frozenset({By.SMS})))
    choose(owner, sms=True, email=True)
    assert say(owner).email is None
    assert SmsMessage.objects.count() == 1


@pytest.mark.parametrize("change", ["a changed letter", "another address", "none of ours", "closed"])
def test_a_link_that_is_not_ours_or_of_an_address_of_before_is_not_there(owner, client, change):
    choose(owner, sms=True, email=True)
    link = path(owner)
    if change == "a changed letter":
        link = link[:40] + ("A" if link[40] != "A" else "B") + link[41:]
    elif change == "another address":
        User.objects.update(email="new@example.ru")
    elif change == "none of ours":
        link = "/unsubscribe/☃/"
    else:
        User.objects.update(is_active=False)
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert By.EMAIL in ways_of(owner)[EVENT]


def test_the_link_shows_no_key_and_no_address(owner):
    assert ADDRESS not in path(owner)
    assert unsubscribe_link(user=owner, event=EVENT) != unsubscribe_link(user=owner, event="chat.reply")


def test_erasing_a_person_takes_their_letters_along(owner):
    choose(owner, sms=False, email=True)
    say(owner)
    erase_all(owner, NOW)
    letter = EmailMessage.objects.get()
    assert (letter.address, bytes(letter.body)) == ("", b"")
    assert not NotificationChoice.objects.exists()


def test_erasing_a_person_forgets_the_address_of_what_is_on_its_way(owner):
    choose(owner, sms=False, email=True)
    letter = say(owner).email
    EmailMessage.objects.update(status="sending", claim=letter.public_id, lease_until=NOW + timedelta(minutes=2))
    erase_all(owner, NOW)
    letter.refresh_from_db()
    assert (letter.address, letter.not_after) == ("", NOW)
