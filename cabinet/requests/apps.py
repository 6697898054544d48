from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "cabinet.requests"
    label = "requests"
    verbose_name = _("Заявки")

    def ready(self) -> None:
        from cabinet.core import acting, line_closing, notifications, personal_data, skills, sweeps
        from cabinet.requests import kinds, texts  # noqa: F401 - whose messages are known from now on
        from cabinet.requests.acting import BLOCK
        from cabinet.requests.donors import make_donors
        from cabinet.requests.events import EVENTS
        from cabinet.requests.own_kinds import OWN
        from cabinet.requests.personal import REQUESTS
        from cabinet.requests.services.advance import sweep
        from cabinet.requests.services.steps import end_with_line
        from cabinet.requests.skills import requests

        post_migrate.connect(make_donors, sender=self)
        for kind in OWN:
            kinds.register(kind)
        for event in EVENTS:
            notifications.register(event)
        sweeps.register("requests.advance", sweep)
        line_closing.register("requests.open", end_with_line)
        personal_data.register(REQUESTS)
        acting.register(BLOCK)
        skills.register("requests", requests)
