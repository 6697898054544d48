from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"
    verbose_name = _("Деньги")

    def ready(self) -> None:
        from billing.commands import BALANCE, BALANCE_TOLD
        from billing.personal import OPERATIONS
        from cabinet.core import commands, personal_data
        from cabinet.sms import texts

        personal_data.register(OPERATIONS)
        texts.register(BALANCE_TOLD)
        commands.register(BALANCE)
