"""The operator's words in the admin: seen beside those of the code, tried, kept, taken back (X4)."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cabinet.accounts.models import User
from cabinet.accounts.roles import SMS_EDITORS, make_groups
from cabinet.accounts.services.second_factor import give_devices
from cabinet.sms.models import SmsText
from cabinet.sms.texts import render, templates
from tests.people import signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:sms_smstext_changelist")
CODE = "accounts.code_sign_in:ru"
WORDS = "Код для входа: {code}. Не сообщайте его никому"


def page_of(key: str) -> str:
    return reverse("admin:sms_smstext_change", args=[key.replace("_", "_5F").replace(":", "_3A")])


def make_staff(*groups: str, login: str = "olga") -> User:
    make_groups()
    user = User.objects.create_user(login, "гроза над Волгой 1980", name="Ольга Сергеева", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    give_devices(user=user)
    return user


@pytest.fixture(autouse=True)
def host(settings):
    settings.PUBLIC_URL = "https://my.operator.ru"


@pytest.fixture
def editor() -> User:
    return make_staff(SMS_EDITORS)


@pytest.fixture
def browser(editor: User) -> Client:
    return signed_in(editor)


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def send(browser: Client, text: str, button: str = "save", *, key: str = CODE, instead_of: str = WORDS, **headers):
    return browser.post(page_of(key), {"text": text, "instead_of": instead_of, button: "1"}, headers=headers)


def test_the_list_has_every_message_in_every_language_with_the_words_of_the_code(browser: Client) -> None:
    page = text_of(browser.get(LIST))
    for template in templates().values():
        for language in ("ru", "en"):
            assert template.in_code(language).split("\n")[0] in page
    assert page.count('<td class="same">те же</td>') == 2 * len(templates())


def test_the_list_asks_the_same_however_many_were_changed(browser: Client, django_assert_max_num_queries) -> None:
    SmsText.objects.bulk_create(
        SmsText(name=name, language=language, text="Текст {link}") for name in templates() for language in ("ru", "en")
    )
    with django_assert_max_num_queries(9):
        browser.get(LIST)


def test_a_changed_text_stands_beside_the_words_of_the_code(browser: Client) -> None:
    SmsText.objects.create(name="accounts.code_sign_in", language="ru", text="Ваш код {code}")
    page = text_of(browser.get(LIST))
    assert '<td>Ваш код {code}<br><b>изменён</b></td><td data-label="Слова портала: ">' + WORDS in page


def test_a_change_is_kept_said_and_written_down(browser: Client, editor: User) -> None:
    assert send(browser, "  Ваш код\r\n{code} ").headers["Location"] == LIST

    assert SmsText.objects.get().text == "Ваш код {code}"
    assert render("accounts.code_sign_in", "ru", code="1") == "Ваш код 1\n@my.operator.ru #1"
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (editor, CODE, f"«{WORDS}» → «Ваш код {{code}}»")
    assert "Ольга Сергеева" in text_of(browser.get(page_of(CODE)))


def test_a_change_is_heard_of_where_it_was_made_at_once_even_when_its_page_was_kept(browser: Client) -> None:
    send(browser, "Раз {code}")
    assert render("accounts.code_sign_in", "ru", code="1").startswith("Раз 1")
    send(browser, "Два {code}", instead_of="Раз {code}")
    assert render("accounts.code_sign_in", "ru", code="1").startswith("Два 1")


@pytest.mark.parametrize("how", ["the button", "the same words"])
def test_back_to_the_words_of_the_code(browser: Client, how: str) -> None:
    send(browser, "Ваш код {code}")
    if how == "the button":
        send(browser, "что угодно", "restore")
    else:
        send(browser, WORDS, instead_of="Ваш код {code}")

    assert not SmsText.objects.exists()
    assert render("accounts.code_sign_in", "ru", code="1").startswith("Код для входа: 1.")
    assert LogEntry.objects.order_by("-pk")[0].change_message == f"«Ваш код {{code}}» → «{WORDS}»"


def test_saving_what_stands_changes_nothing_and_writes_nothing(browser: Client) -> None:
    assert send(browser, WORDS).status_code == 302
    assert send(browser, WORDS, "restore").status_code == 302
    assert not SmsText.objects.exists()
    assert not LogEntry.objects.exists()


def test_looking_shows_the_sms_its_alphabet_and_what_is_left_and_keeps_nothing(browser: Client) -> None:
    page = text_of(send(browser, "Ваш код {code}", "look"))
    assert "Ваш код 123456<br>@my.operator.ru #123456" in page
    assert "<b>1 SMS</b> · кириллица (UCS-2), до 70 знаков в SMS · ещё поместится знаков: 32" in page
    assert "Ваш код {code}</textarea>" in page
    assert not SmsText.objects.exists()


def test_latin_letters_have_more_room(browser: Client) -> None:
    page = text_of(send(browser, "Code {code}", "look"))
    assert "<b>1 SMS</b> · латиница (GSM-7), до 160 знаков в SMS · ещё поместится знаков: 125" in page


def test_longer_than_usual_is_warned_of_and_may_be_kept(browser: Client) -> None:
    long = "Ваш код {code}. " + "Очень длинно. " * 5
    page = text_of(send(browser, long, "look"))
    assert "<b>2 SMS</b>" in page
    assert "Длиннее, чем слова портала (1 SMS)" in page
    assert send(browser, long).status_code == 302


@pytest.mark.parametrize("button", ["save", "look"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Код {cod}, {code}", "Поля {cod} в этом сообщении нет. Есть: {code}, {brand}, {phone}, {free_phone}."),
        ("Скоро придёт код", "Без поля {code} сообщение бесполезно: добавьте его."),
        ("{code}" + " ещё" * 100, "Слишком длинно: сообщение займёт больше четырёх SMS. Сократите текст."),
        ("  ", "Напишите текст."),
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence_and_nothing_is_lost(
    browser: Client, text: str, sentence: str, button: str
) -> None:
    answer = send(browser, text, button)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f"{text}</textarea>" in text_of(answer)
    assert not SmsText.objects.exists()


def test_while_one_types_only_the_preview_is_answered(browser: Client) -> None:
    good = send(browser, "Ваш код {code}", "look", **{"HX-Request": "true"})
    assert "Ваш код 123456" in text_of(good)
    assert "<form" not in text_of(good)
    bad = send(browser, "Ваш код", "look", **{"HX-Request": "true"})
    assert bad.status_code == 200  # what is not 200 would not be shown
    assert "Без поля {code}" in text_of(bad)


def test_two_who_edit_at_once_overwrite_nothing_unseen(browser: Client) -> None:
    send(browser, "Раз {code}")
    answer = send(browser, "Два {code}")  # seen before the first saved
    assert answer.status_code == 422
    assert "Пока вы правили, этот текст уже изменили. Сейчас он такой: «Раз {code}»" in text_of(answer)
    assert SmsText.objects.get().text == "Раз {code}"


def test_a_text_that_does_not_fit_any_more_says_so_and_can_be_mended(browser: Client) -> None:
    SmsText.objects.create(name="accounts.code_sign_in", language="ru", text="Код {old}")
    assert "Поля {old} в этом сообщении нет" in text_of(browser.get(LIST))
    page = text_of(browser.get(page_of(CODE)))
    assert "Этот текст не отправляется, вместо него идут слова портала." in page
    assert "Код {old}</textarea>" in page
    assert send(browser, "Код {code}", instead_of="Код {old}").status_code == 302


def test_a_text_of_a_message_that_is_gone_can_only_be_deleted(browser: Client) -> None:
    SmsText.objects.create(name="accounts.gone", language="ru", text="Было")
    assert "Портал больше не отправляет" in text_of(browser.get(page_of("accounts.gone:ru")))
    send(browser, "", "restore", key="accounts.gone:ru")
    assert not SmsText.objects.exists()
    assert browser.get(page_of("accounts.gone:ru")).status_code == 404


def test_what_is_written_is_shown_as_text(browser: Client) -> None:
    page = send(browser, "<script>alert(1)</script>{code}", "look").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;123456" in page


def test_in_english_the_page_is_english_and_the_text_is_not(browser: Client, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(language="en")
    page = text_of(browser.get(page_of(CODE), headers={"Accept-Language": "en"}))
    assert "Who changed it" not in page
    assert "The portal’s words:" in page
    assert f'<span lang="ru">{WORDS}</span>' in page


def test_who_may_only_look_changes_nothing() -> None:
    from django.contrib.auth.models import Permission

    looker = make_staff(login="vera")
    looker.user_permissions.add(Permission.objects.get(codename="view_smstext"))
    browser = signed_in(looker)
    page = text_of(browser.get(LIST))
    assert WORDS in page
    assert page_of(CODE) not in page
    assert browser.get(page_of(CODE)).status_code == 403
    assert send(browser, "Ваш код {code}").status_code == 403
    assert send(browser, "", "restore").status_code == 403
    assert not SmsText.objects.exists()


@pytest.mark.parametrize("group", ["Специалисты", "Колл-центр"])
def test_other_staff_see_nothing_of_it(group: str) -> None:
    browser = signed_in(make_staff(group, login="ivan"))
    assert browser.get(LIST).status_code == 403
    assert browser.get(page_of(CODE)).status_code == 403


def test_the_editor_may_do_nothing_else(browser: Client) -> None:
    assert browser.get(reverse("admin:sms_smsmessage_changelist")).status_code == 403
    assert browser.get(reverse("admin:sms_smstext_add")).status_code == 403
    assert browser.get(reverse("admin:sms_smstext_delete", args=["1"])).status_code in (302, 403)
