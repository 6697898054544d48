from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "cabinet.requests"
    label = "requests"
    verbose_name = _("Заявки")

    def ready(self) -> None:
        from cabinet.core import sweeps
        from cabinet.requests.services.advance import sweep

        sweeps.register("requests.advance", sweep)
