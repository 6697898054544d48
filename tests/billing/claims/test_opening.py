"""Asking for money back (B11)."""

from datetime import timedelta

import pytest

from billing.causes import Cause
from billing.claims.rules import NotClaimable
from billing.claims.services.opening import AlreadyClaimed, MoreThanLeft, TooManyClaims
from billing.kinds import EntryKind
from billing.models import Claim, ClaimReason, ClaimStatus, Entry
from billing.services.ledger import post
from cabinet.accounts.models import SecurityEvent, SecurityEventKind
from cabinet.accounts.services.lines import close_line
from cabinet.core.personal_data import erase_all
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.steps import cancel_request
from tests.billing.money import charge, pay, reverse, rub
from tests.people import NOW, give_access, make_owner

pytestmark = pytest.mark.django_db


def test_it_is_a_request_with_a_promised_day_and_moves_no_money(claim, fee, owner, account):
    request = claim.request
    assert (claim.status, claim.amount, claim.entry, claim.text) == (ClaimStatus.OPEN, rub(30), fee, "Не подключал")
    assert (request.kind, request.user, request.line, request.made_by) == ("claim", owner, None, owner)
    assert (request.status, request.due_at) == (RequestStatus.ACCEPTED, NOW + timedelta(days=30))
    assert not Entry.objects.filter(reverses=fee).exists()
    assert SecurityEvent.objects.filter(user=owner, kind=SecurityEventKind.REQUEST_MADE).count() == 1


def test_its_page_tells_what_was_asked(claim, fee):
    assert claim.request.facts() == [
        ("Операция", "Услуга «Гудок», сегодня, 12:00"),
        ("Сколько вернуть", "30,00\u00a0₽"),
        ("Почему", "я этого не делал"),
        ("Своими словами", "Не подключал"),
    ]


def test_asked_again_it_is_the_one_that_stands(claim, claim_of, fee):
    assert claim_of(fee, 5, text="ещё раз") == claim
    assert Request.objects.count() == 1


def test_while_one_stands_another_person_makes_none(claim, claim_of, fee, line):
    with pytest.raises(AlreadyClaimed):
        claim_of(fee, by=give_access(line))
    assert Claim.objects.count() == 1


def test_more_than_was_moved_or_is_left_is_not_asked_for(claim_of, fee, account):
    with pytest.raises(MoreThanLeft):
        claim_of(fee, "30.01")
    post(account=account, amount=rub(10), kind=EntryKind.REFUND, reference="r", now=NOW, reverses=fee)
    with pytest.raises(MoreThanLeft) as refused:
        claim_of(fee, "20.01")
    assert refused.value.left == rub(20)
    assert claim_of(fee, 20).amount == rub(20)


def test_what_came_back_whole_is_not_asked_for(claim_of, fee):
    reverse(fee, 30)
    with pytest.raises(MoreThanLeft, match="всё уже вернули"):
        claim_of(fee)


@pytest.mark.parametrize(
    "kind", [EntryKind.TRANSFER_OUT, EntryKind.MOVE_OUT, EntryKind.TRUST_REPAYMENT, EntryKind.CORRECTION]
)
def test_what_went_to_somebody_or_was_repaid_is_not_ours_to_give_back(claim_of, account, kind):
    with pytest.raises(NotClaimable):
        claim_of(charge(account, 30, kind=kind))


@pytest.mark.parametrize("reason", [ClaimReason.NOT_GIVEN, ClaimReason.NOT_MINE, ClaimReason.TWICE])
def test_a_payment_is_no_charge_that_one_disputes(claim_of, account, reason):
    with pytest.raises(NotClaimable):
        claim_of(pay(account, 5), reason=reason)


def test_a_charge_went_to_no_wrong_number(claim_of, fee):
    with pytest.raises(NotClaimable):
        claim_of(fee, reason=ClaimReason.WRONG_NUMBER)


def test_one_person_has_so_many_at_once(claim_of, account, settings):
    settings.CLAIMS_AT_ONCE = 2
    first = claim_of(charge(account, 1))
    claim_of(charge(account, 2))
    with pytest.raises(TooManyClaims):
        claim_of(charge(account, 3))
    cancel_request(first.request, by=first.request.user, now=NOW)
    assert claim_of(charge(account, 4)).status == ClaimStatus.OPEN


def test_taken_back_it_is_cancelled_and_may_be_asked_anew(claim, claim_of, fee, owner):
    cancel_request(claim.request, by=owner, now=NOW)
    claim.refresh_from_db()
    assert (claim.status, claim.decided_at, claim.decided_by) == (ClaimStatus.CANCELLED, NOW, None)
    assert claim_of(fee) != claim


def test_a_number_that_closes_takes_no_claim_along(claim, line):
    close_line(line=line.contract.lines.exclude(pk=line.pk).get(), now=NOW)
    close_line(line=line, now=NOW)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.OPEN


def test_the_words_go_with_the_cabinet_and_the_sum_stays(claim, owner):
    erase_all(owner, NOW)
    claim.refresh_from_db()
    assert (claim.text, claim.decision, claim.amount) == ("", "", rub(30))
    claim.request.refresh_from_db()
    assert claim.request.facts() == []


def test_another_persons_words_stay(claim):
    stranger, _line = make_owner("79160000001")
    erase_all(stranger, NOW)
    claim.refresh_from_db()
    assert claim.text == "Не подключал"


def test_the_name_in_the_request_is_that_of_the_entry(claim_of, account):
    entry = charge(account, 5, kind=EntryKind.FEE, cause=Cause(name="Выезд"))
    assert claim_of(entry).request.facts()[0][1].startswith("Выезд, ")
