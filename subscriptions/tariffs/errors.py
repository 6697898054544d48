"""Why a tariff is not changed, in the words that the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cabinet.core.errors import DomainError

if TYPE_CHECKING:
    from subscriptions.tariffs.planning import Plan


class SameTariff(DomainError):
    code = "same_tariff"
    message = _("Вы уже на этом тарифе: менять нечего.")


class NotSold(DomainError):
    code = "tariff_not_sold"
    message = _("На этот тариф перейти уже нельзя. Выберите другой.")


class NoNextPeriod(DomainError):
    code = "no_next_period"
    message = _("Сейчас ничего не оплачено наперёд, ждать нечего: перейти можно сразу.")


class PausedFirst(DomainError):
    code = "line_paused"
    message = _("Номер приостановлен по вашей просьбе. Сначала возобновите его, потом меняйте тариф.")


class StillChanging(DomainError):
    code = "still_changing"
    message = _("Сеть ещё переводит номер на новый тариф. Попробуйте через минуту.")


class StillCharging(DomainError):
    code = "still_charging"
    message = _("Сейчас списывается плата за новый период. Попробуйте через минуту.")


class StalePlan(DomainError):
    """Something of what was shown is not so any more; `plan` says what is."""

    code = "stale_plan"
    message = _("Пока вы смотрели, условия изменились, и тариф остался прежним. Проверьте суммы ещё раз.")

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
