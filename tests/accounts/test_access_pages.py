"""«Доступ других людей» on pages: giving, answering, changing, taking back, forbidding (A9)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from cabinet.accounts.models import Access, AccessOffer, Contract, Line, OfferEnd, Role, User
from cabinet.core.errors import TooManyAttempts
from tests.people import NOW, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

MINE, SECOND, THEIRS = "79031234567", "79031234568", "79160000001"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner() -> User:
    user, line = make_owner(MINE, SECOND)
    Contract.objects.filter(pk=line.contract_id).update(time_zone="Asia/Vladivostok")
    return user


@pytest.fixture
def mine(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def friend() -> User:
    user, _line = make_owner(THEIRS)
    User.objects.filter(pk=user.pk).update(name="Пётр Иванов")
    return user


def line(msisdn: str = MINE) -> Line:
    return Line.objects.get(msisdn=msisdn)


def form(**other: object) -> dict[str, object]:
    first = str(line().public_id)
    return {"line": first, "lines": [first], "phone": THEIRS, "role": "viewer", **other}


def test_it_says_that_nobody_has_access_and_what_to_do(mine):
    text = mine.get("/settings/access/").content.decode()
    assert "Сейчас доступ есть только у вас" in text
    assert "/settings/access/offer/" in text


def test_who_is_not_the_owner_reads_who_decides():
    _owner, foreign = make_owner(MINE)
    page = signed_in(give_access(foreign)).get("/settings/access/")
    assert "Доступом управляет владелец договора" in page.content.decode()


def test_an_owner_who_looks_at_a_number_of_another_is_led_to_their_own(mine, owner, friend):
    Access.objects.create(user=owner, line=line(THEIRS), role=Role.MANAGER)
    text = mine.get(f"/settings/access/?line={line(THEIRS).public_id}").content.decode()
    assert f"/settings/access/?line={line().public_id}" in text.split("<main", 1)[1]


def test_an_offer_goes_out_is_seen_and_taken_by_the_other_person(mine, owner, friend):
    answer = mine.post("/settings/access/offer/", form(role="manager", sees_details="on", until="2026-12-31"))
    assert answer.url == f"/settings/access/?line={line().public_id}"
    offer = AccessOffer.objects.get()
    assert "+7 916 000-00-01" in mine.get("/settings/access/").content.decode()

    theirs = signed_in(friend)
    for address in ("/", "/numbers/"):
        text = theirs.get(address).content.decode()
        assert "Мария предлагает вам доступ" in text
        assert f"/numbers/offers/{offer.public_id}/" in text
    text = theirs.get(f"/numbers/offers/{offer.public_id}/").content.decode()
    for words in ("903 123-45-67", "управлять, с детализацией", "31 декабря", "включительно"):
        assert words in text.replace("\xa0", " ")
    assert theirs.post(f"/numbers/offers/{offer.public_id}/", {"answer": "take"}).status_code == 302

    access = Access.objects.get(user=friend)
    assert access.until == datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Vladivostok"))
    assert theirs.get(f"/finance/operations/?line={line().public_id}").status_code == 200
    assert "Пётр И." in mine.get("/settings/access/").content.decode()
    again = theirs.post(f"/numbers/offers/{offer.public_id}/", {"answer": "take"})
    assert again.status_code == 422
    assert "больше не действует" in again.content.decode()


def test_an_offer_is_declined(mine, friend):
    mine.post("/settings/access/offer/", form())
    offer = AccessOffer.objects.get()
    signed_in(friend).post(f"/numbers/offers/{offer.public_id}/", {"answer": "decline"})
    offer.refresh_from_db()
    assert offer.end == OfferEnd.DECLINED
    assert not Access.objects.exists()


def test_an_offer_is_withdrawn(mine, friend):
    mine.post("/settings/access/offer/", form())
    offer = AccessOffer.objects.get()
    assert mine.post(f"/settings/access/offers/{offer.public_id}/withdraw/").status_code == 302
    page = signed_in(friend).get(f"/numbers/offers/{offer.public_id}/")
    assert "больше не действует" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": MINE}, "phone"),
        ({"role": "owner"}, "role"),
        ({"lines": []}, "lines"),
        ({"lines": ["not-a-line"]}, "lines"),
        ({"until": "вчера"}, "until"),
        ({"until": "2026-11-23"}, "until"),
        ({"until": "2126-11-23"}, "until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(mine, wrong, field):
    answer = mine.post("/settings/access/offer/", form(**wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["phone"].value() == wrong.get("phone", THEIRS)
    assert not AccessOffer.objects.exists()


def test_the_last_day_is_within(mine, friend):
    today = NOW.astimezone(ZoneInfo("Asia/Vladivostok")).date()
    mine.post("/settings/access/offer/", form(until=str(today)))
    assert AccessOffer.objects.get().until > NOW


def test_a_line_of_somebody_else_is_not_offered(mine, friend):
    answer = mine.post("/settings/access/offer/", form(lines=[str(line(THEIRS).public_id)]))
    assert answer.status_code == 422
    assert not AccessOffer.objects.exists()


def test_a_device_that_offers_without_end_is_stopped(mine, monkeypatch):
    def stop(_request: object, what: str) -> None:
        raise TooManyAttempts(60)

    monkeypatch.setattr("cabinet.accounts.access_views.limit", stop)
    assert mine.post("/settings/access/offer/", form()).status_code == 429
    assert not AccessOffer.objects.exists()


def test_access_is_changed_and_the_form_shows_what_holds(mine, owner, friend):
    until = datetime(2026, 12, 2, tzinfo=ZoneInfo("Asia/Vladivostok"))
    access = Access.objects.create(user=friend, line=line(), role=Role.MANAGER, until=until, granted_by=owner)
    address = f"/settings/access/{access.public_id}/"
    page = mine.get(address)
    assert 'value="2026-12-01"' in page.content.decode()
    assert mine.post(address, {"role": "viewer", "until": ""}).status_code == 302
    access.refresh_from_db()
    assert (access.role, access.sees_details, access.until) == ("viewer", False, None)


def test_access_is_closed_for_one_number_or_for_all(mine, owner, friend):
    one, two = (
        Access.objects.create(user=friend, line=line(msisdn), role=Role.MANAGER, granted_by=owner)
        for msisdn in (MINE, SECOND)
    )
    theirs = signed_in(friend)
    assert theirs.get(f"/?line={line().public_id}").status_code == 200
    mine.post(f"/settings/access/{one.public_id}/revoke/", {"what": "one"})
    assert theirs.get(f"/?line={line().public_id}").status_code == 404
    assert theirs.get(f"/?line={line(SECOND).public_id}").status_code == 200
    mine.post(f"/settings/access/{two.public_id}/revoke/", {"what": "all"})
    assert theirs.get(f"/?line={line(SECOND).public_id}").status_code == 404
    assert theirs.get("/").status_code == 200  # their own number is theirs


def test_forbidding_names_who_loses_what_and_then_lets_nobody_in(mine, owner, friend):
    Access.objects.create(user=friend, line=line(), role=Role.MANAGER, granted_by=owner)
    address = f"/settings/access/forbid/?line={line().public_id}"
    assert "Пётр И." in mine.get(address).content.decode()
    mine.post("/settings/access/forbid/", {"line": str(line().public_id), "forbid": "yes"})
    theirs = signed_in(friend)
    assert theirs.get(f"/?line={line().public_id}").status_code == 404
    assert "сейчас не действует" in mine.get("/settings/access/").content.decode()
    mine.post("/settings/access/forbid/", {"line": str(line().public_id), "forbid": "no"})
    assert theirs.get(f"/?line={line().public_id}").status_code == 200


def test_a_code_of_another_line_says_that_the_owner_forbids_it(client, owner):
    from tests.accounts.test_codes import code_in_sms

    Contract.objects.filter(owner=owner).update(others_forbidden=True)
    client.post("/login/", {"phone": SECOND, "how": "code"})
    answer = client.post("/login/code/", {"code": code_in_sms()})
    assert answer.status_code == 422
    assert "запретил доступ другим" in answer.content.decode()


def test_an_expired_access_stays_in_the_list_and_says_so(mine, owner, friend):
    Access.objects.create(user=friend, line=line(), role=Role.VIEWER, until=NOW - timedelta(days=1), granted_by=owner)
    assert "срок вышел" in mine.get("/settings/access/").content.decode()


def test_who_has_access_is_shown_thirty_numbers_a_page(mine, owner):
    for _number in range(31):
        give_access(line(), granted_by=owner)
    first = mine.get("/settings/access/")
    assert sum(len(theirs) for theirs in first.context["people"]) == 30
    second = mine.get("/settings/access/", {"line": str(line().public_id), "page": "2"})
    assert "page=2" in first.content.decode()
    assert sum(len(theirs) for theirs in second.context["people"]) == 1


def test_the_list_costs_the_same_however_many_have_access(mine, owner, django_assert_num_queries):
    for count in (1, 12):
        for _number in range(count):
            give_access(line(), granted_by=owner)
        mine.get("/settings/access/")
        with django_assert_num_queries(7):  # and how many there are
            mine.get("/settings/access/")
