"""What the voice menu says besides its items. It is read aloud: numbers stand in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cabinet.core import brand
from cabinet.core.aloud import phone_aloud
from cabinet.sms.texts import SmsTemplate, in_code, register, render

NOT_SEEN = register(
    SmsTemplate(
        name="commands.voice_not_seen",
        title=_("Голосовое меню: номер звонящего не определился"),
        words=_("Ваш номер не определился. Позвоните с него, не скрывая номер, или нажмите ноль: ответит специалист."),
        segments=2,
    )
)
NOT_OURS = register(
    SmsTemplate(
        name="commands.voice_not_ours",
        title=_("Голосовое меню: звонят с чужого номера"),
        words=_("Вы звоните с номера, который мы не обслуживаем. Нажмите ноль: ответит специалист."),
        segments=2,
    )
)
BLOCKED = register(
    SmsTemplate(
        name="commands.voice_blocked",
        title=_("Голосовое меню: номер заблокирован"),
        words=_("Этот номер заблокирован, сообщить о нём ничего нельзя. Нажмите ноль: специалист поможет."),
        segments=2,
    )
)
SPECIALIST = register(
    SmsTemplate(
        name="commands.voice_specialist",
        title=_("Голосовое меню: соединяем со специалистом"),
        words=_("Соединяю со специалистом. Чтобы не ждать, нажмите ноль ещё раз: мы перезвоним."),
        segments=2,
    )
)
NO_SPECIALIST = register(
    SmsTemplate(
        name="commands.voice_no_specialist",
        title=_("Голосовое меню: соединить не с кем"),
        words=_("Соединить сейчас не получится. Нажмите ноль ещё раз: мы перезвоним."),
        segments=2,
    )
)
CALL_BACK = register(
    SmsTemplate(
        name="commands.voice_call_back",
        title=_("Голосовое меню: перезвоним"),
        words=_("Хорошо, мы перезвоним на этот номер. Заявка {number}. До свидания."),
        example={"number": _("один два три, четыре пять шесть, семь восемь девять")},
        segments=2,
    )
)
NO_CALL_BACK = register(
    SmsTemplate(
        name="commands.voice_no_call_back",
        title=_("Голосовое меню: перезвонить нельзя"),
        words=_("На этот номер мы перезвонить не сможем. Дождитесь специалиста или позвоните с другого номера."),
        segments=2,
    )
)
FAILED = register(
    SmsTemplate(
        name="commands.voice_failed",
        title=_("Голосовое меню: ответить не получилось"),
        words=_("Сейчас ответить не получилось. Соединяю со специалистом."),
        segments=2,
    )
)
ENDS = register(
    SmsTemplate(
        name="commands.voice_ends",
        title=_("Голосовое меню: клавиш слишком много"),
        words=_("Вы нажали слишком много клавиш. Позвоните, пожалуйста, ещё раз позже."),
        segments=2,
    )
)
PERSON, FIRST, AGAIN = _("Специалист"), _("В начало"), _("Повторить")  # keys that every menu has
CALL_ME_BACK = _("Перезвоните мне")


def said(template: SmsTemplate, language: str, **facts: object) -> str:
    """`template` as the operator worded it, with the numbers of support in words."""
    return render(template.name, language, **_phones(language), **facts)


def said_in_code(template: SmsTemplate, language: str) -> str:
    """The same without asking the database, which may be what is slow."""
    return in_code(template, language, **_phones(language))


def _phones(language: str) -> dict[str, str]:
    now = brand.current()
    return {
        "phone": phone_aloud(now.support_phone, language),
        "free_phone": phone_aloud(now.support_phone_free, language),
    }
