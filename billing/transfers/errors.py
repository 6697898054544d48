"""What is refused to who sends money, asks for it or asks to be called, and why."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cabinet.core.errors import DomainError, TooManyAttempts
from cabinet.core.money import format_rub

DAY = timedelta(days=1)


class NotTheOwner(DomainError):
    code = "not_the_owner"
    message = gettext_lazy("Переводить деньги может только владелец договора.")


class CodeComesElsewhere(DomainError):
    """The line has no telephone that surely is the owner's: a modem, a child's number, one that is blocked."""

    code = "code_comes_elsewhere"
    message = gettext_lazy("С этого номера перевести нельзя. Выберите номер, на который вы получаете коды для входа.")


class ToOneself(DomainError):
    code = "transfer_to_oneself"
    message = gettext_lazy("Этот номер на том же счёте: переводить ему не нужно.")


class OutOfBounds(DomainError):
    code = "transfer_sum"

    def __init__(self) -> None:
        least, most = format_rub(settings.TRANSFER_LEAST), format_rub(settings.TRANSFER_MOST)
        super().__init__(_("За один раз можно перевести от %(least)s до %(most)s.") % {"least": least, "most": most})


class Borrowed(DomainError):
    code = "transfer_of_borrowed"
    message = gettext_lazy(
        "Пока не погашен доверительный платёж, переводить деньги нельзя. Пополните счёт: долг спишется первым."
    )


class TransferTooSoon(TooManyAttempts):
    code = "transfer_too_soon"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, _("Перевод только что был. Следующий можно сделать через пару минут."))


class DayIsSpent(DomainError):
    """`left` roubles more may be sent today, less than was asked for."""

    code = "transfer_day"

    def __init__(self, left: Decimal) -> None:
        if left < settings.TRANSFER_LEAST:
            words = _("На сегодня переводов достаточно: больше %(most)s в день перевести нельзя.")
        else:
            words = _("Сегодня можно перевести ещё не больше %(left)s.")
        super().__init__(words % {"most": format_rub(settings.TRANSFER_A_DAY), "left": format_rub(left)})
        self.left = left


class TooLittleLeft(DomainError):
    """`left` roubles may be sent so that enough stays, less than was asked for."""

    code = "transfer_leaves_too_little"

    def __init__(self, left: Decimal) -> None:
        stays = format_rub(settings.TRANSFER_LEAVES)
        words = _("На счёте должно остаться не меньше %(stays)s.") % {"stays": stays}
        if left >= settings.TRANSFER_LEAST:
            words = f"{words} " + _("Сейчас можно перевести не больше %(left)s.") % {"left": format_rub(left)}
        super().__init__(words)
        self.left = left


class TransferOver(DomainError):
    code = "transfer_over"
    message = gettext_lazy("Этот перевод больше не действует. Начните новый.")


class NothingToConfirm(DomainError):
    code = "nothing_to_confirm"
    message = gettext_lazy("Нет перевода, который ждёт кода. Наберите *145*номер*сумма#.")


class NotTaken(DomainError):
    """Nobody of ours has the number, or it is blocked: which of them, the sender is not told."""

    code = "transfer_not_taken"
    message = gettext_lazy("Перевод не прошёл: этот номер не может его принять. Деньги остались на вашем счёте.")


class AskedTooOften(TooManyAttempts):
    code = "asked_too_often"

    def __init__(self) -> None:
        message = _("На сегодня просьб достаточно. Попробуйте завтра.")
        super().__init__(int(DAY.total_seconds()), message)


class AskedAlready(DomainError):
    code = "asked_already"
    message = gettext_lazy("Вы уже попросили у этого номера. Дождитесь ответа.")


class OneCannotAskOneself(DomainError):
    code = "asked_oneself"
    message = gettext_lazy("Этот номер на том же счёте. Напишите другой.")


class NumberStopped(DomainError):
    code = "number_stopped"
    message = gettext_lazy("Номер заблокирован. Сначала разблокируйте его.")


class NoPhoneHere(DomainError):
    code = "no_phone_here"
    message = gettext_lazy("С этого номера SMS не отправить. Выберите мобильный.")


class AnsweredAlready(DomainError):
    code = "answered_already"
    message = gettext_lazy("На эту просьбу уже ответили, или её время вышло.")
