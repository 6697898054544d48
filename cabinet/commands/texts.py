"""The words of answers that belong to no command. A USSD answer has at most 182 characters."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cabinet.core import brand
from cabinet.core.commands import FIELD, Command, commands
from cabinet.sms.texts import SmsTemplate, in_code, register, render

USSD_LENGTH = 182  # characters of an answer

FIELD_WORDS = {"number": _("номер"), "sum": _("сумма"), "code": _("код")}

_PHONE = {"link": "my.operator.ru"}

LIST = register(
    SmsTemplate(
        name="commands.list",
        title=_("Ответ на команду, которой нет: список команд"),
        words=_("Такой команды нет. Можно набрать:\n{commands}"),
        example={"commands": _("*102# баланс\n*110*9# временный пароль")},
        of_lines=("commands",),
        segments=2,
    )
)
NOT_SERVED = register(
    SmsTemplate(
        name="commands.not_served",
        title=_("Команда с номера, который портал не обслуживает"),
        words=_("Для этого номера команды недоступны. Поддержка: {phone}"),
        example=_PHONE,
    )
)
LOST = register(
    SmsTemplate(
        name="commands.lost",
        title=_("Команда с номера, заблокированного из-за потери"),
        words=_(
            "Номер заблокирован как потерянный, команды не действуют. "
            "Ваш? Войдите с паролем: {link} или звоните {phone}"
        ),
        example=_PHONE,
        segments=2,
    )
)
BLOCKED = register(
    SmsTemplate(
        name="commands.blocked",
        title=_("Команда с номера, заблокированного по желанию"),
        words=_("Номер заблокирован, команды не действуют. Разблокировать: {link} или {phone}"),
        example=_PHONE,
        segments=2,
    )
)
TOO_MANY = register(
    SmsTemplate(
        name="commands.too_many",
        title=_("Слишком много команд с одного номера"),
        words=_("Команд слишком много. Попробуйте через час или откройте {link}"),
        example=_PHONE,
    )
)
SLOW = register(
    SmsTemplate(
        name="commands.slow",
        title=_("Ответить на команду вовремя не получилось"),
        words=_("Сейчас ответить не получилось. Попробуйте ещё раз или откройте {link}"),
        example=_PHONE,
        segments=2,
    )
)


def words(template: SmsTemplate, language: str) -> str:
    """`template` with where to turn to."""
    return render(template.name, language, **where_to())


def words_in_code(template: SmsTemplate, language: str) -> str:
    """The same without asking the database, which may be what is slow."""
    return in_code(template, language, **where_to())


def where_to() -> dict[str, str]:
    return {"phone": brand.current().support_phone, "link": brand.host()}


def list_of_commands(language: str) -> str:
    """What can be asked for, a line each, as many as fit."""
    with override(language):
        lines = [_line(command) for command in commands() if command.listed]
    text = render(LIST.name, language, commands="\n".join(lines))
    while len(text) > USSD_LENGTH and lines:
        lines.pop()
        text = render(LIST.name, language, commands="\n".join([*lines, "…"]))
    return text


def fitted(text: str) -> str:
    """`text` as long as USSD shows it: the operator's own words may be longer."""
    return text if len(text) <= USSD_LENGTH else f"{text[: USSD_LENGTH - 1].rsplit(' ', 1)[0]}…"


def default_language() -> str:
    """Of who is nobody's subscriber."""
    return str(settings.LANGUAGE_CODE)


def code_of(command: Command) -> str:
    """What to dial, with the fields in words: `*145*номер*сумма#`."""
    return FIELD.sub(lambda found: str(FIELD_WORDS.get(found[1], found[1])), command.ussd)


def _line(command: Command) -> str:
    return f"{code_of(command)} {command.about}"
