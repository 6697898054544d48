"""The pages that block and unblock a number: who comes through, and who is shown the door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import Access, BlockReason, Session, User
from cabinet.accounts.services.permanent_password import set_password
from cabinet.core.errors import NotFound
from cabinet.requests.models import Request
from tests.people import PASSWORD, give_access, make_owner, signed_in
from tests.requests.switches import LOSS, LOST, OTHER, VOLUNTARY, finish, lose, restore

pytestmark = pytest.mark.django_db

NOW_PLEASE = {"when": "now"}


@pytest.fixture
def line():
    return make_owner(LOST, OTHER)[1]


def block_address(line) -> str:
    return f"/numbers/{line.public_id}/block/"


def unblock_address(line) -> str:
    return f"/numbers/{line.public_id}/unblock/"


def press_block(browser, line, reason=LOSS):
    return browser.post(block_address(line), {"reason": reason.value, **NOW_PLEASE})


def by_password(line, user: User | None = None):
    return signed_in(user or line.contract.owner, proof=Proof.PASSWORD)


def test_the_owner_with_a_password_blocks_and_stays_and_the_thief_is_out(line):
    thief = signed_in(line.contract.owner, line=line)
    owner = by_password(line)
    request_page = press_block(owner, line).url
    assert owner.get(request_page).status_code == 200
    assert thief.get("/settings/").url.startswith("/login/")


def test_who_came_by_the_lost_telephone_is_signed_out_by_blocking_it(line):
    browser = signed_in(line.contract.owner, line=line)
    answer = press_block(browser, line)
    assert answer.url == "/login/"
    assert "кабинет закрыт" in browser.get("/login/").content.decode()
    assert not Session.objects.filter(user=line.contract.owner).exists()
    assert Request.objects.get().kind == "block"


def test_a_block_by_choice_signs_nobody_out(line):
    browser = signed_in(line.contract.owner, line=line)
    assert browser.get(press_block(browser, line, VOLUNTARY).url).status_code == 200


def test_the_page_says_how_to_come_in_afterwards(line):
    browser = signed_in(line.contract.owner, line=line)
    assert "Пароля и другого номера у вас нет" in browser.get(block_address(line)).content.decode()
    line.contract.owner.set_password(PASSWORD)
    line.contract.owner.save()
    assert "С вашим паролем" in by_password(line).get(block_address(line)).content.decode()


def test_the_page_does_not_promise_a_password_that_will_be_doubted(line):
    """It was set by a code from this very telephone a moment ago: once lost, it lets nobody in."""
    owner = set_password(user=line.contract.owner, password=PASSWORD, now=timezone.now(), by_telephone=line)
    browser = signed_in(owner, line=line)
    page = browser.get(block_address(line)).content.decode()
    assert "пароль не подойдёт" in page
    assert "С вашим паролем" not in page
    press_block(browser, line)
    assert "Войти поможет специалист по телефону" in browser.get("/login/").content.decode()


def test_a_thief_can_undo_nothing(line):
    """By the very telephone: neither with a session that was missed, nor by a code, nor by confirming one."""
    lose(line)
    finish()
    thief = signed_in(line.contract.owner, line=line)
    assert thief.post(unblock_address(line), NOW_PLEASE).url == "/login/"
    thief.post("/login/", {"phone": LOST, "how": "code"})
    assert not Session.objects.filter(user=line.contract.owner).exists()
    line.refresh_from_db()
    assert line.is_lost


def test_a_number_that_was_lost_while_somebody_pressed_the_button_stays_blocked(line):
    """The page was asked about a block by choice; the loss came before its turn."""
    lose(line, reason=VOLUNTARY)
    lose(line)
    with pytest.raises(NotFound):
        restore(line, restores=False)
    line.refresh_from_db()
    assert line.is_lost


def test_a_session_that_another_site_opened_is_asked_for_more(line):
    lose(line)
    finish()
    browser = signed_in(line.contract.owner, proof=Proof.SOCIAL)
    assert browser.post(unblock_address(line), NOW_PLEASE).url.startswith("/confirm/")


def test_a_session_of_which_nobody_knows_the_telephone_is_asked_for_more(line):
    lose(line)
    finish()
    browser = signed_in(line.contract.owner)
    assert "Сначала подтвердите" in browser.get(unblock_address(line)).content.decode()
    assert browser.post(unblock_address(line), NOW_PLEASE).status_code == 403
    line.refresh_from_db()
    assert line.is_lost


@pytest.mark.parametrize("way", ["password", "another number"])
def test_the_owner_unblocks_with_a_password_or_by_another_number(line, way):
    lose(line)
    finish()
    neighbour = line.contract.lines.get(msisdn=OTHER)
    owner = line.contract.owner
    browser = by_password(line) if way == "password" else signed_in(owner, line=neighbour)
    answer = browser.post(unblock_address(line), NOW_PLEASE)
    assert answer.url.startswith("/requests/")
    finish()
    line.refresh_from_db()
    assert line.status == "active"


def test_whose_line_it_is_unblocks_it_with_a_password(line):
    mothers = line.contract.lines.get(msisdn=OTHER)
    mother = User.objects.create_user(name="Мама")
    long_ago = timezone.now() - timedelta(days=30)
    Access.objects.create(user=mother, line=mothers, role="manager", by_code=True, created_at=long_ago)
    lose(mothers)
    finish()
    assert by_password(mothers, mother).post(unblock_address(mothers), NOW_PLEASE).status_code == 302


def test_a_manager_blocks_a_relatives_lost_phone_and_cannot_give_it_back(line):
    relatives = line.contract.lines.get(msisdn=OTHER)
    manager = by_password(relatives, give_access(relatives))
    assert press_block(manager, relatives).url.startswith("/requests/")
    finish()
    assert "Это может только владелец" in manager.get(unblock_address(relatives)).content.decode()
    assert manager.post(unblock_address(relatives), NOW_PLEASE).status_code == 403
    relatives.refresh_from_db()
    assert relatives.is_lost


@pytest.mark.parametrize("reason", [LOSS, VOLUNTARY])
@pytest.mark.parametrize("number", [LOST, OTHER])
def test_a_manager_does_not_lock_the_owner_out(line, number, reason):
    """Neither by the contract's primary number, nor by another one that signs the owner in."""
    key = line.contract.lines.get(msisdn=number)
    if key != line:
        Access.objects.create(user=line.contract.owner, line=key, role="manager", by_code=True)
    manager, owner = by_password(key, give_access(key)), signed_in(line.contract.owner)
    assert "только владелец" in manager.get(block_address(key)).content.decode()
    assert press_block(manager, key, reason).status_code == 403
    key.refresh_from_db()
    assert not key.is_blocked
    assert not Request.objects.exists()
    assert owner.get("/settings/").status_code == 200
    assert press_block(owner, key, VOLUNTARY).status_code == 302


def test_a_manager_gives_back_what_was_blocked_by_choice(line):
    lose(line, reason=VOLUNTARY)
    finish()
    assert signed_in(give_access(line)).post(unblock_address(line), NOW_PLEASE).status_code == 302


def test_weak_sessions_give_a_code_first(line):
    browser = signed_in(line.contract.owner, proof=Proof.NETWORK, line=line)
    assert browser.get(block_address(line)).url.startswith("/confirm/")
    assert press_block(browser, line).url.startswith("/confirm/")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Выберите причину."),
        ({"reason": "loss", "when": "later"}, "Выберите день."),
        ({"reason": "loss", "when": "later", "on": "2100-01-01"}, "сразу"),
        ({"reason": "voluntary", "when": "later", "on": "2100-01-01"}, "до полугода"),
        ({"reason": "voluntary", "when": "later", "on": "завтра"}, "Напишите день"),
        ({"reason": "nonsense", "when": "now"}, "Выберите причину."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(line, fields, says):
    answer = by_password(line).post(block_address(line), fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Request.objects.exists()


def test_a_line_without_a_number_cannot_be_blocked(line):
    line.contract.lines.filter(msisdn=OTHER).update(msisdn=None, kind="home")
    fixed = line.contract.lines.get(kind="home")
    assert by_password(line).get(block_address(fixed)).status_code == 404


def test_a_form_about_another_line_than_its_address_changes_neither(line):
    neighbour = line.contract.lines.get(msisdn=OTHER)
    form = {"reason": "loss", **NOW_PLEASE, "line": str(neighbour.public_id)}
    answer = by_password(line).post(block_address(line), form)
    assert answer.status_code == 404
    assert not Request.objects.exists()


def test_a_line_that_works_is_not_unblocked(line):
    answer = by_password(line).get(unblock_address(line), follow=True)
    assert "он работает" in answer.content.decode()


def test_the_cabinet_shows_that_a_number_is_blocked_and_the_way_back(line):
    lose(line, reason=VOLUNTARY)
    browser = by_password(line)
    for address in ("/", "/numbers/"):
        text = browser.get(address).content.decode()
        assert "аблокирован" in text
        assert unblock_address(line) in text


def test_the_pages_ask_the_database_little(line, django_assert_max_num_queries):
    browser = by_password(line)
    browser.get(block_address(line))
    with django_assert_max_num_queries(
        9
    ):  # session, user, lines, standing, other lines, whose line it is, brand, balance
        browser.get(block_address(line))
    type(line).objects.filter(pk=line.pk).update(
        status="blocked", block_reason=BlockReason.LOSS, blocked_at=timezone.now()
    )
    with django_assert_max_num_queries(7):
        browser.get(unblock_address(line))
