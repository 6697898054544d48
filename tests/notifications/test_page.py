"""«Уведомления»: chosen, changed in two tabs, for a number of one's own and of others (N6, T11)."""

import re

import pytest
from django.test import Client

from cabinet.accounts.assurance import Proof
from cabinet.accounts.models import BulkChoice, Line, NotificationChoice, Role, SecurityEvent, User
from cabinet.accounts.services.choices import ways_of
from cabinet.core.notifications import By, events
from tests.people import NOW, add_line, give_access, make_owner, make_specialist, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/settings/notifications/"
CHAT_SMS, CHAT_EMAIL = "chat.reply:sms", "chat.reply:email"


@pytest.fixture
def owner() -> User:
    return make_owner("79031234567")[0]


@pytest.fixture
def line(owner: User) -> Line:
    return Line.objects.get(contract__owner=owner)


@pytest.fixture
def browser(owner: User) -> Client:
    return signed_in(owner)


def with_address(user: User) -> User:
    user.email, user.email_verified_at = "maria@example.ru", NOW
    user.save()
    return user


def form_of(browser: Client, line: Line | None = None) -> dict[str, list[str] | str]:
    """What the browser would send if the button were pressed at once."""
    page = browser.get(PAGE, {"line": line.public_id} if line else {}).content.decode()
    return {
        "was": re.findall(r'name="was" value="([^"]+)"', page),
        "on": re.findall(r'name="on" value="([^"]+)" checked', page),
        "line": (re.findall(r'name="line" value="([^"]+)"', page) or [""])[0],
    }


def save(browser: Client, form: dict, *, off: str = "", on: str = "") -> str:
    ticked = [value for value in form["on"] if value != off] + ([on] if on else [])
    answer = browser.post(PAGE, form | {"on": ticked}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def facts() -> list[dict]:
    return [event.details.facts for event in SecurityEvent.objects.order_by("pk").select_related("details")]


def test_what_nobody_chose_is_on_by_sms_and_pressing_the_button_writes_nothing(browser, owner):
    form = form_of(browser)
    assert CHAT_SMS in form["on"]
    assert "Ничего не изменилось" in save(browser, form)
    assert not NotificationChoice.objects.exists()
    assert not SecurityEvent.objects.exists()


def test_switching_off_and_on_again_is_kept_and_journalled(browser, owner):
    page = save(browser, form_of(browser), off=CHAT_SMS)
    assert "Сохранено" in page
    assert "выключено" in page
    assert ways_of(owner)["chat.reply"] == frozenset()
    save(browser, form_of(browser), on=CHAT_SMS)
    assert ways_of(owner)["chat.reply"] == {By.SMS}
    assert facts() == [{"choices": f"chat.reply:sms:{state}", "way": "page"} for state in ("off", "on")]
    assert "Специалист ответил в чате (SMS): выключено" in browser.get("/settings/security/journal/").content.decode()


def test_sent_twice_it_is_saved_once(browser):
    form = form_of(browser)
    assert "Сохранено" in save(browser, form, off=CHAT_SMS)
    assert "Ничего не изменилось" in save(browser, form, off=CHAT_SMS)
    assert SecurityEvent.objects.count() == 1


def test_a_tab_that_was_open_for_long_undoes_nothing_of_another(browser, owner):
    first, second = form_of(browser), form_of(browser)
    save(browser, first, off=CHAT_SMS)
    save(browser, second, off="requests.result:sms")
    assert ways_of(owner)["chat.reply"] == ways_of(owner)["requests.result"] == frozenset()


def test_email_can_be_chosen_once_an_address_is_confirmed(browser, owner):
    assert "chat.reply:email" not in browser.get(PAGE).content.decode()
    with_address(owner)
    save(browser, form_of(browser), on=CHAT_EMAIL)
    assert ways_of(owner)["chat.reply"] == {By.SMS, By.EMAIL}


def test_an_event_that_has_no_email_takes_none(browser, owner):
    with_address(owner)
    assert "accounts.offered:email" not in browser.get(PAGE).content.decode()
    save(browser, form_of(browser), on="accounts.offered:email")
    assert not NotificationChoice.objects.exists()


def test_security_is_shown_locked_and_a_forged_form_switches_nothing_off(browser):
    page = browser.get(PAGE).content.decode()
    assert "Эти SMS выключить нельзя" in page
    for event in events():
        if event.security:
            assert str(event.title) in page
            assert f"{event.name}:sms" not in page
            save(browser, {"was": [f"{event.name}:sms"], "on": []})
    assert not NotificationChoice.objects.exists()


@pytest.mark.parametrize("value", ["", ":", "x", "chat.reply:push", "no.such:sms", "bulk", "a" * 5000, "☃:sms"])
def test_what_no_checkbox_says_changes_nothing(browser, value):
    save(browser, {"was": [value], "on": []})
    assert not NotificationChoice.objects.exists()


def test_a_category_is_switched_off_for_the_number_of_the_form(browser, owner, line):
    second = add_line(line.contract, "79031234568")
    save(browser, form_of(browser, second), off="bulk:advertising")
    assert [(c.line, c.category, c.allowed) for c in BulkChoice.objects.all()] == [(second, "advertising", False)]
    event = SecurityEvent.objects.get()
    assert (event.kind, event.line, event.user, event.made_by) == ("bulk_changed", second, owner, owner)
    assert "bulk:advertising" in form_of(browser, line)["on"]
    assert "bulk:advertising" not in form_of(browser, second)["on"]


def test_two_tabs_about_two_numbers_change_each_its_own(browser, line):
    second = add_line(line.contract, "79031234568")
    tabs = [(each, form_of(browser, each)) for each in (line, second)]
    for (_each, form), category in zip(tabs, ("advertising", "sim_popup"), strict=True):
        save(browser, form, off=f"bulk:{category}")
    found = BulkChoice.objects.order_by("pk").values_list("line", "category")
    assert list(found) == [(line.pk, "advertising"), (second.pk, "sim_popup")]


def test_a_category_without_a_number_is_about_nothing(browser):
    assert browser.post(PAGE, {"was": ["bulk:advertising"], "on": []}).status_code == 404


def test_a_manager_chooses_for_the_number_and_the_owner_reads_it(owner, line):
    manager = give_access(line)
    save(signed_in(manager), form_of(signed_in(manager), line), off="bulk:advertising")
    event = SecurityEvent.objects.get()
    assert (event.user, event.made_by) == (owner, manager)
    journal = signed_in(owner).get("/settings/security/journal/").content.decode()
    assert "реклама и предложения: выключено" in journal


def test_a_viewer_chooses_for_themselves_and_not_for_the_number(line):
    viewer = give_access(line, Role.VIEWER)
    browser = signed_in(viewer)
    form = form_of(browser, line)
    assert form["line"] == ""
    assert not any(value.startswith("bulk:") for value in form["on"])
    save(browser, form, off=CHAT_SMS)
    assert ways_of(viewer)["chat.reply"] == frozenset()
    assert browser.post(PAGE, {"line": line.public_id, "was": ["bulk:advertising"]}).status_code == 404
    assert not BulkChoice.objects.exists()


def test_a_foreign_number_is_not_there(browser):
    _other, foreign = make_owner("79161234567")
    assert browser.get(PAGE, {"line": foreign.public_id}).status_code == 404
    forged = {"line": foreign.public_id, "was": ["bulk:advertising", CHAT_SMS], "on": []}
    assert browser.post(PAGE, forged).status_code == 404
    assert not BulkChoice.objects.exists()
    assert not NotificationChoice.objects.exists()


def test_a_person_without_numbers_still_chooses(db):
    user = User.objects.create_user(name="Пётр")
    save(signed_in(user), form_of(signed_in(user)), off=CHAT_SMS)
    assert ways_of(user)["chat.reply"] == frozenset()


def test_staff_have_no_such_page():
    assert signed_in(make_specialist()).get(PAGE).status_code == 404


def test_who_is_known_by_the_network_alone_reads_and_changes_nothing(owner, line):
    weak = signed_in(owner, proof=Proof.NETWORK, line=line)
    page = weak.get(PAGE).content.decode()
    assert "Сохранить" not in page
    assert weak.post(PAGE, {"was": [CHAT_SMS]}).headers["Location"].startswith("/confirm/")
    assert not NotificationChoice.objects.exists()


def test_the_page_asks_as_much_for_many_numbers_as_for_one(browser, owner, line, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with_address(owner)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    for number in range(8):
        add_line(line.contract, f"7903123450{number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(one) <= 8


def test_the_settings_lead_there(browser):
    assert f'href="{PAGE}' in browser.get("/settings/").content.decode()
