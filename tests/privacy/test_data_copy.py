"""«Скачать мои данные»: what is in the archive, who fetches it, and how long (A15)."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import AccountKind
from billing.services.ledger import post
from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Line, SecurityEvent
from cabinet.accounts.models import SecurityEventKind as Kind
from cabinet.accounts.services.journal import record
from cabinet.core import phones
from cabinet.core.errors import NotFound
from cabinet.core.personal_data import entries
from cabinet.home.models import DataCopy
from cabinet.home.services import data_copy
from cabinet.home.services.data_copy import fetch_copy, forget_copies, make_copy, order_copy
from cabinet.requests.models import Request, RequestStatus
from cabinet.requests.services.advance import sweep
from cabinet.sms.cipher import unseal
from cabinet.sms.models import SmsMessage
from chat.models import Topic
from chat.services.open_conversation import open_conversation
from chat.services.reply import note, reply
from chat.services.say import say
from tests.people import NOW, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

NUMBER, OTHER, THIRD = "79031234567", "79031234568", "79031234569"


@pytest.fixture(autouse=True)
def files(tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    with override_settings(STORAGES=settings.STORAGES | {"default": storage}):
        yield tmp_path


def pay(line, amount, name="Кассир", **more):
    account, _made = line.contract.accounts.get_or_create(kind=AccountKind.MAIN)
    kind = EntryKind.PAYMENT if amount > 0 else EntryKind.USAGE
    post(
        account=account,
        amount=Decimal(amount),
        kind=kind,
        reference=str(uuid4()),
        line=line,
        now=NOW,
        cause=Cause(name=name),
        **more,
    )


def ordered(user, language="ru"):
    return order_copy(user=user, language=language, now=NOW)


def archive(user, language="ru"):
    request = ordered(user, language)
    make_copy(request, NOW)
    with default_storage.open(DataCopy.objects.get(user=user).file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def rows(found, name):
    return json.loads(found.read(f"{name}.json"))


def everything(found):
    return "".join(found.read(name).decode() for name in found.namelist())


def test_every_kind_of_data_is_there_twice_and_the_readme_explains_it():
    owner, line = make_owner(NUMBER)
    pay(line, 100)
    found = archive(owner)
    names = {entry.name for entry in entries()}
    assert set(found.namelist()) == {"README.txt"} | {f"{name}.{kind}" for name in names for kind in ("csv", "json")}
    readme = found.read("README.txt").decode()
    for entry in entries():
        assert f"{entry.name}: {entry.about}" in readme
        table = list(csv.reader(io.StringIO(found.read(f"{entry.name}.csv").decode("utf-8-sig")), delimiter=";"))
        assert table[0] == [str(words) for words in entry.fields.values()]
        assert len(table) - 1 == len(rows(found, entry.name))
        assert all(list(row) == list(entry.fields) for row in rows(found, entry.name))


def test_the_archive_speaks_the_language_of_who_asked():
    owner, line = make_owner(NUMBER)
    pay(line, -1, name="=1+1")
    found = archive(owner, "en")
    assert "Your data" in found.read("README.txt").decode()
    assert found.read("operations.csv").decode("utf-8-sig").startswith("Contract number,")


def test_the_journal_of_the_archive_is_in_words_with_other_peoples_numbers_shortened():
    owner, line = make_owner(NUMBER)
    record(Kind.SIGNED_IN, now=NOW, user=owner, line=line, proof="code", new_device="yes")
    record(Kind.ACCESS_OFFERED, now=NOW, user=owner, line=line, number="79160001122")
    told = [row["details"] for row in rows(archive(owner), "journal")]
    assert told[0] == "по коду из SMS; новое устройство"
    assert told[1] == phones.masked("79160001122")


def test_sums_of_the_archive_are_those_of_the_account():
    owner, line = make_owner(NUMBER, OTHER)
    for amount in (300, -20, -30):
        pay(line, amount)
    pay(Line.objects.get(msisdn=OTHER), -50)
    found = rows(archive(owner), "operations")
    account = line.contract.accounts.get()
    assert sum(Decimal(row["amount"]) for row in found) == account.balance == Decimal(200)
    assert Decimal(found[-1]["balance_after"]) == account.balance
    assert len(found) == 4


def test_who_came_by_the_code_of_a_line_gets_that_line_alone():
    _owner, line = make_owner(NUMBER, OTHER)
    son_line = Line.objects.get(msisdn=OTHER)
    son = give_access(son_line, by_code=True)
    pay(line, 300)
    pay(son_line, -50)
    found = archive(son)
    assert [(row["amount"], row["balance_after"], row["number"]) for row in rows(found, "operations")] == [
        ("-50.00", None, OTHER)
    ]
    assert rows(found, "contracts") == []
    assert NUMBER not in everything(found)


def test_nothing_of_other_people_is_in_it():
    owner, line = make_owner(NUMBER)
    owner.name = "Мария Кузнецова"
    owner.save()
    neighbour, theirs = make_owner(OTHER)
    neighbour.name = "Клавдия Тайная"
    neighbour.save()
    helper = give_access(line)
    helper.name = "Геннадий Помощников"
    helper.save()
    anna = make_specialist()
    anna.name = "Анна Сергеевна"
    anna.save()
    topic = Topic.objects.all()[0]
    mine = open_conversation(line=line, topic=topic, author=owner, now=NOW)
    say(conversation=mine, author=owner, client_id=uuid4(), text="мой вопрос", now=NOW)
    note(conversation=mine, specialist=anna, client_id=uuid4(), text="заметка для своих", now=NOW)
    reply(conversation=mine, specialist=anna, client_id=uuid4(), text="вам ответ", now=NOW)
    helpers = open_conversation(line=line, topic=topic, author=helper, now=NOW)
    say(conversation=helpers, author=helper, client_id=uuid4(), text="чужой вопрос", now=NOW)
    pay(theirs, 100, name="чужое пополнение")
    found = archive(owner)
    text = everything(found)
    assert [(row["from"], row["text"]) for row in rows(found, "messages")] == [
        ("я", "мой вопрос"),
        ("Анна", "вам ответ"),
    ]
    assert [row["who"] for row in rows(found, "accesses")] == ["Геннадий П."]
    for secret in ("заметка", "чужой вопрос", "чужое", OTHER, "Помощников", "Тайная", "Сергеевна"):
        assert secret not in text, secret


def test_it_is_told_by_sms_and_kept_for_a_day_for_the_same_person():
    owner, line = make_owner(NUMBER)
    request = ordered(owner)
    make_copy(request, NOW)
    request.refresh_from_db()
    assert request.status == RequestStatus.DONE
    assert "/settings/data/" in unseal(bytes(SmsMessage.objects.get().body))
    copy = fetch_copy(user=owner, public_id=request.public_id, now=NOW + timedelta(hours=23))
    assert copy.size == default_storage.size(copy.file)
    assert SecurityEvent.objects.filter(kind="data_downloaded", user=owner).exists()
    stranger, _line = make_owner(OTHER)
    for user, at in ((stranger, NOW), (owner, NOW + timedelta(hours=24))):
        with pytest.raises(NotFound):
            fetch_copy(user=user, public_id=request.public_id, now=at)
    assert forget_copies(now=NOW + timedelta(hours=23)) == 0
    assert forget_copies(now=NOW + timedelta(hours=24)) == 1
    assert not default_storage.exists(copy.file)
    assert line.closed_at is None


def test_two_askings_make_one_copy_and_the_next_takes_its_place(files):
    owner, _line = make_owner(NUMBER)
    first = ordered(owner)
    assert ordered(owner) == first
    make_copy(first, NOW)
    make_copy(first, NOW)  # a task that runs twice
    make_copy(ordered(owner), NOW)
    assert Request.objects.count() == 2
    assert DataCopy.objects.count() == 1
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_a_crash_in_the_middle_is_taken_up_again_and_leaves_one_file(monkeypatch, files):
    owner, _line = make_owner(NUMBER)
    request = ordered(owner)
    monkeypatch.setattr(data_copy, "_replace", lambda *_arguments: 1 / 0)  # after the file was stored
    at = NOW + data_copy.GRACE
    assert sweep(at) == 1
    monkeypatch.undo()
    assert not DataCopy.objects.exists()
    assert sweep(at + timedelta(seconds=30)) == 0  # somebody may still be at it
    assert sweep(at + timedelta(seconds=settings.DATA_COPY_LEASE)) == 1
    request.refresh_from_db()
    assert request.status == RequestStatus.DONE
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_the_dispatcher_makes_it_when_no_worker_does():
    owner, _line = make_owner(NUMBER)
    ordered(owner)
    assert sweep(NOW) == 0  # a worker is given time to begin
    assert sweep(NOW + data_copy.GRACE) == 1
    assert DataCopy.objects.filter(user=owner).exists()


class TestPages:
    def test_ordering_needs_a_fresh_code_and_taking_it_a_strong_session(self):
        owner, _line = make_owner(NUMBER)
        by_password, by_network = signed_in(owner, proof=Proof.PASSWORD), signed_in(owner, proof=Proof.NETWORK)
        assert by_password.get("/settings/data/").status_code == 200
        assert by_password.post("/settings/data/copy/").url.startswith("/confirm/")
        assert by_network.get("/settings/data/").url.startswith("/confirm/")
        assert not Request.objects.exists()

    def test_the_whole_way(self):
        owner, _line = make_owner(NUMBER)
        browser, stranger = signed_in(owner), signed_in(make_owner(OTHER)[0])
        assert browser.get("/settings/data/copy/").status_code == 200
        assert browser.post("/settings/data/copy/").url == "/settings/data/"
        request = Request.objects.get()
        assert "Копия собирается" in browser.get("/settings/data/").content.decode()
        address = f"/settings/data/{request.public_id}/"
        assert browser.get(address).status_code == 404
        make_copy(request, timezone.now())
        page = browser.get("/settings/data/").content.decode()
        assert address in page
        answer = browser.get(address)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
        assert stranger.get(address).status_code == 404
        assert "Копия моих данных" in browser.get("/requests/").content.decode()

    def test_staff_have_no_data_here(self):
        assert signed_in(make_specialist()).get("/settings/data/").status_code == 404

    def test_queries_do_not_grow_with_the_page(self, django_assert_max_num_queries):
        owner, _line = make_owner(NUMBER)
        browser = signed_in(owner)
        browser.get("/settings/data/")
        with django_assert_max_num_queries(10):
            browser.get("/settings/data/")
