"""Which line a request is about, and whose clock it is shown by (DESIGN §4.9)."""

from uuid import uuid4

import pytest
from django.utils import timezone

from cabinet.accounts.models import Line, Role
from cabinet.home import views as home
from tests.people import NOW, add_line, give_access, make_owner, signed_in

pytestmark = pytest.mark.django_db

FIRST, SECOND = "79031234567", "79031234568"


def languages() -> dict[str, str]:
    return dict(Line.objects.values_list("msisdn", "sms_language"))


def test_of_two_tabs_each_changes_the_line_that_its_form_carries():
    owner, first = make_owner(FIRST, SECOND)
    second = Line.objects.get(msisdn=SECOND)
    browser = signed_in(owner)
    browser.get(f"/settings/?line={second.public_id}")
    browser.get(f"/settings/?line={first.public_id}")  # the other tab, opened later: it is the session's default now
    answer = browser.post("/settings/", {"line": str(second.public_id), "sms_language": "en"})
    assert answer.url == f"/settings/?line={second.public_id}"
    assert languages() == {FIRST: "ru", SECOND: "en"}


def test_what_the_form_says_goes_before_the_address():
    owner, first = make_owner(FIRST, SECOND)
    second = Line.objects.get(msisdn=SECOND)
    form = {"line": str(second.public_id), "sms_language": "en"}
    signed_in(owner).post(f"/settings/?line={first.public_id}", form)
    assert languages() == {FIRST: "ru", SECOND: "en"}


def test_a_form_about_a_line_of_someone_else_changes_nothing():
    owner, _line = make_owner(FIRST)
    _stranger, theirs = make_owner(SECOND)
    answer = signed_in(owner).post("/settings/", {"line": str(theirs.public_id), "sms_language": "en"})
    assert answer.status_code == 404
    assert languages() == {FIRST: "ru", SECOND: "ru"}


def test_a_viewer_does_not_change_the_language_of_a_lines_sms_and_a_manager_does():
    _owner, line = make_owner(FIRST)
    form = {"line": str(line.public_id), "sms_language": "en"}
    viewer = signed_in(give_access(line, Role.VIEWER))
    assert viewer.get("/settings/").context["form"] is None
    assert viewer.post("/settings/", form).status_code == 404
    assert languages() == {FIRST: "ru"}
    assert signed_in(give_access(line)).post("/settings/", form).status_code == 302
    assert languages() == {FIRST: "en"}


@pytest.fixture
def many():
    """A person with 31 numbers: one more than the switcher holds."""
    owner, _line = make_owner(*(f"79031{number:06}" for number in range(31)))
    return owner, Line.objects.latest("pk")


def test_a_person_with_more_numbers_than_the_switcher_holds_can_choose_the_last(many):
    owner, last = many
    browser = signed_in(owner)
    chosen = browser.get(f"/?line={last.public_id}")
    assert chosen.status_code == 200
    assert chosen.context["cabinet"].line == last
    assert last not in chosen.context["cabinet"].lines
    assert browser.get("/").context["cabinet"].line == last  # and it stays chosen


def test_a_person_with_many_numbers_cannot_choose_a_strangers(many):
    owner, _last = many
    _stranger, theirs = make_owner("79160000001")
    browser = signed_in(owner)
    for named in (theirs.public_id, uuid4(), "nonsense"):
        assert browser.get(f"/?line={named}").status_code == 404


def test_the_time_zone_of_one_person_is_not_that_of_the_next_request(client, monkeypatch):
    owner, line = make_owner(FIRST)
    line.contract.time_zone = "Asia/Vladivostok"
    line.contract.save()
    zones, render = [], home.render
    monkeypatch.setattr(
        home, "render", lambda *a, **k: zones.append(timezone.get_current_timezone_name()) or render(*a, **k)
    )
    signed_in(owner).get("/")
    client.get("/")  # a guest, in the same thread
    assert zones == ["Asia/Vladivostok", "Europe/Moscow"]


def test_a_closed_default_falls_back_to_a_line_that_is_open():
    owner, first = make_owner(FIRST)
    second = add_line(first.contract, SECOND)
    browser = signed_in(owner)
    browser.get(f"/?line={second.public_id}")
    second.status, second.closed_at = "closed", NOW
    second.save()
    assert browser.get("/").context["cabinet"].line == first
