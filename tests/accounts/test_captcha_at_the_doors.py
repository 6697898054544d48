"""After three failures the doors ask for a captcha; strangers' failures ask nothing of people in their own browsers."""

import re

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from cabinet.accounts.models import Asker, LoginCode, PasswordLimit, User
from cabinet.core.captcha.forms import NOT_YET, WRONG
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import another, code_in_sms
from tests.core.test_captcha import solved
from tests.people import PASSWORD, make_owner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("suspicious")]

NUMBER = "79031234567"
NEAR, FAR = "198.51.100.1", "203.0.113.9"  # two networks


@pytest.fixture(autouse=True)
def easy(settings):
    settings.CAPTCHA_WORK, settings.CAPTCHA_WORK_COST = 4, 2


@pytest.fixture
def owner():
    user, _line = make_owner(NUMBER)
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(network: str = NEAR) -> Client:
    return Client(REMOTE_ADDR=network)


def ask(client: Client, phone: str = NUMBER, **fields: str):
    return client.post("/login/", {"phone": phone, "how": "code", **fields})


def try_password(client: Client, phone: str = NUMBER, password: str = "не тот", **fields: str):
    return client.post("/login/password/", {"phone": phone, "password": password, **fields})


def asks(answer) -> bool:
    return answer.context["form"].asks_captcha


def work_of(answer) -> dict[str, str]:
    """What the page's module would send."""
    return {"altcha": solved(answer.context["form"].challenge)}


def digits_of(answer) -> dict[str, str]:
    """What a person without JavaScript would type."""
    key = re.search(r'name="captcha_key" value="(\w+)"', answer.content.decode())[1]
    return {"captcha_key": key, "captcha": CaptchaStore.objects.get(hashkey=key).response}


def test_the_third_wrong_password_brings_the_captcha_of_this_browser(owner):
    client = browser()
    assert [asks(try_password(client)) for _attempt in range(3)] == [False, False, True]
    assert asks(client.get("/login/password/"))
    assert asks(client.get("/login/"))


def test_without_it_the_right_password_is_not_judged_and_need_not_be_typed_again(owner):
    client = browser()
    for _attempt in range(3):
        try_password(client)
    attempts = list(PasswordLimit.objects.values_list("attempts", flat=True))
    answer = try_password(client, password=PASSWORD, remember="on")
    assert answer.status_code == 422
    assert str(NOT_YET) in answer.content.decode()
    assert list(PasswordLimit.objects.values_list("attempts", flat=True)) == attempts
    form = answer.context["form"]
    assert f'value="{PASSWORD}"' in str(form["password"])
    assert f'value="{NUMBER}"' in str(form["phone"])
    assert "checked" in str(form["remember"])
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_wrong_password_itself_is_not_written_back(owner):
    answer = try_password(browser(), password="не тот пароль")
    assert "не тот пароль" not in answer.content.decode()


@pytest.mark.parametrize("way", [work_of, digits_of])
def test_either_captcha_lets_the_right_password_in(owner, way):
    client = browser()
    for _attempt in range(3):
        answer = try_password(client)
    assert try_password(client, password=PASSWORD, **way(answer)).url == "/"


def test_a_spent_captcha_is_no_captcha(owner):
    client = browser()
    for _attempt in range(3):
        answer = try_password(client)
    work = work_of(answer)
    assert not answer.context["form"].errors.get("captcha")
    assert "не подошли" in try_password(client, **work).content.decode()
    assert str(NOT_YET) in try_password(client, password=PASSWORD, **work).content.decode()


def test_failures_of_one_network_ask_every_stranger_in_it(owner):
    for _attempt in range(3):
        try_password(browser(), phone="nobody")
    assert asks(browser().get("/login/"))
    assert asks(browser("198.51.100.77").get("/login/"))
    assert not asks(browser(FAR).get("/login/"))


def test_failures_at_one_number_ask_every_stranger_at_it_and_the_form_keeps_what_was_typed(owner):
    for network in ("203.0.113.1", "192.0.2.1", "198.18.0.1"):
        try_password(browser(network), phone="+7 (903) 123-45-67")
    client = browser(NEAR)
    assert not asks(client.get("/login/"))
    answer = ask(client, phone="8 903 1234567")
    assert asks(answer)
    assert answer.context["form"]["phone"].value() == "8 903 1234567"
    assert not SmsMessage.objects.exists()
    assert ask(client, **work_of(answer)).url == "/login/code/"


def test_known_and_unknown_numbers_ask_alike(owner):
    for phone in (NUMBER, "79990000000"):
        answers = [asks(ask(browser(f"203.0.{index}.1"), phone)) for index in range(0)]
        for index in range(3):
            try_password(browser(f"203.{len(phone)}.{index}.{phone[-1]}"), phone=phone)
        answers.append(asks(ask(browser("192.0.2.9"), phone)))
        assert answers == [True], phone


def test_codes_that_nobody_types_ask_for_a_captcha(owner):
    client = browser()
    for index in range(3):
        assert ask(client, f"7916000000{index}").url == "/login/code/"
    assert asks(ask(client, "79160000009"))
    assert not asks(browser().get("/login/"))  # they say nothing of the network: most codes are typed


def test_a_wrong_captcha_spends_no_attempt_of_the_code(owner):
    client = browser()
    ask(client)
    code = code_in_sms()
    for _attempt in range(3):
        answer = client.post("/login/code/", {"code": another(code)})
    assert asks(answer)
    assert LoginCode.objects.get().attempts == 3
    wrong = digits_of(answer) | {"captcha": "no"}
    answer = client.post("/login/code/", {"code": code, **wrong})
    assert str(WRONG) in answer.content.decode()
    assert answer.context["form"]["code"].value() == code
    assert LoginCode.objects.get().attempts == 3
    assert client.post("/login/code/", {"code": code, **digits_of(answer)}).url == "/"


def test_asking_again_leads_to_the_page_with_the_captcha(owner):
    client = browser()
    ask(client)
    for _attempt in range(3):
        client.post("/login/code/", {"code": another(code_in_sms())})
    answer = client.post("/login/code/", {"again": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/login/"
    assert asks(answer)
    assert NUMBER in answer.content.decode()
    assert SmsMessage.objects.count() == 1


def test_coming_in_ends_the_suspicion_of_this_browser_and_this_number(owner):
    client = browser()
    for _attempt in range(2):
        try_password(client)
    assert try_password(client, password=PASSWORD).url == "/"
    client.post("/logout/")
    assert [asks(try_password(client)) for _attempt in range(2)] == [False, False]


def comes_in(client: Client) -> None:
    ask(client)
    assert client.post("/login/code/", {"code": code_in_sms()}).url == "/"
    client.post("/logout/")


def attack(times: int) -> None:
    """Strangers in the person's own network fail at the person's number."""
    for index in range(times):
        stranger = browser()
        answer = stranger.get("/login/password/")
        answer = try_password(stranger, **(work_of(answer) if asks(answer) else {}))
        if asks(answer) and index > 2:
            try_password(stranger, **work_of(answer))


def test_a_browser_that_was_here_before_is_asked_nothing_for_what_strangers_did(owner):
    mine = browser()
    comes_in(mine)
    attack(4)
    assert asks(browser().get("/login/"))
    assert not asks(mine.get("/login/"))
    assert ask(mine).url == "/login/code/"
    assert try_password(mine, password=PASSWORD).url == "/"


def test_strangers_cannot_use_up_the_codes_of_a_browser_that_was_here_before(owner):
    mine = browser()
    comes_in(mine)
    stranger = browser(FAR)
    ask(stranger)
    assert ask(browser("192.0.2.1")).url == "/login/code/"  # within the minute of strangers: nothing is sent
    assert SmsMessage.objects.count() == 2
    ask(mine)
    assert SmsMessage.objects.count() == 3
    assert LoginCode.objects.latest("pk").asker == Asker.OWN
    assert mine.post("/login/code/", {"code": code_in_sms()}).url == "/"


def test_strangers_cannot_use_up_the_passwords_of_a_browser_that_was_here_before(owner, settings):
    mine = browser()
    comes_in(mine)
    settings.CAPTCHA_AFTER = dict.fromkeys(settings.CAPTCHA_AFTER, 1_000_000)
    settings.PASSWORDS_IN_ALL = 12
    for index in range(13):
        try_password(browser(NEAR if index < 11 else FAR))
    assert "Слишком много попыток" in try_password(browser(FAR), password=PASSWORD).content.decode()
    assert try_password(mine, password=PASSWORD).url == "/"
    mine.post("/logout/")
    for _attempt in range(10):
        assert "не подошли" in try_password(mine).content.decode()
    assert "Слишком много попыток" in try_password(mine, password=PASSWORD).content.decode()  # nor guesses without end


def test_the_fuse_does_not_stop_a_browser_that_was_here_before(owner, settings):
    mine = browser()
    comes_in(mine)
    settings.CODES_IN_ALL = "1/minute"
    assert ask(browser(FAR), "79160000001").url == "/login/"
    assert ask(mine).url == "/login/code/"
    assert mine.post("/login/code/", {"code": code_in_sms()}).url == "/"


def test_a_browser_that_another_person_used_is_a_strangers(owner):
    make_owner("79160000001")
    theirs = browser()
    comes_in(theirs)
    ask(theirs, "79160000001")
    assert LoginCode.objects.latest("pk").asker == Asker.GUEST


def test_signing_in_to_a_cabinet_of_ones_own_does_not_buy_guesses_at_anothers(owner):
    robot, robots = browser(), "79039999999"
    make_owner(robots)
    User.objects.filter(contracts__lines__msisdn=robots).update(password=owner.password)
    asked = []
    for _round in range(3):
        assert try_password(robot, robots, PASSWORD).status_code == 302
        robot.post("/logout/")
        asked += [asks(try_password(robot)), asks(try_password(robot))]
    assert asked == [False, False, True, True, True, True]


def test_who_is_signed_in_goes_on_whatever_strangers_do(owner):
    inside = signed_in(owner)
    attack(15)
    for _attempt in range(6):
        ask(browser(FAR))
    assert inside.get("/settings/").status_code == 200
    inside.post("/confirm/", {"next": "/settings/"})
    line = owner.contracts.get().primary_line
    answer = inside.post("/confirm/", {"next": "/settings/", "to": line.public_id, "code": code_in_sms()})
    assert answer.url == "/settings/"


def test_the_page_tells_what_to_do_without_eyes_and_without_javascript(owner):
    client = browser()
    for _attempt in range(3):
        answer = try_password(client)
    page = answer.content.decode()
    picture = re.search(r'<img src="(/captcha/\w+/)"[^>]*alt="([^"]+)"', page)
    assert client.get(picture[1]).headers["Content-Type"] == "image/png"
    assert "позвоните" in picture[2]
    assert 'href="tel:' in page
    assert "js/captcha/main.js" in page
    assert "js/captcha/main.js" not in browser(FAR).get("/login/").content.decode()
