"""What people and programs send that is not what a field asks for: a sentence or a 4xx, never an error of ours."""

import pytest
from django.test import Client

from cabinet.accounts.models import LoginCode, Session
from cabinet.core import phones
from cabinet.sms.models import SmsMessage
from tests.accounts.test_codes import another, code_in_sms
from tests.people import PASSWORD, add_line, make_owner, signed_in

pytestmark = pytest.mark.django_db

NUMBER = "79031234567"
CODE = "/login/code/"
ARABIC, PERSIAN, DEVANAGARI, WIDE = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"


def in_script(text: str, script: str) -> str:
    return text.translate(str.maketrans("0123456789", script))


@pytest.fixture
def owner():
    return make_owner(NUMBER)[0]


def ask(client: Client, phone: str = NUMBER, **fields: str):
    return client.post("/login/", {"phone": phone, "how": "code", **fields})


@pytest.mark.parametrize(
    "written",
    [
        *(in_script("8 903 123-45-67", script) for script in (ARABIC, PERSIAN, DEVANAGARI, WIDE)),
        "+7 (903) 123–45—67", "＋７（９０３）１２３－４５－６７", "\u200b+7\u00a0903\u202f123\u201145\u201167\u200e",
        "\u2068+79031234567\u2069", "903\u2212123\u221245\u221267", "8.903.123.45.67", "8/903/1234567",
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_was_typed_or_pasted(client, owner, written):
    assert ask(client, written).url == CODE
    assert SmsMessage.objects.get().msisdn == NUMBER


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("+1 202 555 01 00", "другой страны"), ("+380 67 123 45 67", "другой страны"),
        ("+7 701 123 45 67", "другой страны"),
        ("+7 495 123-45-67", "городской"), ("8 (812) 123 45 67", "городской"), ("8 800 700 06 11", "городской"),
        ("+7 903 123 45 678", "много цифр"), ("8" * 20, "много цифр"), ("903 12", "не распознан"),
        ("00000000000", "не распознан"),
        ("+", "войдите с паролем"), ("9" * 10_000, "Слишком длинно"), ("☎" * 10, "войдите с паролем"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_ours_gets_a_sentence_that_says_why(client, written, sentence):
    answer = ask(client, written)
    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors["phone"])
    assert answer.context["form"].data["phone"] == written
    assert not SmsMessage.objects.exists()


def test_a_landline_is_still_a_number_where_no_sms_is_needed():
    assert phones.parse("+7 495 123-45-67") == "74951234567"
    with pytest.raises(phones.NotMobile):
        phones.parse_mobile("+7 495 123-45-67")


def typed_ways(code: str) -> dict[str, str]:
    return {
        "spaces": f" {code[:3]} {code[3:]} ",
        "dashes": f"{code[:3]}-{code[3:]}",
        "a long dash": f"{code[:2]}—{code[2:]}",
        "Arabic": in_script(code, ARABIC),
        "Persian": in_script(code, PERSIAN),
        "Devanagari": in_script(code, DEVANAGARI),
        "full width": in_script(code, WIDE),
        "zero width": "\u200b".join(code) + "\ufeff",
        "no-break space": "\u00a0".join(code),
        "direction marks": f"\u200f{code}\u200e",
        "the end of the SMS": f"#{code}",
    }


@pytest.mark.parametrize("way", typed_ways("123456"))
def test_a_code_is_read_however_it_was_typed_or_pasted(client, owner, way):
    ask(client)
    assert client.post(CODE, {"code": typed_ways(code_in_sms())[way]}).url == "/"


@pytest.mark.parametrize(
    "typed", ["1" * 10_000, " " * 10_000, "123456" + "\u200b" * 10_000, "½¾⅓", "²³¹⁴⁵⁶", "１２３", "🙂" * 200, "1e5000"]
)
def test_what_cannot_be_a_code_costs_no_attempt_and_says_so(client, owner, typed):
    ask(client)
    answer = client.post(CODE, {"code": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
    assert "Убедитесь" not in str(answer.context["form"].errors["code"])
    assert LoginCode.objects.get().attempts == 0


def test_a_password_of_ten_thousand_characters_is_not_hashed(client, owner, monkeypatch):
    monkeypatch.setattr("cabinet.accounts.views.sign_in_by_password", lambda **_: pytest.fail("it was judged"))
    answer = client.post("/login/password/", {"phone": NUMBER, "password": "п" * 10_000})
    assert answer.status_code == 422
    assert "128" in str(answer.context["form"].errors["password"])


def test_a_next_that_is_no_address_does_not_keep_anybody_out(client, owner):
    assert ask(client, next="/" + "a" * 5000).url == CODE
    assert ask(Client(), "79031234560", next="/\u202e").url == CODE


FORMS = {
    "/login/": ("phone", "how", "next", "remember", "csrfmiddlewaretoken"),
    "/login/code/": ("code", "again"),
    "/login/password/": ("phone", "password", "next", "remember"),
    "/login/otp/": ("token",),
    "/confirm/": ("next", "to", "code"),
    "/settings/": ("line", "sms_language"),
    "/language/": ("language", "next"),
    "/theme/": ("theme", "next"),
}


@pytest.mark.parametrize("address", FORMS)
def test_a_nul_in_any_field_or_name_is_400(address, owner):
    browser = signed_in(owner)
    for field in FORMS[address]:
        assert browser.post(address, {field: "a\0b"}).status_code == 400
    assert browser.post(address, {"a\0b": "x"}).status_code == 400
    assert browser.get(address, {"next": "\0"}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/?line=%00", "/settings/?line=a%00", "/%00", "/captcha/%00/", "/not-me/a%00/", "/help/?%00=x"]
)
def test_a_nul_in_an_address_is_4xx(address, owner):
    for browser in (Client(), signed_in(owner)):
        assert 400 <= browser.get(address).status_code < 500


@pytest.mark.parametrize(
    "query", ["line=%ff%fe", "next=%ff", "%c3%28=%a0%a1", "line=%ed%a0%80", "&&==&", "a=" + "%F0" * 500]
)
def test_a_query_that_is_no_utf8_breaks_nothing(query, owner):
    for browser in (Client(), signed_in(owner)):
        for address in ("/", "/login/", "/settings/", "/confirm/"):
            assert browser.get(f"{address}?{query}").status_code < 500


@pytest.mark.parametrize(
    "body", [b"phone=%ff&how=code", b"\xff\xfe\x00", b"phone=7903&how=code&line=%ed%a0%80", b"=&=&="]
)
def test_a_form_that_is_no_utf8_breaks_nothing(body, client):
    for address in FORMS:
        answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500


def test_a_form_of_201_fields_is_refused(client):
    form = {f"field{index}": "x" for index in range(201)}
    assert client.post("/login/", form).status_code == 400


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=\u00e9",
     "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=no-such", "/", ""],
)  # fmt: skip
def test_another_kind_of_body_breaks_nothing(client, content_type):
    for address in FORMS:
        answer = client.generic("POST", address, b'{"phone": "79031234567"}', content_type=content_type)
        assert answer.status_code < 500, address


def test_a_form_larger_than_a_megabyte_is_refused(client):
    assert client.post("/login/", {"phone": "9" * 1_100_000}).status_code == 400


@pytest.mark.parametrize(
    "cookie",
    ["x", "a" * 32, "A" * 32, ("ж" * 32).encode().decode("latin-1"), "x" * 100_000,
     '"\\000aaaaaaaaaa"', '"\\000' + "a" * 31 + '"', 
     "../../etc/passwd", "' OR 1=1 --", "\x7f" * 40, "%00" * 12],
)  # fmt: skip
def test_a_session_cookie_that_is_none_of_ours_is_nobody(cookie, owner):
    browser = Client(headers={"cookie": f"cabinet_session={cookie}; cabinet_device={cookie}; theme={cookie}"})
    assert browser.get("/").status_code == 200
    assert browser.get("/settings/").url == "/login/?next=/settings/"
    assert browser.post("/login/", {"phone": NUMBER, "how": "code"}).url == CODE
    assert browser.post("/language/", {"language": "en"}).url == "/"


@pytest.mark.parametrize("name", ["user-agent", "x-forwarded-for", "referer", "accept-language", "cookie"])
@pytest.mark.parametrize("value", ["x" * 200_000, "\u00ff\u00fe", "\x01\x02", "'\"<script>"])
def test_strange_headers_break_nothing(name, value, owner):
    browser = Client(headers={name: value})
    ask(browser)
    code = code_in_sms()
    if name != "cookie":
        assert browser.post(CODE, {"code": code}).status_code == 302
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "line", ["x", "0", "-1", "1e9", "../", "00000000-0000-0000-0000-000000000000", "ж" * 300, "a" * 5000, "[]", "{}"]
)
def test_a_line_that_is_no_line_is_not_found(line, owner):
    browser = signed_in(owner)
    assert browser.get("/", {"line": line}).status_code == 404
    assert browser.post("/settings/", {"line": line, "sms_language": "en"}).status_code == 404


def test_two_tabs_on_two_numbers_change_each_its_own(owner):
    first = owner.contracts.get().primary_line
    second = add_line(owner.contracts.get(), "79031234568")
    browser = signed_in(owner)
    browser.get("/settings/", {"line": first.public_id})
    browser.get("/settings/", {"line": second.public_id})  # the other tab, later: the session's default is the second
    browser.post("/settings/", {"line": first.public_id, "sms_language": "en"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.sms_language, second.sms_language) == ("en", "ru")


def test_two_tabs_that_sign_in_to_two_numbers_end_in_the_one_whose_code_was_typed(client, owner):
    make_owner("79160000001")
    ask(client)
    first = code_in_sms()
    ask(client, "79160000001")
    second = code_in_sms()
    if first != second:
        assert (
            client.post(CODE, {"code": first}).status_code == 422
        )  # the tabs share the session: it asks for the second
    assert client.post(CODE, {"code": second}).status_code == 302
    assert client.get("/").context["cabinet"].line.msisdn == "79160000001"


def test_after_signing_out_nothing_can_be_seen_or_done(owner):
    browser = signed_in(owner)
    line = owner.contracts.get().primary_line
    page = browser.get("/settings/")
    assert "no-store" in page.headers["Cache-Control"]  # the back button asks again
    key = browser.session.session_key
    browser.post("/logout/")
    assert browser.get("/settings/").url == "/login/?next=/settings/"
    assert browser.post("/settings/", {"line": line.public_id, "sms_language": "en"}).status_code == 302
    line.refresh_from_db()
    assert line.sms_language == "ru"
    thief = Client(headers={"cookie": f"cabinet_session={key}"})
    assert thief.get("/settings/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_a_stolen_cookie_ends_with_the_password(owner):
    owner.set_password(PASSWORD)
    owner.save()
    browser = signed_in(owner)
    thief = Client(headers={"cookie": f"cabinet_session={browser.session.session_key}"})
    assert thief.get("/settings/").status_code == 200
    owner.set_password(PASSWORD + "!")
    owner.save()
    assert thief.get("/settings/").url == "/login/?next=/settings/"


def test_a_code_typed_again_with_the_back_button_signs_nobody_in_twice(client, owner):
    ask(client)
    code = code_in_sms()
    assert client.post(CODE, {"code": code}).url == "/"
    assert client.post(CODE, {"code": code}).url == "/login/"
    assert another(code) != code
