"""What switching a service on or off refuses, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError


class AlreadyOn(DomainError):
    code = "already_on"
    message = _("Эта услуга уже подключена.")


class NotOn(DomainError):
    code = "not_on"
    message = _("Эта услуга не подключена.")


class StaleWish(DomainError):
    """What would happen now is not what was shown: a price, or what goes on and off with it, changed meanwhile."""

    code = "stale_wish"
    message = _("Пока вы читали, условия изменились. Проверьте ещё раз: ничего пока не сделано.")


class CannotHave(DomainError):
    """The line may not have the service now; each of the sentences says why, and what to do."""

    code = "cannot_have"

    def __init__(self, why: Sequence[str]) -> None:
        super().__init__(" ".join(why))


class AlreadyEnding(DomainError):
    code = "already_ending"
    message = _("Эту услугу вы уже отключили: она доработает оплаченное и больше не спишет денег.")


class NotEnding(DomainError):
    code = "not_ending"
    message = _("Эта услуга и так остаётся.")
