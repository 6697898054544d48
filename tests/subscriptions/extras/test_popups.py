"""Refusing the SIM card's pop-ups switches them off in the network (T11)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cabinet.accounts.services.choices import choose_bulk
from cabinet.network.services.dispatch import dispatch
from cabinet.sms.models import BulkCategory
from subscriptions.models import Every
from tests.people import NOW, signed_in
from tests.subscriptions.extras.switching import answered, heard, live, on, ordered, person
from tests.subscriptions.made import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return person(money=0)


def choose(line, *, allowed, category=BulkCategory.SIM_POPUP):
    choose_bulk(line=line, user=line.contract.owner, categories={category: allowed}, now=NOW)


def test_off_and_on_again_are_told_once_each(line):
    for allowed in (False, False, True):
        choose(line, allowed=allowed)
        dispatch(NOW)

    assert heard() == [("switch_off", "sim-popups"), ("switch_on", "sim-popups")]


def test_other_categories_are_ours_to_hold_back(line):
    choose(line, allowed=False, category=BulkCategory.ADVERTISING)

    assert ordered() == []


def test_the_service_of_that_name_ends_with_them(line):
    service = make_service(price=0, every=Every.NEVER, network_code="sim-popups")
    answered(on(line, service))

    choose(line, allowed=False)
    dispatch(NOW)

    assert live(line) == []
    assert heard() == [("switch_on", "sim-popups"), ("switch_off", "sim-popups")]


def test_no_service_may_be_called_so():
    with pytest.raises(ValidationError) as refused:
        make_service(price=0, every=Every.NEVER, network_code="sim-popups").full_clean()
    assert set(refused.value.message_dict) == {"network_code"}


def test_from_the_page_of_notifications(line):
    browser = signed_in(line.contract.owner)

    browser.post(reverse("notifications"), {"line": str(line.public_id), "was": ["bulk:sim_popup"]})

    assert ordered() == [("switch_off", "queued")]
