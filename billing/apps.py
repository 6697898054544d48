from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"
    verbose_name = _("Деньги")

    def ready(self) -> None:
        from billing.auditing import registered as auditing
        from billing.claims import payers
        from billing.claims import registered as claims
        from billing.commands import BALANCE
        from billing.content import registered as content
        from billing.limits import registered as limits
        from billing.payments import apps as payments
        from billing.payments.services.returns import return_to_payer
        from billing.personal import OPERATIONS
        from billing.reports import registered as reports
        from billing.skills import registered as skills
        from billing.transfers import registered as transfers
        from billing.trust import registered as trust
        from billing.usage import registered as usage
        from cabinet.core import commands, personal_data

        personal_data.register(OPERATIONS)
        auditing.register()
        claims.register()
        content.register()
        limits.register()
        reports.register()
        skills.register()
        transfers.register()
        trust.register(self)
        usage.register()
        commands.register(BALANCE)
        payments.ready(self)
        payers.register(return_to_payer)
