from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    label = "subscriptions"
    verbose_name = _("Тарифы и услуги")

    def ready(self) -> None:
        from subscriptions.catalogue import registered as catalogue
        from subscriptions.charging import registered as charging
        from subscriptions.content import registered as content
        from subscriptions.extras import registered as extras
        from subscriptions.fixed import registered as fixed
        from subscriptions.recommending import registered as recommending
        from subscriptions.tariffs import registered as tariffs

        catalogue.register()
        charging.register()
        content.register()
        extras.register()
        fixed.register()
        recommending.register()
        tariffs.register()
