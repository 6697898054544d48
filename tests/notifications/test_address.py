"""An address of e-mail is a person's once its mailbox was read, and until then nothing goes there (N6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone

from cabinet.accounts.models import EmailLink, Line, LineStatus, SecurityEvent, User
from cabinet.accounts.models.contracts import NOTICED_WITHIN
from cabinet.accounts.services.email import (
    LASTS,
    AddressRefused,
    LinkTooOld,
    TooManyLetters,
    address_of,
    ask_address,
    confirm_address,
    remove_address,
)
from cabinet.accounts.services.line_state import lock, reopen
from cabinet.accounts.services.lines import close_line
from cabinet.mail.models import EmailMessage, EmailStatus
from cabinet.mail.services.dispatch import dispatch
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.notifications.letters import link_in, said
from tests.people import NOW, make_owner, signed_in

pytestmark = pytest.mark.django_db
PAGE, ADDRESS = "/settings/email/", "maria@example.ru"


@pytest.fixture
def owner() -> User:
    return make_owner("79031234567")[0]


def ask(user: User, address: str = ADDRESS, now=NOW) -> str:
    """Ask for a letter; the token of its link."""
    ask_address(user=user, address=address, language="ru", now=now)
    return link_in(EmailMessage.objects.latest("pk")).split("/")[2]


def confirmed(user: User, address: str = ADDRESS, now=NOW) -> User:
    confirm_address(token=ask(user, address, now), now=now)
    user.refresh_from_db()
    return user


def test_asking_sends_a_letter_and_changes_nothing_yet(owner):
    ask(owner)
    owner.refresh_from_db()
    letter = EmailMessage.objects.get()
    assert (owner.email, address_of(owner), letter.address) == ("", "", ADDRESS)
    assert said(letter)["unsubscribe"] == ""
    assert "903" not in said(letter)["text"]  # it may come to a stranger's mailbox
    assert not SmsMessage.objects.exists()
    assert not SecurityEvent.objects.exists()


def test_the_token_is_kept_as_a_hash(owner):
    token = ask(owner)
    assert token not in str(list(EmailLink.objects.values_list()))


def test_the_link_makes_it_the_persons_with_an_sms_and_a_line_in_the_journal(owner):
    confirmed(owner)
    assert (owner.email, address_of(owner)) == (ADDRESS, ADDRESS)
    assert "задана почта" in unseal(SmsMessage.objects.get().body)
    assert SecurityEvent.objects.get().kind == "email_set"


def test_the_link_works_once_for_a_day_and_only_the_newest(owner):
    first = ask(owner)
    second = ask(owner, "other@example.ru")
    with pytest.raises(LinkTooOld):
        confirm_address(token=first, now=NOW)
    with pytest.raises(LinkTooOld):
        confirm_address(token=second, now=NOW + LASTS)
    for _twice in range(2):
        confirm_address(token=second, now=NOW + LASTS - timedelta(seconds=1))
    assert SmsMessage.objects.count() == SecurityEvent.objects.count() == 1


def test_a_used_link_does_not_bring_a_removed_address_back(owner):
    token = ask(owner)
    confirm_address(token=token, now=NOW)
    remove_address(user=owner, now=NOW)
    confirm_address(token=token, now=NOW)
    owner.refresh_from_db()
    assert owner.email == ""


def test_the_address_of_now_stays_until_the_new_one_is_confirmed(owner):
    confirmed(owner)
    token = ask(owner, "new@example.ru")
    owner.refresh_from_db()
    assert owner.email == ADDRESS
    confirm_address(token=token, now=NOW)
    owner.refresh_from_db()
    assert owner.email == "new@example.ru"


def test_removing_ends_links_and_letters_and_is_told_once(owner):
    confirmed(owner)
    token = ask(owner, "new@example.ru")
    assert remove_address(user=owner, now=NOW)
    assert not remove_address(user=owner, now=NOW)
    with pytest.raises(LinkTooOld):
        confirm_address(token=token, now=NOW)
    assert set(EmailMessage.objects.values_list("status", flat=True)) == {EmailStatus.EXPIRED}
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)) == ["email_set", "email_removed"]


@pytest.mark.parametrize(
    "address", ["", "maria", "maria@", "@example.ru", "a b@example.ru", "a@b\r\nBcc: c@d.ru", "a" * 300 + "@x.ru"]
)
def test_what_is_no_address_gets_no_letter(owner, address):
    with pytest.raises(AddressRefused):
        ask(owner, address)
    assert not EmailMessage.objects.exists()


def test_one_that_is_confirmed_already_gets_no_letter(owner):
    confirmed(owner)
    with pytest.raises(AddressRefused):
        ask(owner, "maria@EXAMPLE.ru")


def test_a_person_asks_for_few_letters_a_day(owner):
    for number in range(portal.EMAIL_LINKS_A_DAY):
        ask(owner, f"maria{number}@example.ru")
    with pytest.raises(TooManyLetters):
        ask(owner, "another@example.ru")
    ask(owner, "another@example.ru", NOW + timedelta(days=1))


def test_a_mailbox_gets_few_letters_a_day_whoever_asks_and_however_it_is_written(owner):
    for number in range(portal.EMAIL_LINKS_A_DAY):
        ask(User.objects.create_user(name="x"), f"Maria+{number}@Example.ru")
    with pytest.raises(TooManyLetters) as by_mailbox:
        ask(owner)
    for number in range(portal.EMAIL_LINKS_A_DAY):
        ask(owner, f"m{number}@example.ru")
    with pytest.raises(TooManyLetters) as by_person:
        ask(owner, "another@example.ru")
    assert str(by_mailbox.value.message) == str(by_person.value.message)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_letters_go():
    people = [User.objects.create_user(name="x") for _each in range(12)]

    def at_once(user: User) -> bool:
        try:
            ask_address(user=user, address=ADDRESS, language="ru", now=NOW)
        except TooManyLetters:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as pool:
        sent = list(pool.map(at_once, people))
    assert sum(sent) == EmailMessage.objects.count() == portal.EMAIL_LINKS_A_DAY


def test_an_address_of_another_cabinet_looks_like_any_other(owner):
    other = make_owner("79161234567")[0]
    confirmed(other)
    texts = []
    for address in (ADDRESS, "nobody@example.ru"):
        page = signed_in(owner).post(PAGE, {"address": address}, follow=True).content.decode()
        texts.append(page.split("<main", 1)[1].replace(address, "X"))
    assert texts[0].count("Письмо отправлено") == texts[1].count("Письмо отправлено") == 1
    confirmed(owner)
    other.refresh_from_db()
    assert other.email == owner.email == ADDRESS  # it signs nobody in, so two may share it


def lose(line: Line, at) -> None:
    Line.objects.filter(pk=line.pk).update(status=LineStatus.BLOCKED, block_reason="loss", blocked_at=at)


def test_an_address_that_a_thief_may_have_set_gets_nothing_and_goes_when_the_number_works_again(owner):
    line = Line.objects.get(contract__owner=owner)
    confirmed(owner)
    lose(line, NOW + timedelta(days=1))
    assert address_of(owner) == ""
    reopen(lock(line.pk), now=NOW + timedelta(days=5))
    owner.refresh_from_db()
    assert owner.email == ""


def test_a_thiefs_address_does_not_come_to_life_when_the_lost_number_is_closed(owner):
    line = Line.objects.get(contract__owner=owner)
    confirmed(owner)
    lose(line, NOW + timedelta(days=1))
    close_line(line=line, now=NOW + timedelta(days=2))
    owner.refresh_from_db()
    assert (owner.email, address_of(owner)) == ("", "")


@pytest.mark.parametrize("end", ["works again", "is closed"])
def test_a_letter_that_a_thief_asked_for_sets_no_address_after_the_loss_is_over(owner, end):
    line = Line.objects.get(contract__owner=owner)
    token = ask(owner, "thief@example.ru")
    lose(line, NOW + timedelta(minutes=5))
    if end == "works again":
        reopen(lock(line.pk), now=NOW + timedelta(hours=1))
    else:
        close_line(line=line, now=NOW + timedelta(hours=1))
    with pytest.raises(LinkTooOld):
        confirm_address(token=token, now=NOW + timedelta(hours=2))
    owner.refresh_from_db()
    assert owner.email == ""


def test_one_that_was_there_long_before_the_loss_stays(owner):
    line = Line.objects.get(contract__owner=owner)
    confirmed(owner)
    lose(line, NOW + NOTICED_WITHIN + timedelta(seconds=1))
    assert address_of(owner) == ADDRESS
    reopen(lock(line.pk), now=NOW + timedelta(days=9))
    owner.refresh_from_db()
    assert owner.email == ADDRESS


@pytest.mark.parametrize("address", ["a/b@example.ru", "o'neil?%@example.ru"])
def test_whatever_letters_an_address_has_its_demonstrations_mailbox_is_found(owner, client, settings, address):
    settings.MAIL_ON_PAGES, settings.EMAIL_BACKEND = True, "cabinet.mail.mailbox.Mailbox"
    browser = signed_in(owner)
    page = browser.post(PAGE, {"address": address}, follow=True)
    assert page.status_code == 200
    dispatch(timezone.now())
    assert "Подтвердите адрес почты" in client.get(page.context["demo_mailbox_url"]).content.decode()


def test_the_page_keeps_what_was_typed_and_says_how_to_mend_it(owner):
    answer = signed_in(owner).post(PAGE, {"address": "maria@"})
    assert answer.status_code == 422
    assert 'value="maria@"' in answer.content.decode()


def test_opening_the_link_only_shows_a_button(owner, client):
    token = ask(owner, now=timezone.now())
    page = client.get(f"/email/{token}/").content.decode()
    owner.refresh_from_db()
    assert "Да, присылать сюда" in page
    assert owner.email == ""


def test_the_button_works_signed_in_or_not_and_signs_nobody_in(owner, client, settings):
    now_token = ask(owner)
    EmailLink.objects.update(expires_at=NOW + timedelta(days=3650))
    assert "Адрес подтверждён" in client.post(f"/email/{now_token}/").content.decode()
    assert client.get("/settings/").status_code == 302


def test_a_link_whose_address_was_removed_since_does_not_say_that_it_stands(owner, client):
    token = ask(owner)
    confirm_address(token=token, now=NOW)
    assert "Адрес подтверждён" in client.get(f"/email/{token}/").content.decode()
    owner.refresh_from_db()
    remove_address(user=owner, now=NOW)
    for page in (client.get(f"/email/{token}/"), client.post(f"/email/{token}/")):
        assert "Адрес подтверждён" not in page.content.decode()
        assert "больше не действует" in page.content.decode()


def test_without_a_mail_server_there_is_no_such_page(owner, settings):
    settings.MAIL_ON = False
    browser = signed_in(owner)
    assert browser.get(PAGE).status_code == 404
    assert PAGE not in browser.get("/settings/").content.decode()
    assert PAGE not in browser.get("/settings/notifications/").content.decode()
