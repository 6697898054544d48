"""Content is paid for only by who read what it costs and typed the code from their own telephone (T10)."""

from datetime import timedelta

import pytest

from billing.models import AccountKind, Entry
from billing.services.ledger import InsufficientFunds
from cabinet.accounts.models import LineStatus, LoginCode, Role
from cabinet.accounts.services.codes import CodeSpent, WrongCode
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from cabinet.sms.models import SmsKind, SmsMessage
from subscriptions.charging.lifecycle import BelowOwnLimit
from subscriptions.content.errors import HeldAlready, NumberStopped
from subscriptions.content.services.subscribe import ask, subscribe
from subscriptions.content.services.unsubscribe import unsubscribe
from subscriptions.models import Consent, ContentService, Status, Subscription
from tests.billing.money import account_of, balance, rub
from tests.people import NOW, give_access
from tests.subscriptions.content.agreeing import agree, code_for, person, texts_to
from tests.subscriptions.made import has, make_content, make_tariff

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def line():
    return person()


def off(line, code, now):
    unsubscribe(line=line, codes=[code], by=line.contract.owner, channel=Channel.PAGE, now=now)


def test_the_first_day_is_paid_and_the_evidence_is_kept(line):
    make_content("stars", price=30)

    held = agree(line, "stars")

    assert (held.status, held.code, held.channel) == (Status.ACTIVE, "stars", Channel.PAGE)
    assert balance(account_of(line)) == rub(970)
    consent = Consent.objects.get()
    typed = code_for(line)
    assert (consent.subscription, consent.at, consent.by) == (held, NOW, line.contract.owner)
    assert consent.code_tail == typed[-2:]
    for words in ("«Гороскоп stars»", "+7 916 123-00-01", "ООО «Звёзды»", "5533", "30,00 ₽ в день", "спишется 30,00 ₽"):
        assert words in consent.text.replace("\u00a0", " ")
    assert held.request == Request.objects.get(kind="content_on", status="done")


def test_the_code_says_what_it_agrees_to(line):
    make_content("stars", price=30)

    ask(line=line, code="stars", by=line.contract.owner, now=NOW)

    (words,) = texts_to(kind=SmsKind.CODE)
    assert words.startswith("Код ")
    assert "подписка «Гороскоп stars» 5533, 30,00 руб. в день" in words.replace("\u00a0", " ")
    assert not Subscription.objects.exists()
    assert not Entry.objects.filter(amount__lt=0).exists()


def test_the_owner_is_told_on_their_own_telephone(line):
    make_content("stars", price=30)

    agree(line, "stars")

    assert [words.replace("\u00a0", " ") for words in texts_to()] == [
        "На +7 916 123-00-01 подключена подписка «Гороскоп stars», 30,00 руб. в день. Отключить бесплатно: СТОП на 5533"
    ]


def test_a_wrong_code_takes_nothing_and_spends_an_attempt(line):
    make_content("stars")

    with pytest.raises(WrongCode):
        agree(line, "stars", typed="000000")

    assert LoginCode.objects.get().attempts == 1
    assert not Subscription.objects.exists()
    assert not Request.objects.exists()
    assert balance(account_of(line)) == rub(1000)


def test_a_code_agrees_to_one_service_and_to_no_other(line):
    make_content("stars")
    make_content("jokes", price=90)
    owner = line.contract.owner
    ask(line=line, code="stars", by=owner, now=NOW)

    with pytest.raises(CodeSpent):
        subscribe(line=line, code="jokes", typed=code_for(line), by=owner, channel=Channel.PAGE, now=NOW)

    assert not Subscription.objects.exists()


def test_a_price_that_changed_meanwhile_needs_another_code(line):
    make_content("stars", price=30)
    owner = line.contract.owner
    ask(line=line, code="stars", by=owner, now=NOW)
    ContentService.objects.update(archived_at=NOW)
    make_content("stars", price=90, version=2)

    with pytest.raises(CodeSpent):
        subscribe(line=line, code="stars", typed=code_for(line), by=owner, channel=Channel.PAGE, now=NOW)

    assert balance(account_of(line)) == rub(1000)


def test_the_button_pressed_twice_subscribes_and_charges_once(line):
    make_content("stars", price=30)
    held = agree(line, "stars")

    again = subscribe(
        line=line, code="stars", typed=code_for(line), by=line.contract.owner, channel=Channel.PAGE, now=NOW
    )

    assert again == held
    assert balance(account_of(line)) == rub(970)
    with pytest.raises(HeldAlready):
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)


def test_free_days_are_for_who_never_had_it(line):
    make_content("stars", price=30, trial_days=3)
    first = agree(line, "stars")
    assert first.trial_until is not None
    assert balance(account_of(line)) == rub(1000)
    after_trial = first.trial_until + timedelta(hours=1)
    off(line, "stars", after_trial)

    again = agree(line, "stars", now=after_trial)

    assert again.trial_until is None
    assert balance(account_of(line)) == rub(970)


def test_free_days_that_were_left_come_back_and_not_anew(line):
    make_content("stars", price=30, trial_days=3)
    first = agree(line, "stars")
    off(line, "stars", TOMORROW)

    again = agree(line, "stars", now=TOMORROW)

    assert (again.due_at, again.trial_until) == (first.due_at, None)
    assert balance(account_of(line)) == rub(1000)


def test_what_was_taken_today_is_not_taken_again_today(line):
    make_content("stars", price=30, connect_fee=rub(10))
    first = agree(line, "stars")
    assert balance(account_of(line)) == rub(960)
    later = NOW + timedelta(hours=2)
    off(line, "stars", later)

    again = agree(line, "stars", now=later)

    assert balance(account_of(line)) == rub(960)
    assert (again.due_at, again.periods, again.anchor) == (first.due_at, 0, first.anchor + timedelta(days=1))
    assert "уже оплачено" in Consent.objects.get(subscription=again).text


def test_without_money_no_code_is_sent(line):
    make_content("stars", price=1001)

    with pytest.raises(InsufficientFunds) as refused:
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)

    assert refused.value.missing == rub(1)
    assert not SmsMessage.objects.exists()


def test_below_the_owners_threshold_nothing_is_subscribed_to(line):
    make_content("stars", price=30)
    account = account_of(line)
    account.notice_below, account.stops_extras = rub(980), True
    account.save()

    with pytest.raises(BelowOwnLimit):
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)

    assert not SmsMessage.objects.exists()


def test_the_content_account_pays_and_the_main_one_is_left_alone(line):
    from billing.content.services import move, open_content

    make_content("stars", price=30)
    owner = line.contract.owner
    content = open_content(line=line, by=owner, now=NOW)
    with pytest.raises(InsufficientFunds):  # it is empty, and the 1000 roubles are not for content
        ask(line=line, code="stars", by=owner, now=NOW)
    move(
        line=line, amount=rub(100), to=AccountKind.CONTENT, by=owner, channel=Channel.PAGE,
        key="3b5f3c3e-7d5c-4d9e-9a58-5a7a5f0d3a11", now=NOW,
    )  # fmt: skip

    agree(line, "stars")

    assert (balance(content), balance(account_of(line))) == (rub(70), rub(900))


def test_a_number_that_does_not_work_gets_none(line):
    make_content("stars")
    line.status = LineStatus.BLOCKED
    line.block_reason = "voluntary"
    line.blocked_at = NOW
    line.save()
    with pytest.raises(NumberStopped):
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)


def test_nor_does_one_whose_tariff_waits_for_money(line):
    make_content("stars", price=30)
    has(line, make_tariff(price=100))
    Subscription.objects.update(status=Status.SUSPENDED, suspended_at=NOW, due_at=None)
    with pytest.raises(NumberStopped):
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)


def test_what_is_not_sold_is_not_there(line):
    make_content("stars", archived_at=NOW)
    for code in ("stars", "no-such"):
        with pytest.raises(NotFound):
            ask(line=line, code=code, by=line.contract.owner, now=NOW)


def test_who_only_looks_at_a_number_cannot_subscribe_it(line):
    make_content("stars")
    with pytest.raises(NotFound):
        ask(line=line, code="stars", by=give_access(line, Role.VIEWER), now=NOW)
    assert not SmsMessage.objects.exists()


def test_a_manager_needs_the_code_of_the_numbers_own_telephone_and_the_owner_is_told(line):
    make_content("stars")
    manager = give_access(line, Role.MANAGER)

    held = agree(line, "stars", by=manager)

    assert held.made_by == manager
    assert len(texts_to(str(line.msisdn), SmsKind.CODE)) == 1
    assert len(texts_to(str(line.msisdn))) == 1


def test_a_code_that_one_person_asked_for_agrees_for_nobody_else(line):
    make_content("stars", price=30)
    manager = give_access(line)
    ask(line=line, code="stars", by=line.contract.owner, now=NOW)

    with pytest.raises(CodeSpent):
        subscribe(line=line, code="stars", typed=code_for(line), by=manager, channel=Channel.PAGE, now=NOW)

    assert not Subscription.objects.exists()
