"""Below the owner's threshold nothing but the connection itself is paid for, if they ticked that (B10)."""

import pytest
from django.urls import reverse

from billing.limits.services import set_threshold
from billing.models import AccountKind
from subscriptions.charging.run import charge_due
from subscriptions.models import Status, Subscription
from tests.billing.money import pay, rub
from tests.billing.trust.lending import main_of, person
from tests.people import NOW, signed_in
from tests.subscriptions.made import has, make_content, make_service

pytestmark = pytest.mark.django_db
PAGE = reverse("payments-limit")


@pytest.fixture
def maria():
    return person(money=500)


def stop(line, below, *, stops=True) -> None:
    set_threshold(
        line=line,
        kind=AccountKind.MAIN,
        below=rub(below) if below else None,
        stops_extras=stops,
        by=line.contract.owner,
        now=NOW,
    )


def test_the_tick_is_kept_with_the_threshold_and_goes_with_it(maria):
    browser = signed_in(maria.contract.owner)
    form = {"line": maria.public_id, "kind": "main", "below": "100", "stops_extras": "on"}

    answer = browser.post(PAGE, form, follow=True).content.decode()

    assert (main_of(maria).notice_below, main_of(maria).stops_extras) == (rub(100), True)
    assert "За дополнения ниже этого порога платить не будем." in answer
    assert "не оплачиваем" in answer
    browser.post(PAGE, {"line": maria.public_id, "kind": "main", "off": "1", "below": "100", "stops_extras": "on"})
    assert (main_of(maria).notice_below, main_of(maria).stops_extras) == (None, False)


def test_without_the_tick_extras_are_paid_as_before(maria):
    browser = signed_in(maria.contract.owner)
    browser.post(PAGE, {"line": maria.public_id, "kind": "main", "below": "100"})
    assert not main_of(maria).stops_extras


def test_content_stops_below_it_and_what_is_no_extra_goes_on(maria):
    content = has(maria, make_content("stars", price=30))
    service = has(maria, make_service("voicemail", price=30, every="day"))
    stop(maria, 420)

    charge_due(now=content.due_at)

    statuses = {each.code: each.status for each in Subscription.objects.all()}
    assert statuses == {"stars": Status.SUSPENDED, "voicemail": Status.ACTIVE}
    assert main_of(maria).balance == rub(410)  # 500 − 30 − 30, and then the voicemail alone
    assert service.code == "voicemail"


def test_lowering_it_lets_what_waited_go_on(maria):
    content = has(maria, make_content("stars", price=30))
    stop(maria, 450)
    charge_due(now=content.due_at)
    assert Subscription.objects.get().status == Status.SUSPENDED

    stop(maria, 400)
    charge_due(now=content.due_at)

    assert Subscription.objects.get().status == Status.ACTIVE


def test_raising_it_frees_nothing(maria):
    content = has(maria, make_content("stars", price=30))
    stop(maria, 450)
    charge_due(now=content.due_at)

    stop(maria, 460)
    charge_due(now=content.due_at)

    assert Subscription.objects.get().status == Status.SUSPENDED
    pay(main_of(maria), 100, now=content.due_at)
    charge_due(now=content.due_at)
    assert Subscription.objects.get().status == Status.ACTIVE
