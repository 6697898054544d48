"""Deciding a claim: who may give back how much, and what then happens (B11)."""

from datetime import timedelta

import pytest

from billing.claims.services.deciding import (
    Decided,
    FourEyes,
    NotAlone,
    OwnClaim,
    forward,
    may_alone,
    refuse,
)
from billing.claims.services.opening import MoreThanLeft
from billing.kinds import EntryKind
from billing.models import Claim, ClaimStatus, Entry
from billing.services.audit import audit
from cabinet.accounts.models import SecurityEvent, SecurityEventDetails, SecurityEventKind
from cabinet.core.channels import Channel
from cabinet.core.errors import NotFound
from cabinet.requests.models import RequestStatus
from cabinet.requests.services.steps import cancel_request
from cabinet.sms.models import SmsMessage
from tests.billing.claims.staff import give
from tests.billing.money import account_of, balance, charge, pay, reverse, rub
from tests.people import NOW, make_owner

pytestmark = pytest.mark.django_db


class TestReturning:
    def test_a_charge_comes_back_to_its_account_and_names_the_request(self, claim, fee, anna, account):
        decided = give(claim, anna, words="Вернули, извините.")
        refund = Entry.objects.get(reverses=fee)
        assert (refund.kind, refund.amount, refund.account, refund.line) == (
            EntryKind.REFUND, rub(30), account, fee.line,
        )  # fmt: skip
        assert (refund.made_by, refund.channel) == (anna, Channel.STAFF)
        assert refund.cause["request"] == refund.cause["source_id"] == str(claim.request.public_id)
        assert refund.title == "Возврат, «Гудок»"
        assert (decided.status, decided.refund, decided.decided_by) == (ClaimStatus.RETURNED, refund, anna)
        assert balance(account) == rub(5000)
        assert list(audit()) == []

    def test_the_request_is_done_with_the_words_and_an_sms_goes(self, claim, anna):
        give(claim, anna, words="Вернули, извините.")
        claim.request.refresh_from_db()
        assert claim.request.status == RequestStatus.DONE
        assert claim.request.steps.order_by("pk").last().note_ru == "Вернули, извините."
        assert ("Вернули", "30,00\u00a0₽") in claim.request.facts()
        assert SmsMessage.objects.count() == 1

    def test_a_part_is_returned_and_the_rest_may_be_asked_for_again(self, claim, claim_of, fee, anna):
        give(claim, anna, 10)
        assert claim_of(fee, 20).amount == rub(20)

    def test_pressed_twice_it_is_returned_once(self, claim, anna, account):
        assert give(claim, anna) == give(claim, anna)
        assert balance(account) == rub(5000)
        assert SecurityEvent.objects.filter(kind=SecurityEventKind.STAFF_CHANGED).count() == 1

    def test_another_finds_it_decided(self, claim, anna, petr):
        give(claim, anna)
        for late in (
            lambda: give(claim, petr),
            lambda: refuse(claim=claim, by=petr, words="Нет", now=NOW),
            lambda: forward(claim=claim, by=petr, now=NOW),
        ):
            with pytest.raises(Decided):
                late()
        claim.refresh_from_db()
        assert claim.decided_by == anna

    def test_never_more_than_was_asked_or_is_left(self, claim_of, fee, anna):
        claim = claim_of(fee, 20)
        with pytest.raises(MoreThanLeft):
            give(claim, anna, "20.01")
        reverse(fee, 30)
        with pytest.raises(MoreThanLeft):
            give(claim, anna)
        assert Claim.objects.get().status == ClaimStatus.OPEN

    @pytest.mark.parametrize("amount", [0, -5])
    def test_nothing_or_less_is_no_return(self, claim, anna, amount):
        with pytest.raises(MoreThanLeft):
            give(claim, anna, amount)

    def test_what_was_taken_back_is_not_decided(self, claim, anna, owner):
        cancel_request(claim.request, by=owner, now=NOW)
        with pytest.raises(Decided):
            give(claim, anna)

    def test_both_names_are_in_the_journal_of_whose_money_it_is(self, claim, owner, anna, olga, settings):
        settings.CLAIM_ALONE_LIMIT = rub(29)
        forward(claim=claim, by=anna, now=NOW)
        give(claim, olga)
        written = SecurityEvent.objects.filter(kind=SecurityEventKind.STAFF_CHANGED, user=owner).order_by("pk")
        assert [event.made_by for event in written] == [anna, olga]
        assert {each.facts["what"] for each in SecurityEventDetails.objects.filter(event__in=written)} == {"claim"}


class TestRefusing:
    def test_it_says_why_and_moves_nothing(self, claim, anna, account):
        refuse(claim=claim, by=anna, words="Услугу включили с вашего телефона.", now=NOW)
        claim.refresh_from_db()
        claim.request.refresh_from_db()
        assert (claim.status, claim.refund, claim.decided_by) == (ClaimStatus.REFUSED, None, anna)
        assert claim.request.status == RequestStatus.REFUSED
        assert ("Ответ", "Услугу включили с вашего телефона.") in claim.request.facts()
        assert balance(account) == rub(4970)
        assert SmsMessage.objects.count() == 1


class TestWhoDecides:
    def test_nobody_but_staff_of_the_two_groups(self, claim, owner, anna):
        anna.groups.clear()
        for by in (owner, anna):
            for act in (
                lambda by=by: give(claim, by),
                lambda by=by: refuse(claim=claim, by=by, words="x", now=NOW),
                lambda by=by: forward(claim=claim, by=by, now=NOW),
            ):
                with pytest.raises(NotFound):
                    act()
        assert Claim.objects.get().status == ClaimStatus.OPEN

    def test_not_who_charged_it(self, claim_of, account, anna, petr):
        entry = charge(account, 5, made_by=anna, channel=Channel.STAFF)
        claim = claim_of(entry)
        with pytest.raises(OwnClaim):
            give(claim, anna)
        assert give(claim, petr).status == ClaimStatus.RETURNED

    def test_not_who_made_it_for_somebody(self, claim, anna):
        claim.request.made_by = anna
        claim.request.save()
        with pytest.raises(OwnClaim):
            give(claim, anna)


class TestAlone:
    @pytest.fixture(autouse=True)
    def limits(self, settings):
        settings.CLAIM_ALONE_LIMIT, settings.CLAIM_ALONE_DAILY = rub(100), rub(150)

    def test_so_much_by_one_claim_and_no_kopeck_more(self, claim_of, account, anna):
        assert give(claim_of(charge(account, 100)), anna).status == ClaimStatus.RETURNED
        dear = claim_of(charge(account, "100.01"))
        with pytest.raises(NotAlone):
            give(dear, anna)
        assert balance(account) == rub("4899.99")

    def test_of_a_dear_claim_a_small_part_may_be(self, claim_of, account, anna):
        assert give(claim_of(charge(account, 500)), anna, 100).status == ClaimStatus.RETURNED

    def test_so_much_a_day_to_one_contract_whoever_decides(self, claim_of, account, anna, petr):
        give(claim_of(charge(account, 100)), anna)
        second = claim_of(charge(account, 51))
        assert may_alone(second, NOW) == rub(50)
        with pytest.raises(NotAlone):
            give(second, petr)
        assert give(second, petr, 50).status == ClaimStatus.RETURNED

    def test_the_next_day_of_the_contract_begins_anew(self, claim_of, account, anna):
        give(claim_of(charge(account, 100)), anna, now=NOW)
        second = claim_of(charge(account, 100))
        midnight = NOW.replace(hour=21, minute=0)  # in Moscow
        with pytest.raises(NotAlone):
            give(second, anna, now=midnight - timedelta(seconds=1))
        assert give(second, anna, now=midnight).status == ClaimStatus.RETURNED

    def test_another_contract_has_its_own(self, claim_of, account, anna):
        give(claim_of(charge(account, 100)), anna)
        other, line = make_owner("79160000001")
        elsewhere = account_of(line)
        pay(elsewhere, 100)
        assert give(claim_of(charge(elsewhere, 100), by=other), anna).status == ClaimStatus.RETURNED

    def test_what_two_decided_does_not_count(self, claim_of, account, anna, olga):
        dear = claim_of(charge(account, 500))
        forward(claim=dear, by=anna, now=NOW)
        give(dear, olga)
        assert may_alone(claim_of(charge(account, 1)), NOW) == rub(100)


class TestFourEyes:
    @pytest.fixture
    def forwarded(self, claim_of, account, anna):
        return forward(claim=claim_of(charge(account, 3000)), by=anna, now=NOW)

    def test_it_waits_for_finance_and_the_person_reads_so(self, forwarded, anna):
        forwarded.request.refresh_from_db()
        assert (forwarded.status, forwarded.forwarded_by) == (ClaimStatus.FINANCE, anna)
        assert forwarded.request.status == RequestStatus.WORKING
        assert forwarded.request.steps.order_by("pk").last().note_ru == "Решает финансовый отдел."

    def test_finance_gives_back_what_no_one_may_alone(self, forwarded, olga, account):
        assert give(forwarded, olga).status == ClaimStatus.RETURNED
        assert balance(account) == rub(5000)

    def test_no_specialist_decides_it_any_more(self, forwarded, anna, petr):
        for by in (anna, petr):
            with pytest.raises(FourEyes):
                give(forwarded, by)
            with pytest.raises(FourEyes):
                refuse(claim=forwarded, by=by, words="Нет", now=NOW)

    def test_who_forwarded_it_does_not_decide_it_even_of_finance(self, claim_of, account, olga):
        claim = claim_of(charge(account, 3000))
        with pytest.raises(NotAlone):
            give(claim, olga)
        forward(claim=claim, by=olga, now=NOW)
        with pytest.raises(FourEyes):
            give(claim, olga)

    def test_forwarded_twice_it_is_forwarded_once(self, forwarded, anna):
        forward(claim=forwarded, by=anna, now=NOW)
        assert forwarded.request.steps.filter(status=RequestStatus.WORKING).count() == 1

    def test_it_can_still_be_taken_back(self, forwarded, owner, olga):
        cancel_request(forwarded.request, by=owner, now=NOW)
        with pytest.raises(Decided):
            give(forwarded, olga)
