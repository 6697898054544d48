"""Who may see and do what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from cabinet.accounts.access import Right, allowed, lines_for, lines_that_prove, require
from cabinet.accounts.models import Access, LineStatus, Role, User
from cabinet.core.errors import NotFound
from tests.people import NOW, give_access, make_owner, make_specialist

pytestmark = pytest.mark.django_db

OF_A_LINE = {
    Right.SEE_BALANCE,
    Right.SEE_ENTRIES,
    Right.SEE_ACCOUNT,
    Right.CHAT,
    Right.MANAGE,
    Right.SEE_REQUESTS,
    Right.RESTORE,
    Right.SHARE,
}


@pytest.fixture
def line():
    return make_owner("79031234567", "79031234568")[1]


def rights(user, thing) -> set[Right]:
    return {right for right in OF_A_LINE if allowed(user, thing, right, NOW)}


def test_the_owner_may_everything_with_every_line_of_the_contract(line):
    owner = line.contract.owner
    assert all(rights(owner, each) == OF_A_LINE for each in line.contract.lines.all())
    assert rights(owner, line.contract) == OF_A_LINE


def test_a_manager_may_all_but_the_account_of_the_contract(line):
    manager = give_access(line)
    assert rights(manager, line) == OF_A_LINE - {Right.SEE_ACCOUNT, Right.RESTORE, Right.SHARE}
    assert rights(manager, line.contract) == set()


def test_a_viewer_sees_the_balance_and_the_details_if_allowed(line):
    assert rights(give_access(line, Role.VIEWER), line) == {Right.SEE_BALANCE, Right.SEE_ENTRIES}
    assert rights(give_access(line, Role.VIEWER, sees_details=False), line) == {Right.SEE_BALANCE}


def test_access_to_one_line_gives_nothing_of_its_neighbour(line):
    neighbour = line.contract.lines.exclude(pk=line.pk).get()
    assert rights(give_access(line), neighbour) == set()


def test_access_ends_at_its_time(line):
    manager = give_access(line, until=NOW + timedelta(hours=1))
    assert allowed(manager, line, Right.CHAT, NOW)
    assert not allowed(manager, line, Right.CHAT, NOW + timedelta(hours=1))
    assert list(lines_for(manager, NOW)) == [line]
    assert list(lines_for(manager, NOW + timedelta(hours=1))) == []


def test_while_others_are_forbidden_only_the_owner_may_anything(line):
    manager, by_code = give_access(line), give_access(line, by_code=True)
    line.contract.others_forbidden = True
    line.contract.save()
    assert rights(line.contract.owner, line) == OF_A_LINE
    for person in (manager, by_code):
        assert rights(person, line) == set()
        assert not lines_for(person, NOW).exists()
        assert not lines_that_prove(person).exists()
    line.contract.others_forbidden = False
    line.contract.save()
    assert rights(manager, line) == OF_A_LINE - {
        Right.SEE_ACCOUNT,
        Right.RESTORE,
        Right.SHARE,
    }  # they slept, and are awake again


def test_an_owner_who_proved_another_line_is_no_other(line):
    owner, neighbour = line.contract.owner, line.contract.lines.exclude(pk=line.pk).get()
    Access.objects.create(user=owner, line=neighbour, role=Role.MANAGER, by_code=True)
    line.contract.others_forbidden = True
    line.contract.save()
    assert set(lines_that_prove(owner)) == {line, neighbour}


def test_each_person_has_names_of_their_own_for_a_number(line):
    line.label = "Мой"
    line.save()
    manager = give_access(line, name="Бабушка")
    assert [each.name for each in lines_for(manager, NOW)] == ["Бабушка"]
    assert lines_for(line.contract.owner, NOW)[0].name == "Мой"


def test_strangers_guests_and_staff_may_nothing(line):
    stranger, _other = make_owner("79160000001")
    for user in (stranger, AnonymousUser(), make_specialist()):
        assert rights(user, line) == set()
        assert line not in lines_for(user, NOW)


def test_staff_hold_no_lines_even_if_a_contract_names_them(line):
    owner = line.contract.owner
    owner.is_staff = True
    owner.save()
    assert rights(owner, line) == set()
    assert not lines_for(owner, NOW).exists()


def test_a_closed_line_is_nobodys(line):
    owner = line.contract.owner
    line.status, line.closed_at = LineStatus.CLOSED, NOW
    line.save()
    assert rights(owner, line) == set()
    assert line not in lines_for(owner, NOW)


def test_a_person_who_may_not_enter_has_no_rights(line):
    owner = User.objects.get(pk=line.contract.owner_id)
    owner.is_active = False
    owner.save()
    line.contract.owner = owner
    assert rights(owner, line) == set()


def test_what_is_refused_does_not_exist(line):
    stranger, _other = make_owner("79160000001")
    with pytest.raises(NotFound):
        require(stranger, line, Right.SEE_BALANCE)


def test_only_specialists_answer(line):
    assert allowed(make_specialist(), line, Right.ANSWER)
    assert not allowed(line.contract.owner, line, Right.ANSWER)
    assert not allowed(User.objects.create_user("clerk", is_staff=True), line, Right.ANSWER)
