from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "cabinet.mail"
    label = "mail"
    verbose_name = _("Электронная почта")

    def ready(self) -> None:
        from cabinet.core import sweeps
        from cabinet.mail.services.dispatch import sweep

        sweeps.register("mail.outbox", sweep)
