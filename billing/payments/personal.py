"""What payments keep of people (A15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing.models import AutoPayment, Payment
from billing.payments import texts
from billing.payments.services.cards import cards_of, forget
from billing.payments.services.stop_auto import BY_OWNER, stop
from cabinet.accounts.models import User
from cabinet.accounts.personal.own import number_for
from cabinet.core.personal_data import PersonalData, Row


def _payments(user: User, now: datetime) -> Iterator[Row]:
    found = Payment.objects.filter(payer=user).select_related("line__contract", "method").order_by("pk")
    for payment in found.iterator():
        yield {
            "at": payment.created_at,
            "number": number_for(user, payment.line),
            "amount": payment.amount,
            "how": payment.method.name,
            "state": payment.get_status_display(),
            "finished_at": payment.finished_at,
        }


def _auto_payments(user: User, now: datetime) -> Iterator[Row]:
    found = AutoPayment.objects.filter(user=user).select_related("line__contract").order_by("pk")
    for auto in found.iterator():
        yield {
            "number": number_for(user, auto.line),
            "when": auto.get_kind_display(),
            "amount": auto.amount,
            "created_at": auto.created_at,
            "stopped_at": auto.stopped_at,
            "why": texts.stopped(auto.stopped_because) if auto.stopped_at else "",
        }


def _cards(user: User, now: datetime) -> Iterator[Row]:
    for card in cards_of(user):
        yield {"title": card.title, "created_at": card.created_at}


def _end_auto_payments(user: User, now: datetime) -> None:
    for auto in AutoPayment.objects.filter(user=user, stopped_at=None).select_related("line", "user"):
        stop(auto=auto, because=BY_OWNER, now=now)


def _forget_cards(user: User, now: datetime) -> None:
    for card in cards_of(user):
        forget(card=card, now=now)
    user.saved_methods.update(title="")


PAYMENTS = PersonalData(
    name="payments",
    models=("billing.Payment",),
    about=_("Что вы платили на сайте: когда, сколько, за какой номер. Чужие номера скрыты наполовину."),
    fields={
        "at": _("Когда"),
        "number": _("Номер"),
        "amount": _("Сумма"),
        "how": _("Чем"),
        "state": _("Состояние"),
        "finished_at": _("Закончен"),
    },
    export=_payments,
    kept_because=_("Закон о бухгалтерском учёте обязывает хранить движения денег не меньше пяти лет."),
)
AUTO_PAYMENTS = PersonalData(
    name="auto_payments",
    models=("billing.AutoPayment",),
    about=_("Автоплатежи, которые вы включали. При удалении включённые выключаются."),
    fields={
        "number": _("Номер"),
        "when": _("Когда"),
        "amount": _("Сумма"),
        "created_at": _("Включён"),
        "stopped_at": _("Выключен"),
        "why": _("Почему"),
    },
    export=_auto_payments,
    erase=_end_auto_payments,
)
CARDS = PersonalData(
    name="cards",
    models=("billing.SavedMethod",),
    about=_("Карты для автоплатежа: только последние цифры. Номера карт хранит банк."),
    fields={"title": _("Карта"), "created_at": _("Запомнена")},
    export=_cards,
    erase=_forget_cards,
)
