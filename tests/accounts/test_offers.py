"""Offering access by a number, and taking what was offered (A9)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.accounts.access import Right, allowed, lines_for
from cabinet.accounts.models import Access, AccessOffer, Contract, Line, LineStatus, OfferEnd, Role, SecurityEvent, User
from cabinet.accounts.services import offers
from cabinet.accounts.services.offers import (
    AlreadyOffered,
    EndsInThePast,
    ForbiddenNow,
    OfferGone,
    OfferToOneself,
    Terms,
    TooManyOffers,
    decline_offer,
    end_offers_of_line,
    offer_access,
    offers_to,
    take_offer,
    withdraw_offer,
)
from cabinet.accounts.services.sharing import revoke
from cabinet.core.errors import NotFound
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage, SmsStatus
from tests.people import NOW, add_line, make_contract, make_owner

pytestmark = pytest.mark.django_db

MINE, MY_SECOND, THEIRS, NOBODYS = "79031234567", "79031234568", "79160000001", "79160000009"
LOOK = Terms(role=Role.VIEWER, sees_details=False, until=None)
MANAGE = Terms(role=Role.MANAGER, sees_details=True, until=NOW + timedelta(days=30))


@pytest.fixture
def owner(db: None) -> User:
    user, _line = make_owner(MINE, MY_SECOND)
    User.objects.filter(pk=user.pk).update(name="Мария Кузнецова")
    user.refresh_from_db()
    return user


@pytest.fixture
def friend(db: None) -> User:
    return make_owner(THEIRS)[0]


def offer(owner: User, msisdn: str = THEIRS, *, terms: Terms = LOOK, lines=None, now=NOW) -> AccessOffer:
    contract = Contract.objects.filter(owner=owner).order_by("pk")[0]
    chosen = [contract.primary_line] if lines is None else lines
    return offer_access(user=owner, contract=contract, lines=chosen, msisdn=msisdn, terms=terms, now=now)


def test_what_was_offered_holds_once_it_is_taken_and_not_before(owner, friend):
    line = Line.objects.get(msisdn=MINE)
    made = offer(owner, terms=MANAGE)
    assert not lines_for(friend, NOW).filter(pk=line.pk).exists()
    assert take_offer(user=friend, offer=made, now=NOW) == [line]
    access = Access.objects.get(user=friend)
    assert (access.role, access.sees_details, access.until, access.granted_by) == ("manager", True, MANAGE.until, owner)
    assert allowed(friend, line, Right.MANAGE, MANAGE.until - timedelta(seconds=1))
    assert not allowed(friend, line, Right.MANAGE, MANAGE.until)
    kinds = {(event.user, event.kind) for event in SecurityEvent.objects.filter(line=line)}
    assert {(owner, "access_taken"), (friend, "access_taken")} <= kinds


def test_the_whole_cabinet_is_the_lines_of_then_and_no_later_one(owner, friend):
    contract = Contract.objects.get(owner=owner)
    made = offer(owner, lines=list(contract.lines.all()))
    later = add_line(contract, "79031234599")
    take_offer(user=friend, offer=made, now=NOW)
    assert set(Access.objects.filter(user=friend).values_list("line__msisdn", flat=True)) == {MINE, MY_SECOND}
    assert later not in lines_for(friend, NOW)


def test_the_sms_says_who_and_leads_to_the_numbers(owner, friend):
    offer(owner)
    text = unseal(SmsMessage.objects.get(msisdn=THEIRS).body)
    assert "Мария К." in text
    assert "/numbers/" in text
    assert len(text) <= 2 * 67


def test_a_number_that_nobody_has_looks_the_same_and_gets_no_sms(owner, friend):
    costs = []
    for msisdn in (THEIRS, NOBODYS):
        with CaptureQueriesContext(connection) as queries:
            made = offer(owner, msisdn)
        assert (made.end, made.expires_at) == ("", NOW + offers.LASTS)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert SmsMessage.objects.get(msisdn=NOBODYS).status == SmsStatus.FAILED


@pytest.mark.parametrize("what", ["my number", "my other number", "my blocked number"])
def test_nobody_offers_access_to_themselves(owner, what):
    second = Line.objects.get(msisdn=MY_SECOND)
    if what == "my other number":
        Access.objects.create(user=owner, line=second, role="manager", by_code=True)
    if what == "my blocked number":
        Line.objects.filter(msisdn=MINE).update(status=LineStatus.BLOCKED)
    with pytest.raises(OfferToOneself):
        offer(owner, MY_SECOND if what == "my other number" else MINE)


def test_a_relative_with_a_number_of_the_contract_may_get_the_rest_of_it(owner):
    second = Line.objects.get(msisdn=MY_SECOND)
    mother = User.objects.create_user(name="Мама")
    Access.objects.create(user=mother, line=second, role="manager", by_code=True)
    made = offer(owner, MY_SECOND, lines=list(Line.objects.filter(contract__owner=owner)))
    take_offer(user=mother, offer=made, now=NOW)
    assert Access.objects.get(user=mother, line=second).by_code  # what her own code gave is more, and stays
    assert Access.objects.get(user=mother, line__msisdn=MINE).role == "viewer"


def test_only_the_owner_offers_and_only_lines_of_the_contract(owner, friend):
    contract, line = Contract.objects.get(owner=owner), Line.objects.get(msisdn=MINE)
    foreign = Line.objects.get(msisdn=THEIRS)
    with pytest.raises(NotFound):
        offer_access(user=friend, contract=contract, lines=[line], msisdn=NOBODYS, terms=LOOK, now=NOW)
    with pytest.raises(NotFound):
        offer(owner, NOBODYS, lines=[foreign])
    with pytest.raises(NotFound):
        offer(owner, NOBODYS, lines=[])


def test_one_offer_waits_for_a_number_at_a_time(owner, friend):
    made = offer(owner)
    with pytest.raises(AlreadyOffered):
        offer(owner)
    withdraw_offer(user=owner, offer=made, now=NOW)
    again = offer(owner)
    later = NOW + offers.LASTS
    assert offer(owner, now=later) != again  # the week is over
    again.refresh_from_db()
    assert again.end == OfferEnd.EXPIRED


def test_offers_are_few_at_once_few_a_day_and_few_to_one_number(owner, friend):
    for number in range(offers.OPEN_AT_ONCE):
        offer(owner, f"7916000010{number}")
    with pytest.raises(TooManyOffers):
        offer(owner)
    AccessOffer.objects.update(ended_at=NOW, end=OfferEnd.DECLINED)
    for number in range(offers.TO_A_NUMBER_A_DAY):
        other, _line = make_owner(f"7916000020{number}")
        offer(other)
    with pytest.raises(TooManyOffers):
        offer(owner)
    offer(owner, now=NOW + offers.DAY)
    for number in range(offers.A_DAY - 1):
        made = offer(owner, f"7916000030{number}", now=NOW + offers.DAY)
        withdraw_offer(user=owner, offer=made, now=NOW + offers.DAY)
    with pytest.raises(TooManyOffers):
        offer(owner, NOBODYS, now=NOW + offers.DAY)


def test_an_end_that_has_passed_and_a_contract_that_forbids_others_are_refused(owner):
    with pytest.raises(EndsInThePast):
        offer(owner, terms=Terms(role=Role.VIEWER, sees_details=True, until=NOW))
    Contract.objects.filter(owner=owner).update(others_forbidden=True)
    with pytest.raises(ForbiddenNow):
        offer(owner)


def over(made: AccessOffer, owner: User, friend: User, how: str) -> None:
    match how:
        case "withdrawn":
            withdraw_offer(user=owner, offer=made, now=NOW)
        case "declined":
            decline_offer(user=friend, offer=made, now=NOW)
        case "taken":
            take_offer(user=friend, offer=made, now=NOW)
        case "forbidden":
            Contract.objects.filter(owner=owner).update(others_forbidden=True)
        case "the contract is somebody else's now":
            Contract.objects.filter(owner=owner).update(owner=None)
        case "its lines are closed":
            Line.objects.filter(contract__owner=owner).update(status="closed", closed_at=NOW)
        case "the friend's number is blocked":
            Line.objects.filter(msisdn=THEIRS).update(status=LineStatus.BLOCKED)


@pytest.mark.parametrize(
    "how",
    [
        "withdrawn",
        "declined",
        "taken",
        "forbidden",
        "the contract is somebody else's now",
        "its lines are closed",
        "the friend's number is blocked",
        "expired",
    ],
)
def test_an_offer_that_is_over_gives_nothing(owner, friend, how):
    made = offer(owner)
    over(made, owner, friend, how)
    before = Access.objects.count()
    with pytest.raises(OfferGone):
        take_offer(user=friend, offer=made, now=made.expires_at if how == "expired" else NOW)
    assert Access.objects.count() == before


def test_the_next_holder_of_the_number_takes_nothing(owner, friend):
    made = offer(owner)
    line = Line.objects.get(msisdn=THEIRS)
    Line.objects.filter(pk=line.pk).update(status="closed", closed_at=NOW)
    newcomer = User.objects.create_user(name="Новый")
    make_contract(THEIRS, owner=newcomer, number="T-later")
    assert not offers_to(newcomer, NOW).exists()
    for person in (newcomer, friend):
        with pytest.raises(OfferGone):
            take_offer(user=person, offer=made, now=NOW)
    end_offers_of_line(line, NOW)  # as closing the line does
    made.refresh_from_db()
    assert made.end == OfferEnd.LINE_CLOSED


def test_a_whole_cabinet_is_taken_and_taken_back_by_as_many_queries_as_one_number(owner, friend):
    contract = Contract.objects.get(owner=owner)
    later = [add_line(contract, f"790312346{index:02}") for index in range(20)]

    def queries(what) -> int:
        with CaptureQueriesContext(connection) as captured:
            what()
        return len(captured)

    taken, closed = [], []
    for lines in ([contract.primary_line], later):
        made = offer(owner, lines=lines, now=NOW + timedelta(hours=len(taken)))
        taken.append(queries(lambda made=made: take_offer(user=friend, offer=made, now=NOW + timedelta(hours=2))))
        given = list(Access.objects.select_related("line", "user").filter(user=friend))
        assert len(given) == len(lines)
        closed.append(queries(lambda given=given: revoke(user=owner, accesses=given, now=NOW + timedelta(hours=2))))
    assert taken[0] == taken[1]
    assert closed[0] == closed[1]


def test_a_stranger_takes_and_declines_nothing(owner, friend):
    made = offer(owner)
    stranger, _line = make_owner("79990000000")
    for answer in (take_offer, decline_offer):
        with pytest.raises(OfferGone):
            answer(user=stranger, offer=made, now=NOW)
    assert offers_to(friend, NOW).get() == made


@pytest.mark.django_db(transaction=True)
def test_taken_in_two_tabs_at_once_it_is_taken_once(owner, friend):
    made = offer(owner)

    def take(_number: int) -> bool:
        try:
            take_offer(user=friend, offer=made, now=NOW)
        except OfferGone:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(take, range(4))) == 1
    assert Access.objects.filter(user=friend).count() == 1
    assert SecurityEvent.objects.filter(user=friend, kind="access_taken").count() == 1


NIGHT = NOW.replace(hour=20)  # 23:00 in Moscow
MORNING = NOW.replace(hour=5) + timedelta(days=1)


def test_an_offer_wakes_nobody_where_its_number_is(owner, friend, nights):
    offer(owner, now=NIGHT)
    offer(owner, NOBODYS, now=NIGHT)
    for sms in SmsMessage.objects.all():
        assert (sms.next_attempt_at, sms.not_after > MORNING) == (MORNING, True)


def test_the_night_is_that_of_who_is_told_not_of_who_offers(owner, friend, nights):
    Contract.objects.filter(owner=friend).update(time_zone="Asia/Kamchatka")
    offer(owner, now=NIGHT + timedelta(hours=1))
    assert SmsMessage.objects.get().next_attempt_at is None


@pytest.mark.parametrize("how", ["taken", "declined", "withdrawn"])
def test_an_offer_that_ended_in_the_night_is_not_told_of_in_the_morning(owner, friend, nights, how):
    made = offer(owner, now=NIGHT)
    over(made, owner, friend, how)
    sms = SmsMessage.objects.order_by("pk")[0]
    assert (sms.status, bytes(sms.body)) == (SmsStatus.EXPIRED, b"")
