"""What a session that the network alone vouches for may do, and the switch that forbids them to a number (A5)."""

import pytest
from django.test import Client

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, Line, SecurityEvent
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import code_in_sms
from tests.mobile import NUMBER, SECOND, in_network, offer, press, proofs, who_is_in
from tests.people import NOW, add_line, give_access, make_owner, make_specialist, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mobile_network")]


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


# What such a session may do


def test_it_sees_the_balance_and_writes_to_the_chat(owner):
    browser = in_network()
    press(browser)
    line = owner.contracts.get().primary_line
    assert "₽" in browser.get("/").content.decode()
    answer = browser.post("/chat/", {"topic": "services", "line": line.public_id})
    assert browser.get(answer.url).status_code == 200


def test_what_it_may_not_do_leads_over_a_code_and_back_with_nothing_lost(owner):
    browser = in_network()
    press(browser)
    line = owner.contracts.get().primary_line
    page = browser.get(f"/settings/?line={line.public_id}").content.decode()
    assert "sms_language" not in page  # nothing is typed that would be lost
    assert f'href="/confirm/?next=%2Fsettings%2F%3Fline%3D{line.public_id}"' in page

    back = f"/settings/?line={line.public_id}#network"
    browser.post("/confirm/", {"next": back})
    answer = browser.post("/confirm/", {"next": back, "to": line.public_id, "code": code_in_sms()})
    assert answer.url == back
    assert sorted(proofs(browser)) == [Proof.CODE, Proof.NETWORK]
    assert "sms_language" in browser.get(back).content.decode()
    assert browser.session.get_expire_at_browser_close()


@pytest.mark.parametrize("address", ["/settings/", "/settings/network/"])
@pytest.mark.parametrize("proof", [Proof.NETWORK, Proof.SOCIAL])
def test_a_form_of_a_weak_session_changes_nothing_and_asks_for_a_code(owner, address, proof):
    line = owner.contracts.get().primary_line
    answer = signed_in(owner, proof=proof).post(address, {"line": line.public_id, "sms_language": "en", "on": "0"})
    assert answer.url.startswith("/confirm/?next=%2Fsettings%2F")
    line.refresh_from_db()
    assert (line.sms_language, line.network_sign_in) == ("ru", True)


# The switch


def switch(browser: Client, line: Line, on: str):
    return browser.post("/settings/network/", {"line": line.public_id, "on": on})


def test_the_switch_turns_it_off_and_on_says_so_by_sms_and_in_the_journal(owner):
    line = owner.contracts.get().primary_line
    browser = signed_in(owner)
    assert "Выключить вход без кода" in browser.get("/settings/").content.decode()
    assert switch(browser, line, "0").url == f"/settings/?line={line.public_id}#network"
    assert offer(in_network()) is None
    assert "Включить вход без кода" in browser.get("/settings/").content.decode()
    switch(browser, line, "1")
    assert offer(in_network()) == line
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", "user", "line"))
    assert kinds == [("network_sign_in_off", owner.pk, line.pk), ("network_sign_in_on", owner.pk, line.pk)]
    texts = [unseal(message.body) for message in SmsMessage.objects.order_by("pk")]
    assert ["выключен" in text for text in texts] == [True, False]
    assert all(len(text) <= 70 and "903 123-45-67" in text for text in texts)


def test_turning_it_off_ends_what_came_in_by_it_and_gave_no_code_since(owner):
    line, second = owner.contracts.get().primary_line, add_line(owner.contracts.get(), SECOND)
    Access.objects.create(user=owner, line=second, role="manager", by_code=True)
    strangers, of_second, confirmed = in_network(), in_network(SECOND), in_network()
    for browser in (strangers, of_second, confirmed):
        press(browser)
    confirmed.post("/confirm/", {"to": line.public_id})
    confirmed.post("/confirm/", {"to": line.public_id, "code": code_in_sms()})
    switch(signed_in(owner), line, "0")
    assert [who_is_in(browser) for browser in (strangers, of_second, confirmed)] == [None, owner, owner]


def test_pressed_twice_it_is_said_once(owner):
    line = owner.contracts.get().primary_line
    browser = signed_in(owner)
    for _time in range(2):
        switch(browser, line, "0")
    assert SecurityEvent.objects.count() == SmsMessage.objects.count() == 1


def test_each_number_has_a_switch_of_its_own(owner):
    second = add_line(owner.contracts.get(), SECOND)
    switch(signed_in(owner), second, "0")
    assert offer(in_network(SECOND)) is None
    assert offer(in_network(NUMBER)) is not None


def test_a_viewer_a_stranger_and_staff_cannot_switch(owner):
    line = owner.contracts.get().primary_line
    people = [give_access(line, "viewer"), make_owner(SECOND)[0], make_specialist()]
    assert [switch(signed_in(person), line, "0").status_code for person in people] == [404] * 3
    assert "Выключить вход" not in signed_in(people[0]).get("/settings/").content.decode()
    line.refresh_from_db()
    assert line.network_sign_in


def test_a_manager_turns_it_off_and_only_whose_door_it_is_turns_it_on_again(owner):
    line = add_line(owner.contracts.get(), SECOND)
    manager, mother = signed_in(give_access(line)), signed_in(give_access(line, by_code=True))
    assert switch(manager, line, "0").status_code == 302
    page = manager.get(f"/settings/?line={line.public_id}").content.decode()
    assert "Включить вход без кода" not in page
    assert "Включить его снова может только" in page
    assert switch(manager, line, "1").status_code == 404
    for whose in (mother, signed_in(owner)):
        switch(signed_in(owner), line, "0")
        assert "Включить вход без кода" in whose.get(f"/settings/?line={line.public_id}").content.decode()
        assert switch(whose, line, "1").status_code == 302
        line.refresh_from_db()
        assert line.network_sign_in


def test_a_line_without_a_sim_has_no_switch(owner):
    home = Line.objects.create(contract=owner.contracts.get(), number="4501020", kind="home", opened_at=NOW)
    browser = signed_in(owner)
    assert "Вход из мобильной сети" not in browser.get(f"/settings/?line={home.public_id}").content.decode()
    assert switch(browser, home, "0").status_code == 404
