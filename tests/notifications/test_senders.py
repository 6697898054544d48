"""Every sender of what may be switched off asks the person's choice; what is about security asks nobody."""

from __future__ import annotations

import pytest

from cabinet.accounts.models import Access, NotificationChoice, Role, User
from cabinet.accounts.services import offers
from cabinet.accounts.services.own_login import choose_login
from cabinet.core.notifications import events
from cabinet.home.services.data_copy import make_copy, order_copy
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import move, open_request
from cabinet.sms.models import SmsMessage, SmsStatus
from tests.people import NOW, add_line, make_owner

pytestmark = pytest.mark.django_db


def switch_everything_off(user: User) -> None:
    for event in events():  # of security, too: a row that says so changes nothing
        NotificationChoice.objects.create(user=user, event=event.name, sms=False, email=False)


@pytest.fixture
def owner(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return make_owner("79031234567")[0]


@pytest.mark.parametrize(("off", "sent"), [(False, 1), (True, 0)])
def test_the_result_of_a_request(owner, off, sent):
    if off:
        switch_everything_off(owner)
    request = open_request(kind="unblock", now=NOW, user=owner, line=owner.contracts.get().primary_line, made_by=owner)
    move(request, to=RequestStatus.REFUSED, now=NOW)
    assert SmsMessage.objects.count() == sent


@pytest.mark.parametrize(("others_forbidden", "sent"), [(False, 2), (True, 1)])
def test_the_result_on_a_blocked_number_is_told_to_nobody_who_may_not_see_it(owner, others_forbidden, sent):
    contract = owner.contracts.get()
    line = add_line(contract, "79031234568", status="blocked", block_reason="voluntary", blocked_at=NOW)
    sister = make_owner("79161234567")[0]
    Access.objects.create(user=sister, line=line, role=Role.MANAGER, by_code=True)
    contract.others_forbidden = others_forbidden
    contract.save()
    line.refresh_from_db()
    request = open_request(kind="unblock", now=NOW, user=owner, line=line, made_by=owner)
    move(request, to=RequestStatus.REFUSED, now=NOW)
    assert SmsMessage.objects.count() == sent


@pytest.mark.parametrize(("off", "sent"), [(False, 1), (True, 0)])
def test_the_copy_of_ones_data(owner, off, sent):
    if off:
        switch_everything_off(owner)
    make_copy(order_copy(user=owner, language="ru", now=NOW), NOW)
    assert SmsMessage.objects.count() == sent


@pytest.mark.parametrize(("off", "status"), [(False, SmsStatus.QUEUED), (True, SmsStatus.FAILED)])
def test_an_offer_of_access_is_decided_by_whom_it_is_made_to(owner, off, status):
    friend, theirs = make_owner("79161234567")
    switch_everything_off(owner)
    if off:
        switch_everything_off(friend)
    contract = owner.contracts.get()
    offers.offer_access(
        user=owner,
        contract=contract,
        lines=[contract.primary_line],
        msisdn=theirs.msisdn,
        terms=offers.Terms(role="viewer", sees_details=True, until=None),
        now=NOW,
    )
    assert SmsMessage.objects.get().status == status


def test_security_comes_whatever_was_switched_off(owner):
    switch_everything_off(owner)
    choose_login(user=owner, login="maria.k", now=NOW)
    assert SmsMessage.objects.get().status == SmsStatus.QUEUED
