"""The page that asks for a number of another operator (A10): what it takes, refuses, and to whom it is open."""

from datetime import timedelta

import pytest

from cabinet.accounts.assurance import Proof
from cabinet.requests.donors import make_donors
from cabinet.requests.models import DonorOperator, Request
from tests.people import give_access, make_owner, signed_in
from tests.requests.moving import DOCUMENT, FIRST, OWN

pytestmark = pytest.mark.django_db


# The page


def form(**fields: str) -> dict[str, str]:
    donor = DonorOperator.objects.get(code="mts")
    return {
        "phone": "8 (926) 111-22-33",
        "donor": str(donor.pk),
        "document": "45 10 № 123456",
        "on": FIRST.isoformat(),
        "consent": "on",
        **fields,
    }


def test_the_owner_asks_on_the_page_in_any_writing(owner, clock):
    browser = signed_in(owner)
    answer = browser.post("/numbers/port-in/", form(), follow=True)
    text = answer.content.decode()
    for said in ("926 111-22-33", "МТС", "•••• 3456", "Переход со своим номером"):
        assert said in text
    assert DOCUMENT not in text
    clock.shift(1)
    again = browser.post("/numbers/port-in/", form(), follow=True).content.decode()
    assert "у вас уже есть" in again


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"phone": "926"}, "Номер не распознан"),
        ({"phone": "8 495 123-45-67"}, "начинается с 9"),
        ({"phone": OWN}, "уже обслуживается у нас"),
        ({"donor": ""}, "Выберите оператора."),
        ({"donor": "99999"}, "Выберите оператора."),
        ({"document": "12"}, "Напишите серию и номер"),
        ({"on": (FIRST - timedelta(days=1)).isoformat()}, "8 дней"),
        ({"on": "завтра"}, "Напишите день"),
        ({"consent": ""}, "Без согласия"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(owner, clock, fields, says):
    answer = signed_in(owner).post("/numbers/port-in/", {k: v for k, v in form(**fields).items() if v})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert fields.get("phone", "8 (926) 111-22-33") in text
    assert not Request.objects.exists()


def test_a_number_of_ours_is_refused_even_if_it_was_opened_while_the_form_lay(owner, clock, monkeypatch):
    from cabinet.requests.port_in_forms import PortInForm

    monkeypatch.setattr(PortInForm, "clean_phone", lambda self: OWN)
    assert signed_in(owner).post("/numbers/port-in/", form()).status_code == 422


def test_an_operator_that_was_switched_off_is_not_offered(owner, clock):
    DonorOperator.objects.filter(code="mts").update(is_active=False)
    browser = signed_in(owner)
    assert "МТС" not in browser.get("/numbers/port-in/").content.decode()
    assert browser.post("/numbers/port-in/", form()).status_code == 422


def test_a_contract_is_asked_for_only_where_there_are_two_and_must_be_ones_own(owner, clock):
    browser = signed_in(owner)
    assert "На какой договор" not in browser.get("/numbers/port-in/").content.decode()
    _other, foreign = make_owner("79160000001")
    _second = make_owner("79160000002")[1].contract
    _second.owner = owner
    _second.save()
    assert "На какой договор" in browser.get("/numbers/port-in/").content.decode()
    assert browser.post("/numbers/port-in/", form(contract=str(foreign.contract_id))).status_code == 422
    assert browser.post("/numbers/port-in/", form(contract=str(_second.pk))).status_code == 302
    assert Request.objects.get().payload["contract"] == _second.number


def test_who_owns_no_contract_is_told_whom_to_ask(owner, clock):
    manager = signed_in(give_access(owner.contracts.get().primary_line))
    assert "только владелец договора" in manager.get("/numbers/port-in/").content.decode()
    assert manager.post("/numbers/port-in/", form()).status_code == 403
    assert not Request.objects.exists()


def test_a_weak_session_gives_a_code_first(owner, clock):
    line = owner.contracts.get().primary_line
    browser = signed_in(owner, proof=Proof.NETWORK, line=line)
    assert browser.post("/numbers/port-in/", form()).url.startswith("/confirm/")


def test_the_page_asks_the_database_little(owner, clock, django_assert_max_num_queries):
    browser = signed_in(owner)
    browser.get("/numbers/port-in/")
    with django_assert_max_num_queries(9):  # session, user, lines, brand, balance, and four for the form's choices
        browser.get("/numbers/port-in/")


def test_the_list_of_operators_is_made_once_and_kept_as_staff_changed_it():
    make_donors()
    DonorOperator.objects.filter(code="mts").update(name_ru="МТС Банк")
    make_donors()
    assert DonorOperator.objects.get(code="mts").name_ru == "МТС Банк"
