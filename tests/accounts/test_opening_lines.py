"""A number is opened, again after somebody else had it, and by hand in the admin (A13)."""

from datetime import timedelta

import pytest

from cabinet.accounts.models import (
    AccessOffer,
    CodePurpose,
    Line,
    LoginCode,
    NumberLimit,
    OfferEnd,
    Role,
    SecurityEvent,
    User,
)
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.lines import NumberTaken, close_line, open_line
from cabinet.accounts.services.offers import Terms, offer_access, offers_to
from tests.people import NOW, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "79031234567", "79031234568"
LATER = NOW + timedelta(minutes=1)


def close(line, **more):
    return close_line(line=Line.objects.get(pk=line.pk), now=LATER, **more)


def test_the_same_digits_open_again_as_another_line_without_what_was_asked_in_between():
    _owner, line = make_owner(NUMBER)
    close(line)
    request_code(msisdn=NUMBER, purpose=CodePurpose.SIGN_IN, now=LATER)
    contract = make_contract(OTHER)
    again = open_line(contract=contract, number=NUMBER, msisdn=NUMBER, now=LATER)
    assert again.pk != line.pk
    assert not LoginCode.objects.filter(used_at=None).exists()
    assert not NumberLimit.objects.filter(msisdn=NUMBER).exists()  # and the new holder need not wait for a code
    assert SecurityEvent.objects.get(kind="line_opened").line == again


def test_a_number_that_somebody_has_is_not_opened():
    make_owner(NUMBER)
    with pytest.raises(NumberTaken):
        open_line(contract=make_contract(OTHER), number=NUMBER, msisdn=NUMBER, now=NOW)


def test_only_who_is_told_so_becomes_the_primary_number():
    contract = make_contract(OTHER)
    open_line(contract=contract, number=NUMBER, msisdn=NUMBER, now=NOW)
    contract.refresh_from_db()
    assert contract.primary_line.msisdn == OTHER
    line = open_line(contract=contract, number="79031234569", msisdn="79031234569", as_primary=True, now=NOW)
    contract.refresh_from_db()
    assert contract.primary_line == line


def test_what_was_offered_to_the_number_is_nobodys():
    owner, offered = make_owner(OTHER)
    _person, line = make_owner(NUMBER)
    offer_access(
        user=owner,
        contract=offered.contract,
        lines=[offered],
        msisdn=NUMBER,
        terms=Terms(role=Role.VIEWER, sees_details=True, until=None),
        now=NOW,
    )
    close(line)
    assert AccessOffer.objects.get().end == OfferEnd.LINE_CLOSED
    again = open_line(contract=make_contract("79031234569"), number=NUMBER, msisdn=NUMBER, as_primary=True, now=LATER)
    again.contract.owner = User.objects.create_user(name="Новый")
    again.contract.save()
    assert not offers_to(again.contract.owner, LATER).exists()


class TestInTheAdmin:
    @pytest.fixture
    def admin(self):
        from cabinet.accounts.services.second_factor import give_devices

        user = User.objects.create_superuser("admin", "x")
        give_devices(user=user)
        return signed_in(user)

    def test_a_number_is_opened_by_hand_with_the_name_of_who_did_it(self, admin):
        contract = make_contract(OTHER)
        page = admin.get("/admin/accounts/line/add/").content.decode()
        assert "Основной номер договора" in page
        form = {
            "contract": contract.pk,
            "number": NUMBER,
            "msisdn": NUMBER,
            "kind": "mobile",
            "label": "",
            "sms_language": "ru",
        }
        assert admin.post("/admin/accounts/line/add/", form).status_code == 302
        event = SecurityEvent.objects.get(kind="line_opened")
        assert (event.line.msisdn, event.made_by.login) == (NUMBER, "admin")

    def test_closing_is_asked_for_and_then_done_with_the_name_of_who_did_it(self, admin):
        _owner, line = make_owner(NUMBER)
        form = {"action": "close_numbers", "_selected_action": [line.pk]}
        asked = admin.post("/admin/accounts/line/", form).content.decode()
        line.refresh_from_db()
        assert line.closed_at is None
        assert "основной" in asked
        admin.post("/admin/accounts/line/", {**form, "confirmed": "1"})
        line.refresh_from_db()
        assert line.closed_at is not None
        assert SecurityEvent.objects.get(kind="line_closed").made_by.login == "admin"

    def test_a_specialist_closes_nothing(self):
        _owner, line = make_owner(NUMBER)
        signed_in(make_specialist()).post(
            "/admin/accounts/line/", {"action": "close_numbers", "_selected_action": [line.pk], "confirmed": "1"}
        )
        line.refresh_from_db()
        assert line.closed_at is None
