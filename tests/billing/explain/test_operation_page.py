"""«За что списали?»: the page of one movement (B13)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from billing.causes import Cause
from billing.kinds import EntryKind
from billing.models import AccountKind
from billing.services.ledger import open_account, post
from cabinet.accounts.models import Role
from cabinet.accounts.services.lines import close_line
from cabinet.core import explaining
from cabinet.core.channels import Channel
from cabinet.core.explaining import Explanation, Way
from cabinet.requests.services.steps import open_request
from tests.billing.money import charge, pay, reverse, rub
from tests.people import NOW, add_line, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db

HOROSCOPE = Cause(rule="daily", name="Гороскоп", name_en="Horoscope", number="5533")


def page_of(user, entry):
    return signed_in(user).get(f"/finance/operations/{entry.public_id}/")


def text_of(user, entry) -> str:
    answer = page_of(user, entry)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def source():
    """A source that tests explain themselves."""
    yield "test_source"
    explaining._explainers.pop("test_source", None)


class TestWhatItSays:
    def test_a_charge_says_for_what_when_of_which_number_and_what_was_left(self, line, account):
        entry = charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE, line=line)
        text = text_of(line.contract.owner, entry)
        for words in (
            "«Гороскоп», 5533",
            "Платная подписка «Гороскоп» с короткого номера 5533",
            "−30,00\u00a0",
            "903 123-45-67",
            "сегодня, 12:00",
            "970,00\u00a0₽",
            "само, по расписанию",
            "За что списали",
        ):
            assert words in text

    def test_money_that_came_is_not_called_a_charge(self, line, account):
        text = text_of(line.contract.owner, pay(account, 5, cause=Cause(rule="card"), channel=Channel.PAGE))
        assert "За что пришло" in text
        assert "Счёт пополнили банковской картой." in text
        assert "За что списали" not in text

    def test_it_speaks_english(self, line, account):
        entry = charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE)
        browser = signed_in(line.contract.owner)
        browser.cookies["django_language"] = "en"
        assert "Horoscope" in browser.get(f"/finance/operations/{entry.public_id}/").content.decode()

    def test_times_are_those_of_the_contract_of_the_movement(self, line):
        contract = line.contract
        contract.time_zone = "Asia/Vladivostok"
        contract.save()
        entry = pay(open_account(contract=contract), 5)
        _owner, elsewhere = make_owner("79160000001")
        elsewhere.contract.owner = contract.owner
        elsewhere.contract.save()
        browser = signed_in(contract.owner)
        browser.get(f"/numbers/?line={elsewhere.public_id}")
        assert "сегодня, 19:00" in browser.get(f"/finance/operations/{entry.public_id}/").content.decode()

    def test_what_was_kept_of_the_cause_is_told_in_words(self, line, account):
        facts = {"from": "2026-11-01T00:00:00+03:00", "to": "2026-11-03", "unit": "voice", "volume": 200, "events": 2}
        cause = Cause(rule="call", name="Казахстан", facts=facts | {"price": "12.5", "roaming": True})
        found = page_of(line.contract.owner, charge(account, 50, kind=EntryKind.USAGE, cause=cause)).context["it"]
        assert dict(found.facts) == {
            "Период": "1\u00a0ноября 2026\u00a0— 3\u00a0ноября 2026",
            "Сколько": "3:20\u00a0мин",
            "Сколько раз": "2",
            "Цена": "12,50\u00a0₽",
            "Где": "в роуминге",
        }

    @pytest.mark.parametrize(
        "facts", [{"from": "вчера", "volume": "x", "price": "дорого", "events": "2"}, {"volume": -1}]
    )
    def test_what_is_kept_in_no_known_way_is_not_told(self, line, account, facts):
        entry = charge(account, 50, kind=EntryKind.USAGE, cause=Cause(rule="call", facts=facts))
        assert page_of(line.contract.owner, entry).context["it"].facts == []

    def test_the_way_back_leads_to_its_month(self, line, account):
        entry = charge(account, 1, line=line)
        back = page_of(line.contract.owner, entry).context["back_url"]
        assert back == f"/finance/operations/?line={line.public_id}&from=2026-11-01&to=2026-11-30"
        assert entry.title in signed_in(line.contract.owner).get(back).content.decode()

    def test_each_operation_of_the_list_leads_here(self, line, account):
        entry = charge(account, 1, line=line)
        browser = signed_in(line.contract.owner)
        for address in ("/finance/operations/", "/"):
            assert f"/finance/operations/{entry.public_id}/" in browser.get(address).content.decode()

    def test_nothing_is_posted_here(self, line, account):
        address = f"/finance/operations/{charge(account, 1).public_id}/"
        assert signed_in(line.contract.owner).post(address).status_code == 405

    def test_it_costs_few_queries(self, line, account, django_assert_max_num_queries):
        entry = charge(account, 30, kind=EntryKind.CONTENT, cause=HOROSCOPE, line=line)
        browser = signed_in(line.contract.owner)
        with django_assert_max_num_queries(9):
            browser.get(f"/finance/operations/{entry.public_id}/")


class TestWhoExplains:
    def test_who_registered_for_the_source_is_heard_with_the_ways_out(self, line, account, source):
        asked = []

        def explain(entries, asking):
            asked.append((list(entries), asking))
            said = Explanation(rule="За огурцы.", facts=[("Сорт", "Зозуля")], ways=[Way("Больше не надо", "/no/", "x")])
            return {entry.pk: said for entry in entries}

        explaining.register(source, explain)
        entry = charge(account, 30, cause=Cause(source=source), line=line)
        text = text_of(line.contract.owner, entry)
        for words in ("За огурцы.", "Зозуля", "Больше не надо", 'href="/no/"'):
            assert words in text
        [(entries, asking)] = asked
        assert (entries, asking.user, asking.line, asking.owns) == ([entry], line.contract.owner, line, True)

    def test_of_what_they_do_not_know_the_kind_speaks(self, line, account, source):
        explaining.register(source, lambda entries, asking: {})
        entry = charge(account, 30, kind=EntryKind.TARIFF, cause=Cause(source=source, name="Вместе L"), line=line)
        assert "Плата по тарифу «Вместе L»." in text_of(line.contract.owner, entry)


class TestWhatCameBack:
    def test_both_sides_lead_to_each_other_and_the_rest_is_said(self, line, account):
        fee = charge(account, 30, line=line)
        back = post(
            account=account, amount=rub(10), kind=EntryKind.REFUND, reference="r", now=NOW, line=line, reverses=fee
        )
        owner = line.contract.owner
        there = text_of(owner, fee)
        assert f"/finance/operations/{back.public_id}/" in there
        assert "Не возвращено: 20,00\u00a0₽." in there
        assert f"/finance/operations/{fee.public_id}/" in text_of(owner, back)

    def test_what_came_back_whole_says_so(self, line, account):
        fee = charge(account, 30, line=line)
        reverse(fee, 30)
        assert "Вернули всё." in text_of(line.contract.owner, fee)


class TestTheRequestBehindIt:
    def test_who_may_see_it_is_led_to_it(self, line, account):
        asked = open_request(kind="wish", now=NOW, user=line.contract.owner, line=line)
        entry = charge(account, 30, line=line, cause=Cause(request=str(asked.public_id)))
        address = f"/requests/{asked.public_id}/"
        assert address in text_of(line.contract.owner, entry)
        assert address in text_of(give_access(line), entry)
        assert address not in text_of(give_access(line, Role.VIEWER), entry)

    @pytest.mark.parametrize("request_id", ["nonsense", "00000000-0000-4000-8000-000000000000"])
    def test_one_that_is_not_there_is_no_trouble(self, line, account, request_id):
        entry = charge(account, 30, line=line, cause=Cause(request=request_id))
        assert "/requests/" not in text_of(line.contract.owner, entry).split("<main")[1].split("</main")[0]


class TestWhoSees:
    def test_who_was_given_the_line_sees_its_movements_without_balances(self, line, account):
        entry = charge(account, 30, line=line)
        charge(account, 1)  # so that what was left then is not what is there now
        text = text_of(give_access(line, Role.VIEWER), entry)
        assert "−30,00" in text
        assert "970,00" not in text

    def test_and_no_movement_of_the_account_or_of_another_line(self, line, neighbour, account):
        manager = give_access(line)
        for entry in (charge(account, 7, line=neighbour), charge(account, 8), pay(account, 9)):
            assert page_of(manager, entry).status_code == 404

    def test_nor_what_came_back_beside_the_line(self, line, account):
        fee = charge(account, 30, line=line)
        reverse(fee, 30)  # to the account, of no line
        text = text_of(give_access(line), fee)
        assert "Что из этого вернули" not in text

    def test_a_viewer_without_details_sees_none(self, line, account):
        viewer = give_access(line, Role.VIEWER, sees_details=False)
        assert page_of(viewer, charge(account, 30, line=line)).status_code == 404

    def test_strangers_staff_and_what_is_not_there_get_404(self, line, account):
        entry = charge(account, 30, line=line)
        stranger, _line = make_owner("79160000001")
        assert page_of(stranger, entry).status_code == 404
        assert page_of(make_specialist(), entry).status_code == 404
        assert signed_in(line.contract.owner).get(f"/finance/operations/{uuid4()}/").status_code == 404

    def test_the_content_account_is_the_owners_even_where_the_line_is_named(self, line):
        content = open_account(contract=line.contract, kind=AccountKind.CONTENT)
        pay(content, 100)
        entry = charge(content, 30, kind=EntryKind.CONTENT, line=line)
        assert "контентный" in text_of(line.contract.owner, entry)
        assert page_of(give_access(line), entry).status_code == 404

    def test_whoever_has_the_number_next_sees_nothing_of_before(self, line, neighbour, account):
        entry = charge(account, 30, line=neighbour)
        msisdn = neighbour.msisdn
        close_line(line=neighbour, now=NOW + timedelta(minutes=1))
        next_owner, their_line = make_owner("79160000002")
        add_line(their_line.contract, msisdn)
        assert page_of(next_owner, entry).status_code == 404
        assert page_of(line.contract.owner, entry).status_code == 200


class TestWhoMadeIt:
    def who(self, reader, entry) -> str:
        return page_of(reader, entry).context["it"].who

    def test_oneself_is_you(self, line, account):
        owner = line.contract.owner
        assert self.who(owner, pay(account, 5, made_by=owner, channel=Channel.PAGE)) == "вы"

    def test_whom_the_owner_gave_access_is_called_by_name(self, line, account):
        manager = give_access(line)
        entry = charge(account, 5, made_by=manager, channel=Channel.PAGE, line=line)
        assert self.who(line.contract.owner, entry) == "Пётр"
        assert self.who(manager, entry) == "вы"
        assert self.who(give_access(line), entry) == "другой человек"

    def test_a_stranger_who_paid_stays_one(self, line, account):
        stranger, _line = make_owner("79160000001")
        paid = pay(account, 5, made_by=stranger, channel=Channel.PAGE)
        assert self.who(line.contract.owner, paid) == "другой человек"
        assert "Мария" not in self.who(line.contract.owner, paid)

    def test_the_owner_is_the_owner_for_others_and_no_name(self, line, account):
        entry = charge(account, 5, made_by=line.contract.owner, channel=Channel.PAGE, line=line)
        assert self.who(give_access(line), entry) == "владелец договора"

    def test_staff_have_no_name(self, line, account):
        entry = charge(account, 5, made_by=make_specialist(), channel=Channel.STAFF)
        assert self.who(line.contract.owner, entry) == "специалист"

    @pytest.mark.parametrize(
        ("channel", "words"),
        [
            (Channel.SYSTEM, "само, по расписанию"),
            (Channel.NETWORK, "сеть оператора"),
            (Channel.STAFF, "специалист"),
            (Channel.PARTNER, "партнёр оператора"),
            (Channel.PAGE, ""),
        ],
    )
    def test_where_nobody_is_known_the_channel_tells(self, line, account, channel, words):
        assert self.who(line.contract.owner, charge(account, 5, channel=channel)) == words
