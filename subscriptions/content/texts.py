"""What a person reads before they agree to pay, and the SMS about content.

`terms` is the evidence: it is shown on the page, asked for by the code, and kept with the consent, word for word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.accounts.texts import code_template
from cabinet.core import phones
from cabinet.core.money import format_rub, plain_rub
from cabinet.core.notifications import Event
from cabinet.core.templatetags.portal import written_date
from cabinet.sms.texts import SmsTemplate, register, say
from subscriptions.content.planning import Plan
from subscriptions.models import ContentService
from subscriptions.words import price_words

LONGEST_NAME = 30  # characters of a name in an SMS

_OF_CONTENT: dict[str, str | Promise] = {
    "name": gettext_lazy("Гороскоп"),
    "short": "5533",
    "price": gettext_lazy("30,00 руб. в день"),
}

CODE = code_template(
    name="subscriptions.content_code",
    title=gettext_lazy("Код, чтобы подключить платную подписку"),
    words=gettext_lazy("Код {code}: подписка «{name}» {short}, {price}. Не подключаете? Никому не говорите"),
    example=_OF_CONTENT,
    segments=2,
)
CONNECTED = register(
    SmsTemplate(
        name="subscriptions.content_on",
        title=gettext_lazy("Подключена платная подписка"),
        words=gettext_lazy("На {number} подключена подписка «{name}», {price}. Отключить бесплатно: СТОП на {short}"),
        example={**_OF_CONTENT, "number": "+7 903 123-45-67"},
        must=("number", "name", "price", "short"),
        segments=2,
    )
)
ASKED = register(
    SmsTemplate(
        name="subscriptions.content_asked",
        title=gettext_lazy("Поставщик просит подключить подписку: спрашиваем абонента"),
        words=gettext_lazy(
            "Подписка «{name}», номер {short}, {price}. Подключить? Ответьте ДА. Не нужно: не отвечайте"
        ),
        example=_OF_CONTENT,
        must=("name", "price", "short"),
        segments=2,
    )
)
AGREED = register(
    SmsTemplate(
        name="subscriptions.command_yes",
        title=gettext_lazy("Ответ на ДА: подписка подключена"),
        words=gettext_lazy("Подключено: «{name}», {price}. Отключить бесплатно: СТОП на {short}"),
        example=_OF_CONTENT,
        must=("name", "price", "short"),
        segments=2,
    )
)
STOPPED = register(
    SmsTemplate(
        name="subscriptions.command_stop",
        title=gettext_lazy("Ответ на СТОП: подписка отключена"),
        words=gettext_lazy("Отключено бесплатно: {names}. Больше за это не спишем"),
        example={"names": gettext_lazy("«Гороскоп», «Анекдоты»")},
        must=("names",),
        segments=2,
    )
)
STOP_ELSEWHERE = register(
    SmsTemplate(
        name="subscriptions.command_stop_elsewhere",
        title=gettext_lazy("Ответ на СТОП: на этом номере отключать нечего, но есть другие подписки"),
        words=gettext_lazy("Здесь отключать нечего. У вас подключены {list}"),
        example={"list": gettext_lazy("«Гороскоп»: СТОП на 5533; «Анекдоты»: СТОП на 5544")},
        must=("list",),
        segments=2,
    )
)
NOTHING_TO_STOP = register(
    SmsTemplate(
        name="subscriptions.command_stop_nothing",
        title=gettext_lazy("Ответ на СТОП: платных подписок нет"),
        words=gettext_lazy("Платных подписок на вашем номере нет"),
    )
)
AT_SHORT_NUMBER = register(
    SmsTemplate(
        name="subscriptions.command_short_number",
        title=gettext_lazy("Ответ на SMS, отправленное на номер подписки"),
        words=gettext_lazy("Номер {short}: платные подписки. Отключить бесплатно: СТОП на {short}"),
        example={"short": "5533"},
        segments=2,
    )
)
CONTENT_ON = Event(
    name="subscriptions.content_on",
    title=gettext_lazy("Подключена платная подписка"),
    about=gettext_lazy("на любом номере вашего договора"),
)


def terms(plan: Plan) -> str:
    """What is agreed to, in the language that is active; it says nothing that changes by itself within a day."""
    return " ".join(_terms(plan))


def _terms(plan: Plan) -> Iterator[str]:
    content, zone = plan.content, ZoneInfo(plan.line.contract.time_zone)
    yield _("Подписка «%(name)s» на номер %(number)s. Присылает %(provider)s с короткого номера %(short)s.") % {
        "name": content.name,
        "number": phones.international(str(plan.line.msisdn)),
        "provider": content.provider.name,
        "short": content.short_number,
    }
    yield _("Цена: %(price)s, пока подписка не отключена.") % {"price": content.price_words}
    if plan.fee:
        yield _("Плата за подключение: %(sum)s, один раз.") % {"sum": format_rub(plan.fee)}
    yield from _first_charge(plan, zone)
    if plan.from_content_account:
        yield _("Деньги списываются с контентного счёта.")
    yield _("Отключить можно бесплатно в любой момент: кнопкой в личном кабинете или словом СТОП на %(short)s.") % {
        "short": content.short_number
    }


def _first_charge(plan: Plan, zone: ZoneInfo) -> Iterator[str]:
    price = format_rub(plan.content.price)
    if plan.free_until is not None:
        words = _("Первые дни бесплатно, первое списание %(sum)s — %(day)s.")
        yield words % {"sum": price, "day": _day(plan.free_until, zone)}
    elif plan.paid_until is not None:
        words = _("До %(day)s уже оплачено, тогда же следующее списание: %(sum)s.")
        yield words % {"sum": price, "day": _day(plan.paid_until, zone)}
    elif plan.now_sum:
        yield _("Сразу после подтверждения спишется %(sum)s.") % {"sum": format_rub(plan.now_sum)}


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return written_date(moment.astimezone(zone), with_year=False)


def code_words(content: ContentService, code: str, language: str) -> str:
    """The SMS with the code: it names what is subscribed to, and its price."""
    with translation.override(language):
        return say(CODE, code=code, **facts_of(content))


def facts_of(content: ContentService) -> dict[str, str]:
    """What an SMS says of `content`, in the language that is active: its price with the fee, if there is one."""
    price = price_words(content.price, content.every, plain=True)
    if content.connect_fee:
        fee = plain_rub(content.connect_fee)
        price = _("%(price)s и %(fee)s за подключение") % {"price": price, "fee": fee}
    return {"name": content.name[:LONGEST_NAME], "short": content.short_number, "price": price}


def facts_in(content: ContentService, language: str) -> dict[str, str]:
    """The same in `language`."""
    with translation.override(language):
        return facts_of(content)


def quoted(name: str) -> str:
    """«Гороскоп», in the marks of the language that is active."""
    return _("«%(name)s»") % {"name": name}
