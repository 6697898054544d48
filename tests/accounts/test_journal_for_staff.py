"""What staff read of the journal, what of it is for few, and that the subscriber reads who looked (A14)."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg import ClientCursor

from cabinet.accounts.models import LineStatus, SecurityEvent, SecurityEventKind, User
from cabinet.accounts.selectors import journal_of
from cabinet.accounts.services.journal import record
from cabinet.accounts.services.second_factor import give_devices
from cabinet.core.channels import Channel
from cabinet.core.net import Origin
from chat.models import Topic
from chat.services.open_conversation import open_conversation
from chat.topics import make_topics
from tests.billing.money import account_of
from tests.core.test_browsers_and_places import ON_ANDROID
from tests.people import NOW, PASSWORD, add_line, make_admin, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

Kind = SecurityEventKind
JOURNAL = "/admin/accounts/securityevent/"
HELSINKI = Origin("91.152.1.1", ON_ANDROID)


def clerk(*permissions: str) -> Client:
    user = User.objects.create_user(f"clerk{len(permissions)}", PASSWORD, name="Пётр", is_staff=True)
    give_devices(user=user)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(user)


@pytest.fixture
def reader() -> Client:
    return clerk("view_securityevent")


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


@pytest.fixture
def owner(line):
    return line.contract.owner


@pytest.fixture
def event(owner, line) -> SecurityEvent:
    return record(Kind.SIGNED_IN, now=NOW, user=owner, line=line, origin=HELSINKI)


def shown(client: Client, query: str) -> list[SecurityEvent]:
    return [event for event in client.get(JOURNAL, {"q": query}).context["cl"].result_list if event.kind != "looked_at"]


def looks(user: User) -> list[SecurityEvent]:
    return journal_of(user, kinds={Kind.LOOKED_AT})


class TestSearch:
    @pytest.mark.parametrize("query", ["79031234567", "8 (903) 123-45-67", "T-79031234567", " maria ", "MARIA"])
    def test_by_number_contract_and_login(self, reader, owner, event, query):
        owner.login = "Maria"
        owner.save()
        other, _line = make_owner("79160000001")
        record(Kind.SIGNED_IN, now=NOW, user=other)
        assert shown(reader, query) == [event]

    def test_a_contract_means_all_of_its_numbers_and_its_owner(self, reader, owner, line, event):
        second = add_line(line.contract, "79031234568")
        on_second = record(Kind.LINE_BLOCKED, now=NOW, line=second, channel=Channel.SYSTEM)
        password = record(Kind.PASSWORD_SET, now=NOW, user=owner)
        assert shown(reader, line.contract.number) == [password, on_second, event]
        assert shown(reader, "79031234568") == [on_second]

    def test_a_number_of_two_lives_shows_both_and_the_cabinet_of_the_present_one_alone(self, reader, owner, line):
        blocked = record(Kind.LINE_BLOCKED, now=NOW, user=owner, line=line)
        record(Kind.PASSWORD_SET, now=NOW, user=owner)
        line.status, line.closed_at = LineStatus.CLOSED, NOW
        line.save()
        make_contract("79160000009")
        newcomer, _primary = make_owner("79160000001")
        contract = newcomer.contracts.get()
        contract.primary_line = add_line(contract, "79031234567")
        contract.save()
        theirs = record(Kind.PASSWORD_SET, now=NOW, user=newcomer)
        assert shown(reader, "79031234567") == [theirs, blocked]

    def test_nobody_named_nothing_shown(self, reader, event):
        assert shown(reader, "") == []
        assert shown(reader, "79990000000") == []
        assert "903 123-45-67, 24-0001" in reader.get(JOURNAL).content.decode()

    def test_by_kind(self, reader, owner, event):
        changed = record(Kind.PASSWORD_CHANGED, now=NOW, user=owner)
        answer = reader.get(JOURNAL, {"q": "79031234567", "kind": "password_changed"})
        assert list(answer.context["cl"].result_list) == [changed]

    def test_the_whole_journal_is_never_read(self, reader, event):
        with CaptureQueriesContext(connection) as captured:
            reader.get(JOURNAL, {"q": "79031234567", "kind": "signed_in"})
        asked = [query["sql"] for query in captured if 'FROM "accounts_securityevent"' in query["sql"]]
        assert asked
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("EXPLAIN " + ClientCursor(connection.connection).mogrify(sql))
                plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "accounts_event_of_user" in plan, plan
            assert "Seq Scan on accounts_securityevent" not in plan, plan

    def test_the_queries_do_not_grow_with_the_list(self, reader, owner, line):
        counts = []
        for size in (1, 40):
            for _index in range(size):
                record(Kind.SIGNED_IN, now=NOW, user=owner, line=line, origin=HELSINKI)
            with CaptureQueriesContext(connection) as captured:
                reader.get(JOURNAL, {"q": "79031234567"})
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestDetails:
    def test_addresses_are_for_those_who_were_given_the_right(self, reader, event):
        few = clerk("view_securityevent", "view_securityeventdetails")
        address = f"{JOURNAL}{event.pk}/change/"
        assert "Финляндия" in few.get(address).content.decode()
        for page in (reader.get(address), reader.get(JOURNAL, {"q": "79031234567"})):
            assert "Финляндия" not in page.content.decode()
            assert "91.152.1.1" not in page.content.decode()

    def test_erased_details_do_not_break_the_page(self, event):
        event.details.delete()
        answer = clerk("view_securityevent", "view_securityeventdetails").get(f"{JOURNAL}{event.pk}/change/")
        assert answer.status_code == 200

    def test_what_a_browser_calls_itself_is_only_text(self, owner):
        event = record(Kind.SIGNED_IN, now=NOW, user=owner, origin=Origin("", "<script>alert(1)</script>"))
        few = clerk("view_securityevent", "view_securityeventdetails")
        text = few.get(f"{JOURNAL}{event.pk}/change/").content.decode()
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text

    def test_who_has_no_right_to_the_journal_sees_none_of_it(self, owner, event):
        stranger = clerk()
        assert stranger.get(JOURNAL, {"q": "79031234567"}).status_code == 403
        assert stranger.get(f"{JOURNAL}{event.pk}/change/").status_code == 403
        assert looks(owner) == []

    def test_nobody_changes_or_deletes(self, event):
        root = make_admin()
        client = signed_in(root)
        assert client.post(f"{JOURNAL}{event.pk}/change/", {"kind": "x"}).status_code == 403
        assert client.post(f"{JOURNAL}{event.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{JOURNAL}add/").status_code == 403


class TestTheTrail:
    def test_each_search_and_each_event_opened_is_a_look(self, reader, owner, line, event):
        reader.get(JOURNAL, {"q": "79031234567"})
        reader.get(f"{JOURNAL}{event.pk}/change/")
        first, second = looks(owner)
        for look in (first, second):
            assert (look.user, look.made_by.name, look.channel) == (owner, "Пётр", Channel.STAFF)
            assert look.details.facts == {"what": "journal"}
        text = signed_in(owner).get("/settings/security/journal/").content.decode()
        assert "специалист Пётр" in text
        assert "журнал безопасности" in text

    def test_turning_the_page_is_the_same_look(self, reader, owner, event):
        for page in ("", "0", "1"):
            reader.get(JOURNAL, {"q": "79031234567"} | ({"p": page} if page else {}))
        assert len(looks(owner)) == 1

    def test_a_line_without_a_person_keeps_its_look_for_who_comes(self, reader):
        contract = make_contract("79160000009")
        reader.get(JOURNAL, {"q": "79160000009"})
        look = SecurityEvent.objects.get(kind=Kind.LOOKED_AT)
        assert (look.user, look.line) == (None, contract.primary_line)

    @pytest.mark.parametrize("what", ["user", "contract", "line"])
    def test_cards_of_the_admin_are_looks_and_changes(self, owner, line, what):
        root = User.objects.create_superuser("root", PASSWORD, name="Ольга")
        give_devices(user=root)
        client = signed_in(root)
        thing = {"user": owner, "contract": line.contract, "line": line}[what]
        address = f"/admin/accounts/{what}/{thing.pk}/change/"
        form = client.get(address).context["adminform"].form
        (look,) = looks(owner)
        assert (look.made_by, look.details.facts) == (root, {"what": what})
        data = {name: "" if value is None else value for name, value in form.initial.items()}
        client.post(address, data | {"name": "Мария Ивановна", "customer_name": "Мария Ивановна", "label": "Мой"})
        (change,) = journal_of(owner, kinds={Kind.STAFF_CHANGED})
        assert (change.made_by, change.user, change.details.facts) == (root, owner, {"what": what})
        assert len(looks(owner)) == 1

    def test_money_that_was_searched_for_and_an_account_that_was_opened(self, owner, line):
        account = account_of(line)
        client = clerk("view_account", "view_entry")
        for query in ("79031234567", line.contract.number, "79990000000", ""):
            client.get("/admin/billing/entry/", {"q": query})
        client.get(f"/admin/billing/account/{account.pk}/change/")
        assert [look.details.facts["what"] for look in looks(owner)] == ["account", "entry", "entry"]

    def test_a_conversation_opened_at_the_desk_is_one_look_a_session(self, owner, line):
        make_topics()
        anna = make_specialist()
        conversation = open_conversation(line=line, topic=Topic.objects.first(), author=owner, now=NOW)
        client = signed_in(anna)
        for _refresh in range(3):
            assert client.get(f"/desk/{conversation.public_id}/").status_code == 200
        (look,) = looks(owner)
        assert (look.made_by, look.line, look.details.facts) == (anna, line, {"what": "conversation"})
        signed_in(anna).get(f"/desk/{conversation.public_id}/")
        assert len(looks(owner)) == 2
