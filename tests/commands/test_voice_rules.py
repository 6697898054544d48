"""The voice menu as staff edit it: nothing that leads nowhere is saved, and what is wrong is said (N5)."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command

from cabinet.accounts.models import User
from cabinet.accounts.services.second_factor import give_devices
from cabinet.commands.checks import voice_menu
from cabinet.commands.models import VoiceAction, VoiceMenuItem
from cabinet.commands.voice_rules import problems
from cabinet.core import questions
from tests.people import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/commands/voicemenuitem/"


@pytest.fixture
def beginning():
    return VoiceMenuItem.objects.get(parent=None)


@pytest.fixture
def popular(beginning):
    return beginning.items.get(action=VoiceAction.MENU)


@pytest.fixture
def admin():
    user = User.objects.create_user("chief", PASSWORD, name="Шеф", is_staff=True, is_superuser=True)
    give_devices(user=user)
    return signed_in(user)


def item(parent, **fields):
    words = {"title_ru": "Часы работы", "title_en": "Opening hours", "text_ru": "Круглые сутки.", "text_en": "All day."}
    return VoiceMenuItem(**({"parent": parent, "key": "9", "action": VoiceAction.SAY} | words | fields))


def refused(wrong: VoiceMenuItem) -> set[str]:
    with pytest.raises(ValidationError) as error:
        wrong.full_clean()
    return set(error.value.message_dict)


def test_an_item_that_is_right_is_saved_and_heard(beginning):
    right = item(beginning)
    right.full_clean()
    right.save()
    assert list(problems(VoiceMenuItem.objects.all())) == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"text_en": " "}, "text_ru"),
        ({"action": "command", "command": "no.such"}, "command"),
        ({"action": "command", "command": ""}, "command"),
        ({"action": "question", "question": "no-such"}, "question"),
        ({"key": "*"}, "key"),
        ({"key": ""}, "__all__"),
        ({"key": "1"}, "__all__"),  # taken
        ({"title_en": ""}, "title_en"),
    ],
)
def test_an_item_that_leads_nowhere_is_refused(beginning, wrong, where):
    assert refused(item(beginning, **wrong)) == {where}


def test_there_is_one_beginning_and_it_is_a_menu(beginning):
    assert "__all__" in refused(item(None, key="", action=VoiceAction.MENU))
    beginning.action = VoiceAction.SAY
    assert {"action", "__all__", "text_ru"} >= refused(beginning)


def test_a_circle_is_refused(beginning, popular):
    inner = item(popular, key="9", action=VoiceAction.MENU)
    inner.full_clean()
    inner.save()
    for within in (inner, popular):
        popular.parent = within
        with pytest.raises(ValidationError, match="Получается круг"):
            popular.full_clean()


def test_items_lie_in_menus_only_and_not_too_deep(beginning, popular):
    balance = beginning.items.get(key="1")
    assert refused(item(balance)) == {"parent"}
    popular.action = VoiceAction.SAY
    popular.text_ru = popular.text_en = "…"
    assert refused(popular) == {"action"}
    above = beginning
    for _level in range(6):
        above = VoiceMenuItem.objects.create(parent=above, key="8", action="menu", title_ru="Ещё", title_en="More")
    assert refused(item(above)) == {"parent"}


def test_a_circle_that_got_in_by_another_way_is_found_and_no_call_hangs(beginning, popular):
    inner = VoiceMenuItem.objects.create(parent=popular, key="9", action="menu", title_ru="Ещё", title_en="More")
    VoiceMenuItem.objects.filter(pk=popular.pk).update(parent=inner)
    found = list(problems(VoiceMenuItem.objects.all()))
    assert "До пункта «3 Частые вопросы» не дойти от начала." in found
    assert "До пункта «9 Ещё» не дойти от начала." in found


def test_what_is_wrong_with_the_whole_is_told_by_check(beginning, monkeypatch):
    assert [each for each in run_checks(databases=["default"]) if each.id == "commands.W001"] == []
    beginning.items.filter(action=VoiceAction.SPECIALIST).delete()
    VoiceMenuItem.objects.create(parent=beginning, key="8", action="menu", title_ru="Пусто", title_en="Empty")
    monkeypatch.delitem(questions._questions, "balance")
    assert {each.msg for each in voice_menu(databases=["default"])} == {
        "В начале меню нет пункта «соединить со специалистом».",
        "В подменю «8 Пусто» ничего нет.",
        "Пункт «3 Где посмотреть баланс?» ведёт к тому, чего нет.",
    }
    assert voice_menu(databases=None) == []  # without a database nothing is read
    call_command("check", databases=["default"])  # said, and nothing is kept from being installed


# In the admin


def test_the_admin_shows_the_menu_and_what_is_wrong_with_it(admin, beginning):
    page = admin.get(ADDRESS).content.decode()
    assert "Частые вопросы" in page
    assert "нет пункта" not in page
    beginning.items.filter(action=VoiceAction.SPECIALIST).delete()
    assert "В начале меню нет пункта «соединить со специалистом»." in admin.get(ADDRESS).content.decode()


def test_commands_and_questions_are_chosen_from_those_that_are_there(admin, beginning):
    page = admin.get(f"{ADDRESS}add/").content.decode()
    assert "*102# баланс" in page
    assert "Как спросить специалиста?" in page
    form = {"parent": beginning.pk, "key": "9", "title_ru": "Б", "title_en": "B", "action": "command"}
    wrong = admin.post(f"{ADDRESS}add/", form | {"command": ""})
    assert "Такой команды нет, или голосом её не задать." in wrong.content.decode()
    assert admin.post(f"{ADDRESS}add/", form | {"command": "billing.balance"}).status_code == 302
    assert beginning.items.get(key="9").command == "billing.balance"


def test_the_beginning_is_never_deleted_and_a_menu_only_when_it_is_empty(admin, beginning, popular):
    assert admin.post(f"{ADDRESS}{beginning.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(f"{ADDRESS}{popular.pk}/delete/", {"post": "yes"})
    assert VoiceMenuItem.objects.filter(pk=popular.pk).exists()
    balance = beginning.items.get(key="1")
    admin.post(f"{ADDRESS}{balance.pk}/delete/", {"post": "yes"})
    assert not VoiceMenuItem.objects.filter(pk=balance.pk).exists()
