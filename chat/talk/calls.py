"""Words that call a person, however they are written: no bot stands between them and a specialist (C4)."""

from __future__ import annotations

import re

AROUND = re.compile(r"[^\w\s]+|_+")
POLITE = (
    r"(?:(?:пожалуйста|плиз|пж|срочно|мне|с|со|на|к|я|хочу|нужен|нужно|нужна|надо|дайте|дай|можно|а|эй|живого|живой|живым"
    r"|живому|вашим|вашего|уже|сюда|please|pls|now|a|an|the|i|want|need|to|with|me|live|real|human being|your)\s+)*"
)
CALL = (
    r"(?:(?:позовите|позови|позвать|зови|зовите|вызовите|вызвать|вызови|соедините|соедини|соединить|свяжите|свяжи|связать"
    r"|связаться|связь|переключите|переключи|переведите|переведи|подключите|поговорить|пообщаться|говорить"
    r"|call|get|talk|speak|connect|transfer|switch|pozovite|pozovi|soedinite)\s+)?"
)
PERSON = (
    r"(?:операт[оа]р[а-я]{0,3}|апирато?р[а-я]{0,3}|оператр[а-я]{0,2}|опер[ао]тор[а-я]{0,3}"
    r"|специалист[а-я]{0,3}|спецалист[а-я]{0,3}|специолист[а-я]{0,3}"
    r"|человек[а-я]{0,2}|консультант[а-я]{0,3}|сотрудник[а-я]{0,3}|менеджер[а-я]{0,3}|поддержк[а-я]|техподдержк[а-я]"
    r"|operator[a-z]{0,2}|operater|specialist[a-z]{0,2}|human|person|agent|somebody|someone|representative"
    r"|chelovek[a-z]{0,2})"
)
CALLS = re.compile(
    rf"{POLITE}{CALL}{POLITE}{PERSON}(?:\s+{PERSON})?(?:\s+(?:пожалуйста|плиз|пж|срочно|сюда|уже|please|pls|now))*"
    r"|0+|ноль|нуль|zero"
)
KEYBOARD = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю")


def calls_person(text: str) -> bool:
    """Whether `text` is nothing but a call for a person: «0», «Оператор!!», «позовите человека», «jgthfnjh».

    A question that mentions one («как позвонить оператору») is a question.
    """
    return any(CALLS.fullmatch(_plain(way)) for way in (text, text.lower().translate(KEYBOARD)))


def _plain(text: str) -> str:
    return " ".join(AROUND.sub(" ", text.lower().replace("ё", "е")).split())
