"""Returns that a bank refused, or never answered about: finance sends them again or says how the money went back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from billing.models import PayerReturn, SandboxOrder, SandboxReturn
from billing.payments.services.refused_returns import FateUnknown, NotRefused, mark_returned, send_again
from billing.payments.services.returns import NotReturnable, return_to_payer, sweep
from cabinet.accounts.models import SecurityEvent, User
from cabinet.accounts.roles import FINANCE
from cabinet.core.errors import NotFound
from tests.billing.claims.staff import make_financier
from tests.billing.money import rub
from tests.billing.payments.paying import asked, pay, start
from tests.people import NOW, PASSWORD, make_admin, make_specialist, signed_in

pytestmark = pytest.mark.django_db

LISTED = "/admin/billing/payerreturn/"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def olga() -> User:
    return make_financier("olga")


@pytest.fixture
def payment(line):
    begun = start(line)
    pay(begun)
    return asked(begun)


@pytest.fixture
def refused(payment) -> PayerReturn:
    """300 of 300 roubles that the bank declined, as it would for a closed card."""
    promised = return_to_payer(payment=payment, amount=rub(300), key="claim:1", now=NOW)
    SandboxOrder.objects.update(returned=300)
    sweep(NOW)
    SandboxOrder.objects.update(returned=0)
    promised.refresh_from_db()
    assert promised.status == "refused"
    return promised


@pytest.fixture
def unanswered(payment) -> PayerReturn:
    promised = return_to_payer(payment=payment, amount=rub(300), key="claim:1", now=NOW)
    PayerReturn.objects.update(status="refused", refusal="unanswered", next_try_at=None, finished_at=NOW)
    promised.refresh_from_db()
    return promised


def state() -> tuple[str, str]:
    row = PayerReturn.objects.get()
    return row.status, row.refusal


def act(client: Client, action: str) -> str:
    rows = list(PayerReturn.objects.values_list("pk", flat=True))
    answer = client.post(LISTED, {"action": action, "_selected_action": rows}, follow=True)
    return answer.content.decode()


def test_what_a_bank_refused_is_sent_again_by_another_key_and_once(refused, olga):
    send_again(returned=refused, by=olga, now=LATER)
    with pytest.raises(NotRefused):
        send_again(returned=refused, by=olga, now=LATER)
    assert not SandboxReturn.objects.exists()  # the network is not spoken to here
    assert (sweep(LATER), sweep(LATER)) == (1, 0)
    assert SandboxReturn.objects.get().key == "claim:1:1"
    row = PayerReturn.objects.get()
    assert (row.status, row.settled_by, row.tries, row.finished_at) == ("done", olga, 1, LATER)


def test_the_same_claim_still_promises_nothing_twice(refused, payment, olga):
    send_again(returned=refused, by=olga, now=LATER)
    assert return_to_payer(payment=payment, amount=rub(300), key="claim:1", now=LATER).pk == refused.pk


def test_what_never_was_answered_for_is_sent_only_after_somebody_looked(unanswered, olga):
    with pytest.raises(FateUnknown):
        send_again(returned=unanswered, by=olga, now=LATER)
    assert (state(), SandboxReturn.objects.exists()) == (("refused", "unanswered"), False)
    send_again(returned=unanswered, by=olga, now=LATER, not_there=True)
    sweep(LATER)
    assert (state(), SandboxReturn.objects.get().amount) == (("done", ""), 300)


def test_a_silent_provider_is_waited_for_as_long_as_at_first(unanswered, olga, settings):
    later = NOW + timedelta(days=30)
    send_again(returned=unanswered, by=olga, now=later, not_there=True)
    settings.SANDBOX_FAILS = "silent"
    sweep(later), sweep(later + timedelta(seconds=10))
    assert (state(), PayerReturn.objects.get().tries) == (("promised", ""), 2)


def test_what_went_back_otherwise_is_sent_no_more_and_keeps_its_sum(refused, payment, olga):
    mark_returned(returned=refused, by=olga, now=LATER)
    assert (PayerReturn.objects.get().status, sweep(LATER)) == ("by_hand", 0)
    for deal in (send_again, mark_returned):
        with pytest.raises(NotRefused):
            deal(returned=refused, by=olga, now=LATER)
    with pytest.raises(NotReturnable):
        return_to_payer(payment=payment, amount=rub("0.01"), key="claim:2", now=LATER)


@pytest.mark.parametrize("deal", [send_again, mark_returned])
def test_never_more_than_was_paid(refused, payment, olga, deal):
    return_to_payer(payment=payment, amount=rub("0.01"), key="claim:2", now=NOW)
    with pytest.raises(NotReturnable):
        deal(returned=refused, by=olga, now=LATER)
    refused.refresh_from_db()
    assert refused.status == "refused"


@pytest.mark.parametrize("deal", [send_again, mark_returned])
def test_specialists_and_whoever_is_not_of_finance_settle_nothing(refused, deal):
    for somebody in (make_specialist(), User.objects.create_superuser("root", PASSWORD)):
        with pytest.raises(NotFound):
            deal(returned=refused, by=somebody, now=LATER)
    assert state() == ("refused", "more than is left")


class TestAdmin:
    def test_finance_sends_one_again_and_the_owner_reads_of_it(self, refused, olga, line):
        client = signed_in(olga)
        assert "Разобрано: 1." in act(client, "again")
        assert state() == ("promised", "")
        noted = SecurityEvent.objects.get(kind="staff_changed")
        assert (noted.line, noted.made_by, noted.details.facts["what"]) == (line, olga, "payerreturn")

    def test_what_cannot_be_done_is_said(self, unanswered, olga):
        client = signed_in(olga)
        assert "деньги могли уйти" in act(client, "again")
        assert state() == ("refused", "unanswered")
        assert not SecurityEvent.objects.filter(kind="staff_changed").exists()
        assert "Разобрано: 1." in act(client, "by_hand")
        assert "не ждёт решения" in act(client, "again_as_not_there")
        assert PayerReturn.objects.get().status == "by_hand"

    def test_a_superuser_without_that_role_only_looks(self, refused):
        root = make_admin()
        client = signed_in(root)
        assert "claim:1" in client.get(f"{LISTED}{refused.pk}/change/").content.decode()
        assert SecurityEvent.objects.get(kind="looked_at").made_by == root
        act(client, "by_hand")
        assert state() == ("refused", "more than is left")

    def test_they_are_found_by_the_number(self, refused, olga, line):
        client = signed_in(olga)
        for term, count in ((line.msisdn, 1), (line.contract.number, 1), ("79990000000", 0)):
            assert client.get(LISTED, {"q": term}).context["cl"].result_count == count

    def test_finance_finds_them_from_its_own_page_and_sees_nothing_else_here(self, refused, olga):
        client = signed_in(olga)
        page = client.get("/desk/claims/").content.decode()
        assert "Не дошло до плательщиков: 1." in page
        assert f'href="{LISTED}?status__exact=refused"' in page
        assert client.get(f"{LISTED}?status__exact=refused").status_code == 200
        assert client.get("/admin/billing/payment/").status_code == 403

    def test_specialists_are_not_led_there(self, refused):
        anna = make_specialist()
        assert "Не дошло до плательщиков" not in signed_in(anna).get("/desk/claims/").content.decode()
        assert signed_in(anna).get(LISTED).status_code == 403


def test_finance_may_see_them_from_the_first_migration_on(db):
    assert Group.objects.get(name=FINANCE).permissions.filter(codename="view_payerreturn").exists()
