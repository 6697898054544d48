"""Ending content is free, at once, and harmless to repeat (T5)."""

from datetime import timedelta

import pytest

from billing.models import Entry
from cabinet.accounts.models import Role
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request, RequestStatus
from subscriptions.content.services.unsubscribe import unsubscribe
from subscriptions.models import Status, Subscription
from tests.billing.money import account_of, balance, pay, rub
from tests.people import NOW, give_access, make_owner
from tests.subscriptions.made import has, make_content, make_service

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def line():
    line = make_owner("79161230001")[1]
    pay(account_of(line), 1000)
    return line


def off(line, *codes, by=None, now=LATER):
    return unsubscribe(line=line, codes=codes, by=by or line.contract.owner, channel=Channel.PAGE, now=now)


def test_it_ends_at_once_and_costs_nothing(line):
    held = has(line, make_content("stars", price=30))

    (ended,) = off(line, "stars")

    held.refresh_from_db()
    assert ended.subscription == held
    assert (held.status, held.ended_at, held.due_at) == (Status.ENDED, LATER, None)
    assert balance(account_of(line)) == rub(970)  # what was taken for today stays taken, nothing comes on top
    assert Entry.objects.count() == 2


def test_only_what_was_named_ends(line):
    has(line, make_content("stars"))
    has(line, make_content("jokes", short_number="5544"))
    has(line, make_service("stars-and-more"))

    off(line, "stars", "stars-and-more", "no-such")

    left = Subscription.objects.filter(ended_at=None).order_by("pk").values_list("code", flat=True)
    assert list(left) == ["jokes", "stars-and-more"]  # a service is switched off elsewhere


def test_the_history_of_requests_names_all_that_ended_by_one_wish(line):
    has(line, make_content("stars"))
    has(line, make_content("jokes", short_number="5544"))

    off(line, "stars", "jokes")

    wish = Request.objects.get()
    assert (wish.kind, wish.status, wish.channel, wish.made_by) == (
        "content_off",
        RequestStatus.DONE,
        Channel.PAGE,
        line.contract.owner,
    )
    assert wish.facts() == [
        ("Подписка", "«Гороскоп stars», короткий номер 5533"),
        ("Подписка", "«Гороскоп jokes», короткий номер 5544"),
    ]


def test_asked_again_it_writes_nothing(line):
    held = has(line, make_content("stars"))
    off(line, "stars")

    assert off(line, "stars", now=LATER + timedelta(hours=1)) == []

    held.refresh_from_db()
    assert held.ended_at == LATER
    assert Request.objects.count() == 1


def test_what_was_suspended_without_money_ends_too(line):
    held = has(line, make_content("stars"))
    Subscription.objects.update(status=Status.SUSPENDED, suspended_at=NOW, due_at=None)

    off(line, "stars")

    held.refresh_from_db()
    assert held.status == Status.ENDED


def test_a_manager_may_and_a_viewer_may_not(line):
    has(line, make_content("stars"))
    has(line, make_content("jokes"))

    with pytest.raises(NotFound):
        off(line, "stars", by=give_access(line, Role.VIEWER))
    assert not Subscription.objects.exclude(ended_at=None).exists()

    assert len(off(line, "stars", by=give_access(line, Role.MANAGER))) == 1
