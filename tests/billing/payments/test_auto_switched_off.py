"""An automatic payment that is switched off while its bank has not answered: what was taken must come."""

import pytest

from billing.models import AutoPayment, Payment, SandboxOrder, SavedMethod
from billing.payments.services.auto import run_due, set_up, switch_off
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.billing.money import rub
from tests.billing.payments.paying import HOUR, asked, balance, paid_with_card_kept
from tests.people import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def auto(line, settings) -> AutoPayment:
    """Its charge has reached the bank, whose answer was lost. Ten roubles are on the account."""
    paid_with_card_kept(line)
    SmsMessage.objects.all().delete()
    auto = set_up(
        user=line.contract.owner,
        line=line,
        card=SavedMethod.objects.get(),
        amount=rub(300),
        threshold=rub(100),
        now=NOW,
    )
    settings.SANDBOX_FAILS = "silent"
    assert run_due(NOW) == 1
    settings.SANDBOX_FAILS = ""
    return auto


def sms() -> list[str]:
    return [unseal(bytes(each.body)) for each in SmsMessage.objects.order_by("pk")]


def test_money_that_comes_anyway_is_credited_once_and_told_of(line, auto, clock):
    [coming] = Payment.objects.filter(auto=auto)
    assert (switch_off(auto=auto, now=NOW), switch_off(auto=auto, now=NOW)) == (coming, coming)
    later = clock.to(NOW + HOUR)
    assert (asked(coming, now=later).status, asked(coming, now=later).status) == ("succeeded", "succeeded")
    assert (balance(line), SandboxOrder.objects.filter(state="paid").count()) == (310, 2)
    assert sms() == ["903 123-45-67: автоплатёж на 300,00 руб."]
    auto.refresh_from_db()
    assert (auto.stopped_because, run_due(later)) == ("by_owner", 0)


def test_a_refusal_afterwards_changes_nothing_and_tells_nobody(line, auto, clock):
    [coming] = Payment.objects.filter(auto=auto)
    switch_off(auto=auto, now=NOW)
    SandboxOrder.objects.filter(key=str(coming.public_id)).update(state="refused", refusal="insufficient_funds")
    assert asked(coming, now=clock.to(NOW + HOUR)).status == "refused"
    auto.refresh_from_db()
    assert (auto.stopped_because, balance(line), sms()) == ("by_owner", 10, [])


def test_who_switches_it_off_is_told_what_may_still_come(line, auto):
    page = signed_in(line.contract.owner).post(f"/payments/auto/{auto.public_id}/off/", follow=True)
    said = page.content.decode().replace("\u00a0", " ")
    assert "Автоплатёж выключен. 300,00 ₽ уже запрошены в банке: если он их спишет, они придут на счёт." in said


def test_with_nothing_on_its_way_it_is_just_off(line, auto):
    asked(Payment.objects.get(auto=auto))
    page = signed_in(line.contract.owner).post(f"/payments/auto/{auto.public_id}/off/", follow=True)
    assert "Автоплатёж выключен." in page.content.decode()
    assert "запрошены в банке" not in page.content.decode()
