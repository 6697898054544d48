"""What a permanent password may be, and what the person is told when it may not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cabinet.accounts.models import Access, User
from cabinet.accounts.password_rules import LONGEST, SHORTEST
from cabinet.core import brand
from tests.people import add_line, make_contract, make_owner

pytestmark = pytest.mark.django_db

NUMBER, SECOND = "79031234567", "79031234568"


@pytest.fixture
def owner():
    return make_owner(NUMBER, SECOND)[0]


def refused(password: str, user: User | None = None) -> str | None:
    """The code of the first rule that it breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.error_list[0].code
    return None


@pytest.mark.parametrize("password", ["", "1234567", "гроза!!", "🙂🙂🙂🙂🙂🙂🙂"])
def test_seven_characters_are_too_few(password):
    assert refused(password) == "password_too_short"


def test_a_hundred_and_twenty_nine_are_too_many():
    assert refused("гроза над Волгой " * 8) == "password_too_long"
    assert refused(("гроза над Волгой " * 8)[:LONGEST]) is None


@pytest.mark.parametrize(
    "password",
    [
        "гроза над Волгой 1980", "correct horse battery staple", "  впереди и сзади пробелы  ", "Ёжик🦔идёт🦔домой",
        "ночью звенят трамваи", "xk29!wq-7b", "密码很长也可以用的", "كلمةالسرطويلة",
    ],
)  # fmt: skip
def test_letters_of_any_language_spaces_and_pictures_are_welcome(password):
    assert refused(password) is None


@pytest.mark.parametrize(
    "password",
    [
        "password", "PASSWORD", "qwerty123", "iloveyou", "пароль123", "Пароль2024!", "12пароль34", "йцукен123",
        "ЙЦУКЕН12", "gfhjkm123", "ghbdtn123", "любовь1985", "солнышко", "приветпривет", "наташа1990", "ПАРОЛЬПАРОЛЬ",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password):
    assert refused(password) in ("password_too_common", "password_too_plain")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaa", "ыыыыыыыыыы", "12121212", "        ", "12345678", "87654321", "йцукенгшщз", "ъхзщшгнек",
        "фывапролд", "ячсмитьбю", "абвгдежз", "qazwsxedc", "йфяцычувс", "asdfghjkl;", "1q2w3e4r5t", "1й2ц3у4к5е",
    ],
)  # fmt: skip
def test_walks_along_the_keyboard_and_the_alphabet_are_refused(password):
    assert refused(password) in ("password_too_plain", "password_too_common")


@pytest.mark.parametrize(
    "written",
    [
        "89031234567", "9031234567", "79031234567", "+7 (903) 123-45-67", "8-903-123-45-67", "мой9031234567номер",
        "мой номер телефона 903 123 45 67", "٩٠٣١٢٣٤٥٦٧", "79031234568",
    ],
)  # fmt: skip
def test_ones_own_number_is_refused_however_it_is_written(owner, written):
    assert refused(written, owner) == "password_has_number"


def test_the_number_that_one_proved_by_a_code_is_ones_own_and_a_strangers_is_not(owner):
    line = add_line(make_contract("79160000001"), "79160000002")
    person = User.objects.create_user()
    Access.objects.create(user=person, line=line, role="manager", by_code=True)
    assert refused("89160000002", person) == "password_has_number"
    assert refused("89160000002", owner) is None


@pytest.mark.parametrize("password", ["maria.kuz", "Maria.Kuz", "maria.kuz1", "1maria.kuz!", "maria.kuzmaria.kuz"])
def test_ones_own_login_is_refused(owner, password):
    owner.login = "maria.kuz"
    assert refused(password, owner) == "password_has_login"
    assert refused(password, User(login="petr")) is None


@pytest.mark.parametrize("password", ["Звонок24", "ЗВОНОК2026", "звонокзвонок", "мойзвонок"])
def test_the_brand_is_refused(settings, password):
    settings.BRAND_DEFAULTS = settings.BRAND_DEFAULTS | {"name": "Звонок"}
    brand.forget()
    try:
        assert refused(password) == "password_has_brand"
        assert refused("звонок разбудил всех соседей") is None
    finally:
        brand.forget()


def test_a_login_of_four_letters_inside_a_long_phrase_is_no_harm(owner):
    owner.login = "гром"
    assert refused("гром и молния над рекой", owner) is None


@given(st.text(max_size=140))
def test_every_text_gets_an_answer(password):
    code = refused(password, User(login="maria.kuz"))
    if not SHORTEST <= len(password) <= LONGEST:
        assert code in ("password_too_short", "password_too_long")
