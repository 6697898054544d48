"""Two tabs, two telephones and a machine that repeats everything: what is agreed to once is charged once."""

import pytest
from django.utils import timezone

from billing.models import Entry
from cabinet.core.channels import Channel
from subscriptions.content.services import push
from subscriptions.content.services.ban import forbid
from subscriptions.content.services.subscribe import ask, subscribe
from subscriptions.content.services.unsubscribe import unsubscribe
from subscriptions.models import Consent, ContentPush, ContentService, Subscription
from tests.billing.money import account_of, balance, rub
from tests.billing.test_ledger_races import together
from tests.people import NOW
from tests.subscriptions.content.agreeing import code_for, person
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line():
    make_content("stars", price=30)
    return person()


def test_one_code_in_eight_tabs_subscribes_and_charges_once(line):
    owner = line.contract.owner
    ask(line=line, code="stars", by=owner, now=NOW)
    typed = code_for(line)

    results = together(
        lambda _number: subscribe(line=line, code="stars", typed=typed, by=owner, channel=Channel.PAGE, now=NOW)
    )

    assert {result.pk for result in results} == {Subscription.objects.get().pk}
    assert Consent.objects.count() == 1
    assert balance(account_of(line)) == rub(970)


def test_a_ban_and_a_code_at_once_leave_nothing_half_done(line):
    owner = line.contract.owner
    ask(line=line, code="stars", by=owner, now=NOW)
    typed = code_for(line)

    def work(number: int) -> object:
        if number % 2:
            return forbid(line=line, end_too=True, by=owner, channel=Channel.PAGE, now=NOW)
        return subscribe(line=line, code="stars", typed=typed, by=owner, channel=Channel.PAGE, now=NOW)

    together(work)

    assert not Subscription.objects.filter(ended_at=None).exists()
    assert Subscription.objects.count() == Consent.objects.count() == Entry.objects.filter(kind="content").count()


def test_ended_in_eight_tabs_it_is_one_wish(line):
    from cabinet.requests.models import Request

    has(line, ContentService.objects.get())
    owner = line.contract.owner

    together(lambda _number: unsubscribe(line=line, codes=["stars"], by=owner, channel=Channel.PAGE, now=NOW))

    assert Request.objects.filter(kind="content_off").count() == 1


def test_one_event_told_by_eight_machines_asks_once_and_eight_answers_subscribe_once(line):
    content, now = ContentService.objects.select_related("provider").get(), timezone.now()
    sent = push.Push("same", str(line.msisdn), {})

    together(lambda _number: push.take(sent, content=content, now=now))
    assert ContentPush.objects.count() == 1
    together(lambda _number: push.agree(line=line, channel=Channel.SMS, now=now))

    assert Subscription.objects.count() == 1
    assert balance(account_of(line)) == rub(970)
