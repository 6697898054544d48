"""What the bot says of itself, in the active language."""

from __future__ import annotations

import re
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from cabinet.core import brand
from cabinet.core.templatetags.portal import spaced
from chat.models import Answer


class Courtesy(StrEnum):
    """Small talk by what is said back."""

    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"


THANKS = re.compile(r"спасиб|спс|благодар|сенкс|пасиб|thank|thx|spasib", re.IGNORECASE)
BYE = re.compile(r"пока\b|до свидан|всего (добр|хорош)|прощай|\bbye|see you|poka\b", re.IGNORECASE)


def courtesy_of(text: str) -> Courtesy:
    """Which of them `text`, which is small talk, is."""
    if THANKS.search(text):
        return Courtesy.THANKS
    return Courtesy.BYE if BYE.search(text) else Courtesy.HELLO


def courtesy(kind: Courtesy) -> str:
    """What is said back."""
    match kind:
        case Courtesy.THANKS:
            return _("Пожалуйста! Появится ещё вопрос, напишите сюда.")
        case Courtesy.BYE:
            return _("До свидания! Разговор останется здесь, его можно продолжить в любой день.")
        case Courtesy.HELLO:
            return _("Здравствуйте! Я бот, отвечаю на частые вопросы сразу. Напишите, что случилось.")


def text_of(answer: Answer, language: str) -> str:
    """The text of `answer` in `language`, with the telephones that it names."""
    view = brand.current()
    with override(language):
        text = answer.text
    phones = {"%(short)s": view.support_phone, "%(free)s": spaced(view.support_phone_free) or view.support_phone}
    for name, phone in phones.items():
        text = text.replace(name, phone)
    return text.strip()


def unsure() -> str:
    return _("Не нашёл точного ответа. Зову специалиста: он прочтёт всё, что вы написали, и ответит здесь же.")


def a_picture() -> str:
    return _("Картинки и файлы смотрит специалист. Зову его: он ответит здесь же.")


def out_of_order() -> str:
    return _("Не получилось ответить сразу. Зову специалиста: он ответит здесь же.")


def which_one() -> str:
    return _("Уточните, пожалуйста. Что из этого ближе к вашему вопросу?")


def not_helped() -> str:
    return _("Жаль, что ответ не подошёл. Напишите вопрос другими словами или позовите специалиста.")


def not_helped_others() -> str:
    return _("Жаль, что ответ не подошёл. Может быть, вы спрашиваете об этом?")


def not_helped_twice() -> str:
    return _("Мои ответы не помогли. Зову специалиста: он прочтёт весь разговор и ответит здесь же.")


def confirm_first() -> str:
    return _("Ответ именно о вашем номере покажу, когда вы подтвердите, что это вы: кнопка ниже. Потом спросите снова.")
