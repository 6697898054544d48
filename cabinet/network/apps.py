from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "cabinet.network"
    label = "network"
    verbose_name = _("Сеть")

    def ready(self) -> None:
        from cabinet.core import health, line_closing, personal_data, sweeps
        from cabinet.network.personal import ORDERS
        from cabinet.network.selectors import state_on_phone, stuck
        from cabinet.network.services.dispatch import dispatch
        from cabinet.network.services.orders import withdraw_of_line
        from cabinet.sms import handset

        handset.register(state_on_phone)
        sweeps.register("network.orders", dispatch)
        health.register("network", stuck)
        personal_data.register(ORDERS)
        line_closing.register("network.orders", withdraw_of_line)
