"""«За что?» of a service names it and leads to the page that switches it off; so does a regular charge (B12, B13)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing.explain.regular import named, regular_charges
from billing.explain.selectors import explained
from billing.models import AccountKind, Entry
from billing.selectors import View
from cabinet.accounts.models import Role
from subscriptions.charging.run import charge_due
from subscriptions.models import Every
from tests.people import NOW, give_access
from tests.subscriptions.extras.switching import off, on, person
from tests.subscriptions.made import has, make_content, make_service

pytestmark = pytest.mark.django_db

DAYS = 3


@pytest.fixture
def line():
    return person(money=1000)


@pytest.fixture
def service():
    return make_service("spam", price=5, every=Every.DAY)


def after(days=DAYS):
    return NOW + timedelta(days=days)


def why(line, by=None, entry=None):
    entry = entry or Entry.objects.filter(kind="service").latest("pk")
    return explained(user=by or line.contract.owner, public_id=entry.public_id, now=after())


def regular(line, by=None):
    by = by or line.contract.owner
    view = View(line.contract_id, AccountKind.MAIN, None if by == line.contract.owner else line)
    return named(regular_charges(view=view, now=after()), user=by, owns=by == line.contract.owner, now=after())


def test_it_says_what_for_since_when_and_leads_to_switching_it_off(line, service):
    on(line, service)

    said = why(line)

    assert said.rule == "Плата за день услуги «Услуга spam»: она подключена на номере."
    assert ("Подключена", "24\u00a0ноября 2026, личный кабинет") in said.facts
    way = said.ways[0]
    assert (way.label, way.url) == (
        "Отключить «Услуга spam»",
        f"{reverse('service-off', args=['spam'])}?line={line.public_id}",
    )
    assert said.request is not None


def test_what_comes_again_and_again_is_switched_off_from_there(line, service):
    on(line, service)
    has(line, make_content("stars", price=30))
    charge_due(now=after())

    charges = {each.entry.kind: each for each in regular(line)}

    assert {kind: [way.url.split("?")[0] for way in each.ways] for kind, each in charges.items()} == {
        "service": ["/services/spam/off/"],
        "content": ["/subscriptions/stars/off/"],
    }
    assert all(each.goes_on for each in charges.values())


def test_once_it_is_switched_off_it_goes_on_no_more(line, service):
    on(line, service)
    charge_due(now=after())
    off(line, service, now=after())

    (charge,) = regular(line)

    assert not charge.goes_on
    said = why(line)
    assert ("Отключится", "28\u00a0ноября 2026") in said.facts
    assert said.ways[0].label == "Оставить «Услуга spam»"
    charge_due(now=after(DAYS + 1))
    said = why(line)
    assert ("Отключена", "28\u00a0ноября 2026") in said.facts
    assert said.ways == []


def test_who_may_not_manage_the_number_is_led_nowhere(line, service):
    on(line, service)
    viewer = give_access(line, Role.VIEWER, sees_details=True)

    said = why(line, by=viewer)

    assert "услуги «Услуга spam»" in str(said.rule)
    assert said.ways == []


def test_many_charges_are_explained_by_as_many_questions_as_few(line, service, django_assert_max_num_queries):
    for number in range(6):
        has(line, make_service(f"more-{number}", price=1, every=Every.DAY))
    on(line, service)
    charge_due(now=after())

    with django_assert_max_num_queries(4):
        assert len(regular(line)) == 7
