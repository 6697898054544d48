"""What is kept of what people's lines have, and of what they agreed to (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cabinet.accounts.access import Right, allowed
from cabinet.accounts.models import Line, User
from cabinet.accounts.personal.own import own_lines, person_for
from cabinet.core.personal_data import PersonalData, Row
from subscriptions.models import (
    Consent,
    ContentBan,
    PeriodCharge,
    Reckoning,
    Recommendation,
    Subscription,
    TariffChange,
)

AS_IN_CONTRACT = _("Номер и договор работают дальше: без этой записи неизвестно, за что платить.")


def _lines(user: User, now: datetime) -> dict[int, Line]:
    """One's own lines, and those that one proved by a code and whose operations one may see."""
    return {
        line.pk: line
        for line in own_lines(user)
        if line.contract.owner_id == user.pk or allowed(user, line, Right.SEE_ENTRIES, now)
    }


def _number(line: Line) -> str:
    return line.msisdn or line.number


def _subscriptions(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    held = Subscription.objects.filter(line__in=lines).select_related("tariff", "service", "content", "made_by")
    for each in held.order_by("pk").iterator():
        yield {
            "number": _number(lines[each.line_id]),
            "kind": each.get_kind_display(),
            "what": each.offering.name,
            "price": each.offering.price,
            "since": each.started_at,
            "until": each.ended_at,
            "state": each.get_status_display(),
            "channel": each.get_channel_display(),
            "by": person_for(user, each.made_by),
        }


SUBSCRIPTIONS = PersonalData(
    name="subscriptions",
    models=("subscriptions.Subscription",),
    about=_("Тарифы, услуги и подписки ваших номеров: что, когда и кем подключено."),
    fields={
        "number": _("Номер"),
        "kind": _("Вид"),
        "what": _("Что"),
        "price": _("Цена"),
        "since": _("Подключено"),
        "until": _("Отключено"),
        "state": _("Состояние"),
        "channel": _("Канал"),
        "by": _("Кто подключил"),
    },
    export=_subscriptions,
    kept_because=AS_IN_CONTRACT,
)


def _periods(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    charges = PeriodCharge.objects.filter(subscription__line__in=lines).select_related(
        "subscription__tariff", "subscription__service", "subscription__content"
    )
    for charge in charges.order_by("pk").iterator():
        yield {
            "number": _number(lines[charge.subscription.line_id]),
            "what": charge.subscription.offering.name,
            "from": charge.period_start,
            "to": charge.period_until,
            "amount": charge.amount,
        }


PERIODS = PersonalData(
    name="paid_periods",
    models=("subscriptions.PeriodCharge",),
    about=_("За какие дни и месяцы заплачено и сколько."),
    fields={
        "number": _("Номер"),
        "what": _("Что"),
        "from": _("С"),
        "to": _("До"),
        "amount": _("Сумма"),
    },
    export=_periods,
    kept_because=_("Закон о бухгалтерском учёте обязывает хранить движения денег не меньше пяти лет."),
)


def _changes(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    changes = TariffChange.objects.filter(line__in=lines).select_related("was__tariff", "to", "made_by")
    for change in changes.order_by("pk").iterator():
        yield {
            "number": _number(lines[change.line_id]),
            "was": change.was.offering.name if change.was else "",
            "to": change.to.name,
            "asked": change.created_at,
            "when": change.apply_at,
            "state": change.get_status_display(),
            "channel": change.get_channel_display(),
            "by": person_for(user, change.made_by),
        }


CHANGES = PersonalData(
    name="tariff_changes",
    models=("subscriptions.TariffChange",),
    about=_("Как меняли тарифы ваших номеров."),
    fields={
        "number": _("Номер"),
        "was": _("С какого"),
        "to": _("На какой"),
        "asked": _("Когда попросили"),
        "when": _("С какого времени"),
        "state": _("Состояние"),
        "channel": _("Канал"),
        "by": _("Кто попросил"),
    },
    export=_changes,
    kept_because=AS_IN_CONTRACT,
)


def _consents(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    consents = Consent.objects.filter(subscription__line__in=lines).select_related("subscription__content", "by")
    for consent in consents.order_by("pk").iterator():
        yield {
            "number": _number(lines[consent.subscription.line_id]),
            "what": consent.subscription.offering.name,
            "at": consent.at,
            "channel": consent.get_channel_display(),
            "text": consent.text,
            "code_tail": consent.code_tail,
            "by": person_for(user, consent.by),
        }


CONSENTS = PersonalData(
    name="content_consents",
    models=("subscriptions.Consent",),
    about=_("Как вы согласились на платные подписки: что было показано и чем подтверждено."),
    fields={
        "number": _("Номер"),
        "what": _("Подписка"),
        "at": _("Когда"),
        "channel": _("Канал"),
        "text": _("Что было показано"),
        "code_tail": _("Последние цифры кода"),
        "by": _("Кто согласился"),
    },
    export=_consents,
    kept_because=_("Без доказательства согласия списания за подписку были бы незаконны: пока их можно оспорить."),
)


def _bans(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    for ban in ContentBan.objects.filter(line__in=lines).select_related("made_by").order_by("pk"):
        yield {
            "number": _number(lines[ban.line_id]),
            "since": ban.since,
            "channel": ban.get_channel_display(),
            "by": person_for(user, ban.made_by),
        }


BANS = PersonalData(
    name="content_bans",
    models=("subscriptions.ContentBan",),
    about=_("На каких номерах запрещены платные подписки."),
    fields={
        "number": _("Номер"),
        "since": _("С какого времени"),
        "channel": _("Канал"),
        "by": _("Кто запретил"),
    },
    export=_bans,
    kept_because=_("Номер работает дальше: без этой записи на нём снова можно было бы подключить платное."),
)


def _recommendations(user: User, now: datetime) -> Iterator[Row]:
    lines = _lines(user, now)
    found = Recommendation.objects.filter(line__in=lines).select_related("tariff", "service")
    for offer in found.order_by("pk").iterator():
        offered = offer.tariff or offer.service
        yield {
            "number": _number(lines[offer.line_id]),
            "what": offered.name if offered else "",
            "saving": offer.saving,
            "at": offer.computed_at,
            "hidden": offer.hidden_at,
            "accepted": offer.accepted_at,
        }


def _erase_recommendations(user: User, now: datetime) -> None:
    Recommendation.objects.filter(line__contract__owner=user).delete()
    Reckoning.objects.filter(line__contract__owner=user).delete()  # the same sums, by the tariff


RECOMMENDATIONS = PersonalData(
    name="recommendations",
    models=("subscriptions.Recommendation", "subscriptions.Reckoning"),
    about=_("Что было бы выгоднее для ваших номеров: посчитано по тому, как вы пользуетесь связью."),
    fields={
        "number": _("Номер"),
        "what": _("Что"),
        "saving": _("Экономия в месяц"),
        "at": _("Когда посчитано"),
        "hidden": _("Когда скрыто"),
        "accepted": _("Когда принято"),
    },
    export=_recommendations,
    erase=_erase_recommendations,
)

KINDS = (SUBSCRIPTIONS, PERIODS, CHANGES, CONSENTS, BANS, RECOMMENDATIONS)
