"""One switch lets no paid content in, whoever asks; what is there ends only if that was ticked (T10)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cabinet.accounts.models import Role
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from cabinet.sms.models import SmsKind
from subscriptions.content.errors import BanIsOwners, ContentForbidden
from subscriptions.content.services.ban import forbid, let_in
from subscriptions.content.services.subscribe import ask, subscribe
from subscriptions.models import ContentBan, Subscription
from tests.billing.money import account_of, balance, rub
from tests.people import NOW, give_access, signed_in
from tests.subscriptions.content.agreeing import agree, code_for, person, texts_to
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db
PAGE = reverse("content-ban")


@pytest.fixture
def line():
    make_content("stars", price=30)
    return person()


def ban(line, *, end_too=False, by=None, now=NOW):
    return forbid(line=line, end_too=end_too, by=by or line.contract.owner, channel=Channel.PAGE, now=now)


def lift(line, by=None):
    return let_in(line=line, by=by or line.contract.owner, channel=Channel.PAGE, now=NOW)


def test_nothing_is_let_in(line):
    ban(line)

    with pytest.raises(ContentForbidden):
        ask(line=line, code="stars", by=line.contract.owner, now=NOW)

    assert texts_to(kind=SmsKind.CODE) == []


def test_a_code_that_was_on_its_way_is_worth_nothing(line):
    owner = line.contract.owner
    ask(line=line, code="stars", by=owner, now=NOW)
    ban(line)

    with pytest.raises(ContentForbidden):
        subscribe(line=line, code="stars", typed=code_for(line), by=owner, channel=Channel.PAGE, now=NOW)

    assert not Subscription.objects.exists()
    assert balance(account_of(line)) == rub(1000)


def test_what_is_there_stays_unless_it_was_ticked(line):
    has(line, make_content("jokes"))

    assert ban(line) == []
    assert Subscription.objects.filter(ended_at=None).count() == 1
    assert len(ban(line, end_too=True)) == 1
    assert not Subscription.objects.filter(ended_at=None).exists()


def test_switched_on_twice_it_is_one_ban_and_one_wish(line):
    ban(line)
    ban(line, now=NOW + timedelta(days=1))

    assert ContentBan.objects.get().since == NOW
    assert [each.kind for each in Request.objects.all()] == ["content_ban"]


def test_lifted_it_lets_in_again(line):
    ban(line)

    assert lift(line)
    assert not lift(line)

    agree(line, "stars")
    assert Subscription.objects.exists()
    kinds = Request.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["content_ban", "content_ban_off", "content_on"]


def test_what_the_owner_forbade_a_manager_cannot_allow(line):
    child = give_access(line, Role.MANAGER)
    ban(line)

    with pytest.raises(BanIsOwners):
        lift(line, by=child)

    assert ContentBan.objects.exists()


def test_a_managers_own_ban_is_theirs_to_lift(line):
    child = give_access(line, Role.MANAGER)
    ban(line, by=child)
    assert lift(line, by=child)


def test_a_viewer_switches_nothing(line):
    viewer = give_access(line, Role.VIEWER)
    with pytest.raises(NotFound):
        ban(line, by=viewer)
    ban(line)
    with pytest.raises(NotFound):
        lift(line, by=viewer)


def test_the_page_asks_about_what_is_there_ticked_and_tells_what_it_did(line):
    has(line, make_content("jokes", price=20))
    browser = signed_in(line.contract.owner)
    form = browser.get(PAGE, {"line": line.public_id}).content.decode()
    assert 'name="end_too" id="end-too" checked' in form
    assert "Гороскоп jokes" in form

    answer = browser.post(PAGE, {"line": line.public_id, "ban": "on", "end_too": "on"}, follow=True).content.decode()

    assert "Платные подписки запрещены." in answer
    assert "Отключено: «Гороскоп jokes»" in answer
    assert "Снять запрет" in answer
    offered = browser.get(reverse("subscriptions"), {"line": line.public_id}).content.decode()
    assert "Новые подписки запрещены" in offered
    assert "Гороскоп stars" not in offered
    refused = browser.get(reverse("subscription-on", args=["stars"]), {"line": line.public_id}).content.decode()
    assert "платные подписки запрещены" in refused
    assert "Получить код" not in refused


def test_a_manager_is_told_whose_ban_it_is(line):
    ban(line)
    browser = signed_in(give_access(line, Role.MANAGER))

    assert "Снять запрет" not in browser.get(PAGE, {"line": line.public_id}).content.decode()
    browser.post(PAGE, {"line": line.public_id, "ban": "off"})

    assert ContentBan.objects.exists()
