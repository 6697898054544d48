"""What each person reads in the journal, and what they never do (A14)."""

from datetime import timedelta

import pytest
from django.db import connection

from cabinet.accounts.journal_kinds import GROUPS, OF_A_LINE
from cabinet.accounts.models import Access, SecurityEvent, SecurityEventKind
from cabinet.accounts.selectors import EVENTS_SHOWN, journal_of
from cabinet.accounts.services.journal import record
from cabinet.core.channels import Channel
from cabinet.core.net import Origin
from tests.core.test_browsers_and_places import FIREFOX, HOSTILE, ON_ANDROID
from tests.people import NOW, add_line, give_access, make_contract, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

Kind = SecurityEventKind
PAGE = "/settings/security/journal/"
MOSCOW, HELSINKI = Origin("77.88.55.60", FIREFOX), Origin("91.152.1.1", ON_ANDROID)


@pytest.fixture
def line():
    return make_owner("79031234567")[1]


@pytest.fixture
def owner(line):
    return line.contract.owner


def write(kind: Kind, **facts: object) -> SecurityEvent:
    return record(kind, **{"now": NOW, **facts})


def text_of(person, query: str = "") -> str:
    return signed_in(person).get(f"{PAGE}{query}").content.decode()


class TestWhoReadsWhat:
    def test_ones_own_acts_with_device_place_and_channel(self, owner, line):
        write(Kind.SIGNED_IN, user=owner, line=line, origin=HELSINKI, proof="code", new_device="yes")
        text = text_of(owner)
        for words in ("Вход", "903 123-45-67", "по коду из SMS", "новое устройство", ">вы<", "личный кабинет"):
            assert words in text
        assert "Chrome, Android, Финляндия" in text

    def test_who_has_access_is_named_and_from_where_they_live_is_not(self, owner, line):
        manager = give_access(line)
        event = write(Kind.LINE_BLOCKED, user=manager, line=line, made_by=manager, origin=HELSINKI)
        assert journal_of(owner) == [event]
        text = text_of(owner)
        assert "Номер заблокирован" in text
        assert "Пётр" in text
        assert "Финляндия" not in text
        assert "Финляндия" in text_of(manager)

    def test_what_two_people_did_is_read_once_by_each_and_without_the_others_surname(self, owner, line):
        owner.name = "Мария Кузнецова"
        owner.save()
        other = give_access(line)
        write(Kind.ACCESS_REVOKED, user=other, line=line, made_by=owner)
        write(Kind.ACCESS_REVOKED, user=owner, line=line, name=other.short_name)
        assert text_of(owner).count("Доступ отозван") == text_of(other).count("Доступ отозван") == 1
        assert "Мария К." in text_of(other)
        assert "Кузнецова" not in text_of(other)

    def test_another_persons_own_life_on_my_line_is_not_mine(self, owner, line):
        second = add_line(line.contract, "79031234568")
        person = give_access(second)
        for kind in Kind:
            write(kind, user=person, line=second, origin=HELSINKI)
            write(kind, user=person, origin=HELSINKI)
        read = journal_of(owner)
        assert {Kind(event.kind) for event in journal_of(owner, kinds=OF_A_LINE)} | OF_A_LINE == OF_A_LINE
        assert not {event.kind for event in read} - OF_A_LINE
        assert all(event.line_id == second.pk for event in read)
        for kind in (Kind.PASSWORD_CHANGED, Kind.CONFIRMED, Kind.SESSION_ENDED, Kind.DATA_DOWNLOADED):
            assert journal_of(owner, kinds={kind}) == []

    def test_who_has_access_reads_only_what_they_did(self, owner, line):
        manager, other = give_access(line), give_access(line)
        write(Kind.SIGNED_IN, user=owner, line=line)
        write(Kind.LINE_BLOCKED, user=other, line=line, made_by=other)
        mine = write(Kind.LINE_UNBLOCKED, user=owner, line=line, made_by=manager)
        assert journal_of(manager) == [mine]

    def test_when_access_ends_nothing_new_is_read(self, owner, line):
        manager = give_access(line)
        mine = write(Kind.LINE_BLOCKED, user=owner, line=line, made_by=manager)
        Access.objects.all().delete()
        write(Kind.LINE_UNBLOCKED, user=owner, line=line)
        assert journal_of(manager) == [mine]

    def test_a_number_given_to_somebody_else_starts_a_new_journal(self, owner, line):
        before = write(Kind.LINE_BLOCKED, line=line, user=owner)
        line.status, line.closed_at = "closed", NOW
        line.save()
        newcomer, _primary = make_owner("79160000001")
        again = add_line(newcomer.contracts.get(), "79031234567")
        after = write(Kind.LINE_BLOCKED, line=again, user=newcomer)
        assert journal_of(owner) == [before]
        assert journal_of(newcomer) == [after]

    def test_staff_are_named_by_their_work_and_not_by_where_they_sit(self, owner, line):
        anna = make_specialist()
        write(Kind.LOOKED_AT, user=owner, line=line, made_by=anna, channel=Channel.STAFF, origin=HELSINKI)
        text = text_of(owner)
        assert "специалист Анна" in text
        assert ">сотрудник<" in text
        assert "Финляндия" not in text

    def test_what_the_portal_did_by_itself(self, owner, line):
        write(Kind.LINE_OPENED, user=owner, line=line, channel=Channel.SYSTEM)
        assert "само, по расписанию" in text_of(owner)

    def test_nobody_reads_strangers(self, owner, line):
        stranger, _theirs = make_owner("79160000001")
        write(Kind.SIGNED_IN, user=owner, line=line, origin=MOSCOW)
        assert journal_of(stranger) == []
        assert "Таких событий пока нет" in text_of(stranger)
        assert signed_in(stranger).get(f"{PAGE}?number={line.public_id}").status_code == 404

    def test_erased_details_leave_the_event(self, owner, line):
        write(Kind.SIGNED_IN, user=owner, origin=MOSCOW).details.delete()
        text = text_of(owner)
        assert "Вход" in text
        assert "Россия" not in text

    @pytest.mark.parametrize("user_agent", HOSTILE[2:6])
    def test_what_a_browser_calls_itself_is_never_shown(self, owner, user_agent):
        origin = Origin("", user_agent[:300])
        write(Kind.SESSION_ENDED, user=owner, origin=origin, device=user_agent[:300])
        text = text_of(owner)
        assert "alert(1)" not in text
        assert "evil.example" not in text


class TestPages:
    def test_the_newest_come_first_twenty_a_page_without_gaps(self, owner):
        events = [write(Kind.SIGNED_IN, user=owner, now=NOW + timedelta(minutes=index)) for index in range(45)]
        client, address, seen = signed_in(owner), PAGE, []
        while address:
            answer = client.get(address)
            seen += [entry.event for entry in answer.context["entries"]]
            address = answer.context["next_url"] and PAGE + answer.context["next_url"]
        assert seen == events[::-1]

    def test_an_event_between_two_pages_moves_nothing(self, owner):
        for _time in range(EVENTS_SHOWN + 1):
            write(Kind.SIGNED_IN, user=owner)
        client = signed_in(owner)
        first = client.get(PAGE)
        write(Kind.SIGNED_OUT, user=owner)
        second = client.get(PAGE + first.context["next_url"])
        assert len(second.context["entries"]) == 1
        assert second.context["next_url"] == ""
        assert "К новым" in second.content.decode()

    @pytest.mark.parametrize("before", ["nonsense", "00000000-0000-4000-8000-000000000000", "1", ""])
    def test_a_page_that_never_was_is_the_first(self, owner, before):
        write(Kind.SIGNED_IN, user=owner)
        assert len(signed_in(owner).get(f"{PAGE}?before={before}").context["entries"]) == 1

    def test_one_may_choose_what_and_which_number(self, owner, line):
        second = add_line(line.contract, "79031234568")
        blocked = write(Kind.LINE_BLOCKED, user=owner, line=line)
        elsewhere = write(Kind.LINE_BLOCKED, user=owner, line=second)
        changed = write(Kind.PASSWORD_CHANGED, user=owner)
        client = signed_in(owner)

        def shown(query: str) -> list[SecurityEvent]:
            return [entry.event for entry in client.get(PAGE + query).context["entries"]]

        assert shown("") == [changed, elsewhere, blocked]
        assert shown("?what=ways") == [changed]
        assert shown("?what=numbers") == [elsewhere, blocked]
        assert shown(f"?what=numbers&number={line.public_id}") == [blocked]
        assert client.get(f"{PAGE}?what=nonsense").status_code == 404
        assert client.get(f"{PAGE}?number=nonsense").status_code == 404

    def test_a_long_page_costs_as_many_queries_as_a_short_one(self, owner, line, django_assert_num_queries):
        client = signed_in(owner)
        anna = make_specialist()
        for size in (1, EVENTS_SHOWN):
            for _index in range(size):
                write(Kind.LOOKED_AT, user=owner, line=line, made_by=anna, origin=MOSCOW)
            with django_assert_num_queries(7):  # session, user, lines, balance; lines of contracts, keys, events
                client.get(PAGE)

    def test_staff_read_what_they_did(self):
        anna = make_specialist()
        owner, line = make_owner("79160000001")
        event = write(Kind.LOOKED_AT, user=owner, line=line, made_by=anna, channel=Channel.STAFF)
        answer = signed_in(anna).get(PAGE)
        assert [entry.event for entry in answer.context["entries"]] == [event]


def test_every_kind_is_in_one_group_of_the_filter():
    kinds = [kind for _label, kinds in GROUPS.values() for kind in kinds]
    assert sorted(kinds) == sorted(Kind)


def test_no_page_of_the_journal_reads_the_whole_of_it(owner, line):
    """Each part is found by its own index, even if reading everything seems cheap."""
    queries: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: (queries.append(_full(sql, rest[0])), run(sql, *rest))[1]):
        journal_of(owner)
    keys = next(sql for sql in queries if "UNION" in sql)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {keys}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for index in ("accounts_event_of_user", "accounts_event_by", "accounts_event_of_line"):
        assert index in plan, plan
    assert "Seq Scan on accounts_securityevent" not in plan


def _full(sql: str, params: object) -> str:
    from psycopg import ClientCursor

    connection.ensure_connection()
    return ClientCursor(connection.connection).mogrify(sql, params)


def test_the_owner_of_a_contract_that_nobody_owned_reads_what_was_tried_before():
    contract = make_contract("79160000009")
    event = record(Kind.SIGN_IN_FAILED, now=NOW, line=contract.primary_line, origin=MOSCOW)
    newcomer, _line = make_owner("79160000008")
    contract.owner = newcomer
    contract.save()
    assert journal_of(newcomer) == [event]


def test_a_number_beyond_those_that_are_offered_can_be_chosen_and_is_offered_then(owner, line):
    for index in range(31):
        last = add_line(line.contract, f"790312346{index:02}")
    record(SecurityEventKind.LINE_BLOCKED, now=NOW, user=owner, line=last)
    page = signed_in(owner).get(f"/settings/security/journal/?number={last.public_id}")
    assert [entry.event.line for entry in page.context["entries"]] == [last]
    assert [pill["label"] for pill in page.context["numbers"] if pill["current"]] == [str(last)]
    foreign = make_owner("79160000001")[1]
    answer = signed_in(owner).get(f"/settings/security/journal/?number={foreign.public_id}")
    assert answer.status_code == 404
