"""Closing the cabinet: two weeks to think, then nothing of the person is left but what the law keeps (A15)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from cabinet.accounts.models import (
    Access,
    CodePurpose,
    Contract,
    KnownDevice,
    Role,
    SecurityEvent,
    Session,
)
from cabinet.accounts.services.codes import request_code
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.sign_in import sign_in_by_code
from cabinet.core import personal_data
from cabinet.core.net import Origin
from cabinet.home.services import closing
from cabinet.home.services.closing import change_ones_mind, order_closing
from cabinet.requests.kinds import RequestKind
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.advance import sweep
from cabinet.requests.services.steps import CannotCancel, open_request
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from cabinet.sms.services.dispatch import dispatch
from chat.models import Topic
from chat.services.open_conversation import open_conversation
from chat.services.reply import note, reply
from chat.services.say import say
from tests.accounts.test_lines import code_sent
from tests.people import NOW, PASSWORD, add_line, give_access, make_owner, make_specialist, signed_in
from tests.privacy.test_data_copy import files, pay  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

NUMBER, OTHER, FRIEND = "79031234567", "79031234568", "79055554433"
IP, BROWSER = "203.0.113.77", "Обозреватель Незабвенный"
NAME, LOGIN, EMAIL = "Евлампия Незабудкина", "evlampia.z", "evlampia@example.org"
DUE = NOW + closing.TO_THINK
KINDS_OF_TEXT = ("character varying", "text", "jsonb", "inet", "uuid", "bytea")


@pytest.fixture
def person():
    """Somebody who has left a trace in every table."""
    owner, line = make_owner(NUMBER, OTHER)
    owner.name, owner.login, owner.email = NAME, LOGIN, EMAIL
    owner.set_password(PASSWORD)
    owner.save()
    line.label = "подпись-незабудка"
    line.save()
    friend, friends_line = make_owner(FRIEND)
    Access.objects.create(user=owner, line=friends_line, role=Role.MANAGER, granted_by=friend, name="имя-незабудка")
    give_access(line)
    origin = Origin(IP, BROWSER)
    record("signed_in", now=NOW, user=owner, line=line, origin=origin, device="незабудка")
    record("access_taken", now=NOW, user=owner, line=friends_line, origin=origin)
    record("access_taken", now=NOW, user=friend, line=friends_line, made_by=owner, name=owner.short_name)
    record("access_offered", now=NOW, user=friend, line=friends_line, number=NUMBER)
    device = KnownDevice.objects.create(user=owner, key_hash="x", first_seen_at=NOW, last_seen_at=NOW)
    signed_in(owner, line=line)
    Session.objects.filter(user=owner).update(ip=IP, user_agent=BROWSER, device=device)
    request_code(msisdn=NUMBER, purpose=CodePurpose.CONFIRM, now=NOW)
    dispatch(NOW)
    conversation = open_conversation(line=line, topic=Topic.objects.all()[0], author=owner, now=NOW)
    anna = make_specialist()
    say(conversation=conversation, author=owner, client_id=uuid4(), text="вопрос-незабудка", now=NOW)
    note(conversation=conversation, specialist=anna, client_id=uuid4(), text="заметка-незабудка", now=NOW)
    reply(conversation=conversation, specialist=anna, client_id=uuid4(), text="ответ-незабудка", now=NOW)
    open_request(
        kind="some", now=NOW, user=owner, line=line, payload={"name": "незабудка"}, note="шаг-незабудка", origin=origin
    )
    Request.objects.filter(kind="some").update(status=RequestStatus.DONE, ended_at=NOW)
    pay(line, 100, name="Касса", made_by=owner)
    return owner


def close(user):
    order_closing(user=user, now=NOW, origin=Origin(IP, BROWSER))
    sweep(DUE - closing.REMINDED)
    sweep(DUE)
    user.refresh_from_db()


def found_in_the_database(words):
    """Every table and column, of every kind of text, in which one of `words` stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND (data_type = ANY(%s) OR data_type = 'ARRAY')",
            [list(KINDS_OF_TEXT)],
        )
        columns = cursor.fetchall()
        found = set()
        for table, column in columns:
            for word in words:
                cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE %s)', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add((table, column))
    return found


def kept_tables():
    labels = {label for entry in personal_data.entries() if entry.kept_because for label in entry.models}
    return {apps.get_model(label)._meta.db_table for label in labels} | {"accounts_line"}  # numbers work on


def test_nothing_of_the_person_is_left_but_what_is_kept_for_a_reason(person):
    words = [NAME, "незабуд", "Незабуд", LOGIN, EMAIL, IP, BROWSER, NUMBER]
    before = {table for table, _column in found_in_the_database(words)}
    assert before >= {"accounts_user", "chat_message", "accounts_securityeventdetails", "requests_request"}
    close(person)
    last = SmsMessage.objects.get(dedup_key__startswith="closed:")  # the one that says so
    assert "Кабинет закрыт" in unseal(bytes(last.body))
    SmsMessage.objects.filter(status="queued").delete()
    left = {(table, column) for table, column in found_in_the_database(words) if table not in kept_tables()}
    assert left == set()


def test_who_signs_in_next_on_the_same_contract_is_somebody_new_with_the_same_ledger(person):
    close(person)
    contract = Contract.objects.get(primary_line__msisdn=NUMBER)
    assert (contract.owner, person.is_active, person.has_usable_password()) == (None, False, False)
    assert contract.accounts.get().balance == 100
    assert contract.accounts.get().entries.get().made_by == person  # a row that tells nobody
    request_code(msisdn=NUMBER, purpose=CodePurpose.SIGN_IN, now=DUE)
    user, _line = sign_in_by_code(msisdn=NUMBER, typed=code_sent(), now=DUE)
    assert user != person
    page = signed_in(user).get("/chat/").content.decode()
    assert "незабудка" not in page


def test_sessions_and_accesses_end_and_lines_proved_by_others_stay():
    owner, line = make_owner(NUMBER, OTHER)
    given = give_access(line)
    son = give_access(add_line(line.contract, "79031234569"), by_code=True)
    browser = signed_in(owner)
    close(owner)
    assert browser.get("/settings/").status_code == 302
    assert not Access.objects.filter(user=given).exists()
    assert Access.objects.filter(user=son).exists()
    assert SecurityEvent.objects.get(kind="cabinet_closed").user == owner


def test_two_weeks_to_think_with_an_sms_at_once_and_the_day_before():
    owner, _line = make_owner(NUMBER)
    request = order_closing(user=owner, now=NOW)
    assert order_closing(user=owner, now=NOW + timedelta(days=3)) == request
    assert request.due_at == owner.closes_at == DUE
    assert SmsMessage.objects.count() == 1
    assert sweep(DUE - closing.REMINDED - timedelta(seconds=1)) == 0
    sweep(DUE - closing.REMINDED)
    assert "Завтра" in unseal(bytes(SmsMessage.objects.order_by("-pk")[0].body))
    assert sweep(DUE - timedelta(seconds=1)) == 0
    owner.refresh_from_db()
    assert owner.is_active


def test_who_thinks_again_keeps_everything(person):
    order_closing(user=person, now=NOW)
    change_ones_mind(user=person, now=NOW)
    change_ones_mind(user=person, now=NOW)  # twice is as once
    sweep(DUE)
    person.refresh_from_db()
    assert (person.name, person.closes_at, person.is_active) == (NAME, None, True)
    assert Request.objects.get(kind="close_cabinet").status == RequestStatus.CANCELLED
    assert order_closing(user=person, now=NOW).status == RequestStatus.ACCEPTED  # and may ask once more


def test_a_crash_in_the_middle_leaves_everything_and_the_sweep_comes_again(person, monkeypatch):
    order_closing(user=person, now=NOW)
    sweep(DUE - closing.REMINDED)
    monkeypatch.setitem(
        personal_data._entries,
        "profile",
        personal_data.PersonalData(name="profile", models=(), export=lambda *_: [], erase=lambda *_: 1 / 0),
    )
    sweep(DUE)
    person.refresh_from_db()
    assert (person.name, person.contracts.count()) == (NAME, 1)
    monkeypatch.undo()
    sweep(DUE + timedelta(minutes=2))
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("", False)


def test_each_erasure_may_run_twice(person):
    personal_data.erase_all(person, NOW)
    personal_data.erase_all(person, NOW)


def test_what_cannot_be_taken_back_is_waited_for(monkeypatch, person):
    def refuse(request, now):
        raise CannotCancel

    kinds = {"stubborn": RequestKind(name="stubborn", title="x", cancel=refuse)}
    from cabinet.requests import kinds as registry

    monkeypatch.setattr(registry, "_kinds", registry._kinds | kinds)
    Request.objects.filter(kind="some").update(kind="stubborn", status=RequestStatus.WORKING, ended_at=None)
    close(person)
    assert person.is_active
    Request.objects.filter(kind="stubborn").update(status="done", ended_at=DUE)
    sweep(DUE + closing.AGAIN)
    person.refresh_from_db()
    assert not person.is_active


class TestPages:
    def test_closing_needs_a_fresh_code_and_a_tick(self):
        owner, _line = make_owner(NUMBER)
        browser = signed_in(owner)
        page = browser.get("/settings/data/close/").content.decode()
        assert "Номера и договор работают дальше" in page
        assert browser.post("/settings/data/close/").status_code == 422
        assert not Request.objects.exists()
        assert browser.post("/settings/data/close/", {"sure": "yes"}).url == "/settings/data/close/"
        assert Request.objects.get().kind == "close_cabinet"

    def test_every_page_says_so_and_offers_to_keep_it_and_signing_in_is_as_ever(self):
        owner, _line = make_owner(NUMBER)
        order_closing(user=owner, now=NOW)
        browser = signed_in(owner)
        for address in ("/", "/numbers/", "/finance/operations/", "/settings/data/close/"):
            assert "Оставить кабинет" in browser.get(address).content.decode(), address
        assert browser.post("/settings/data/keep/").url == "/settings/data/"
        assert "Оставить кабинет" not in browser.get("/").content.decode()
