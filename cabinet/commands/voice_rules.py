"""What the voice menu must be for a call to find its way: asked when an item is saved, and of the whole by `check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cabinet.commands.models import VoiceAction, VoiceMenuItem
from cabinet.core import commands, questions

DEEPEST = 6  # menus within each other


def refuse_wrong(item: VoiceMenuItem) -> None:
    """Raise `ValidationError` for an item that would lead nowhere, or round in a circle."""
    errors = {}
    if item.action == VoiceAction.SAY and not (item.text_ru.strip() and item.text_en.strip()):
        errors["text_ru"] = _("Напишите, что сказать, по-русски и по-английски.")
    if item.action == VoiceAction.COMMAND and not is_command(item.command):
        errors["command"] = _("Такой команды нет, или голосом её не задать.")
    if item.action == VoiceAction.QUESTION and not questions.is_question(item.question):
        errors["question"] = _("Такого вопроса нет.")
    if item.action != VoiceAction.MENU and item.pk and item.items.exists():
        errors["action"] = _("В этом пункте есть другие: он может быть только подменю.")
    if wrong := _wrong_parent(item):
        errors["parent"] = wrong
    if errors:
        raise ValidationError(errors)


def is_command(name: str) -> bool:
    """Whether a key can ask for this: a command that needs to be told nothing."""
    command = commands.named(name)
    return command is not None and not command.fields


def works(item: VoiceMenuItem) -> bool:
    """Whether what the item leads to is there; what is not, callers are not offered."""
    if item.action == VoiceAction.COMMAND:
        return is_command(item.command)
    if item.action == VoiceAction.QUESTION:
        return questions.is_question(item.question)
    return True


def problems(items: Iterable[VoiceMenuItem]) -> Iterator[str]:
    """What is wrong with the whole menu, a sentence each."""
    items = list(items)
    parents = {item.parent_id for item in items}
    beginning = next((item for item in items if item.parent_id is None), None)
    if beginning is None:
        yield _("У меню нет начала: добавьте подменю без клавиши.")
    elif not any(item.action == VoiceAction.SPECIALIST and item.parent_id == beginning.pk for item in items):
        yield _("В начале меню нет пункта «соединить со специалистом».")
    for item in items:
        if item.action == VoiceAction.MENU and item.pk not in parents:
            yield _("В подменю «%(item)s» ничего нет.") % {"item": item}
        if not works(item):
            yield _("Пункт «%(item)s» ведёт к тому, чего нет.") % {"item": item}
        if item.parent_id is not None and _is_lost(item, items):
            yield _("До пункта «%(item)s» не дойти от начала.") % {"item": item}


def _wrong_parent(item: VoiceMenuItem) -> str:
    above, depth = item.parent, 0
    while above is not None:
        if above.pk == item.pk and item.pk is not None:
            return _("Получается круг: это меню лежит внутри самого пункта.")
        if above.action != VoiceAction.MENU:
            return _("«%(item)s» — не подменю.") % {"item": above}
        above, depth = above.parent, depth + 1
        if depth > DEEPEST:
            return _("Меню слишком глубокое: до пункта нажимают не больше %(count)d клавиш.") % {"count": DEEPEST}
    return ""


def _is_lost(item: VoiceMenuItem, items: list[VoiceMenuItem]) -> bool:
    by_key = {each.pk: each for each in items}
    above: VoiceMenuItem | None = item
    for _step in range(len(items)):
        if above is None or above.parent_id is None:
            return above is None
        above = by_key.get(above.parent_id)
        if above is not None and above.action != VoiceAction.MENU:
            return True
    return True
