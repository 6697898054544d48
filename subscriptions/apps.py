from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    label = "subscriptions"
    verbose_name = _("Тарифы и услуги")

    def ready(self) -> None:
        from subscriptions import skills
        from subscriptions.catalogue import registered as catalogue
        from subscriptions.charging import registered as charging
        from subscriptions.content import registered as content
        from subscriptions.extras import registered as extras
        from subscriptions.fixed import registered as fixed
        from subscriptions.recommending import registered as recommending
        from subscriptions.tariffs import registered as tariffs

        extras.register()  # of a line that closes: what waits for the network comes back before `charging` ends all
        catalogue.register()
        charging.register()
        content.register()
        fixed.register()
        recommending.register()
        skills.register()
        tariffs.register()
