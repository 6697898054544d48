"""«За что?» of content names who sends it and leads to the button that ends it (B12, B13)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.explain.explanations import explanations
from billing.models import Entry
from cabinet.accounts.models import Role
from cabinet.core.channels import Channel
from cabinet.core.explaining import Asking
from subscriptions.charging.run import charge_due
from subscriptions.content.services.unsubscribe import unsubscribe
from tests.people import NOW, give_access, signed_in
from tests.subscriptions.content.agreeing import person
from tests.subscriptions.made import has, make_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return person()


def told(line, user=None):
    entry = Entry.objects.select_related("account__contract", "line").filter(kind="content").latest("pk")
    user = user or line.contract.owner
    asking = Asking(user=user, line=line, owns=user == line.contract.owner, now=NOW)
    return explanations([entry], asking)[entry.pk]


def test_it_names_the_sender_and_the_way_out(line):
    has(line, make_content("stars", price=30))

    said = told(line)

    assert said.rule == ("Платная подписка «Гороскоп stars» с короткого номера 5533. Её присылает партнёр оператора.")
    assert ("Кто присылает", "ООО «Звёзды»") in said.facts
    assert ("Как подключили", "личный кабинет") in said.facts
    (way,) = said.ways
    assert (way.label, way.url) == (
        "Отключить «Гороскоп stars»",
        f"/subscriptions/stars/off/?line={line.public_id}",
    )


def test_what_has_ended_says_when_and_has_no_button(line):
    has(line, make_content("stars"))
    unsubscribe(line=line, codes=["stars"], by=line.contract.owner, channel=Channel.PAGE, now=NOW)

    said = told(line)

    assert said.ways == []
    assert any(name == "Отключена" for name, _value in said.facts)


def test_who_may_only_look_is_given_no_button(line):
    has(line, make_content("stars"))
    assert told(line, give_access(line, Role.VIEWER)).ways == []
    assert len(told(line, give_access(line, Role.MANAGER)).ways) == 1


def test_a_regular_charge_has_the_button_that_ends_it(line):
    now = timezone.now()
    has(line, make_content("stars", price=30), now=now - timedelta(days=3))
    charge_due(now=now)
    browser = signed_in(line.contract.owner)

    page = browser.get(reverse("finance-regular"), {"line": line.public_id}).content.decode()

    off = f"{reverse('subscription-off', args=['stars'])}?line={line.public_id}"
    assert f'href="{off}"' in page
    assert "Отключить «Гороскоп stars»?" in browser.get(off).content.decode()
