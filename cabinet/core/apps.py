from celery import current_app
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "cabinet.core"
    label = "core"
    verbose_name = _("Портал")

    def ready(self) -> None:
        from cabinet.core import alarms, health, metrics

        health.register("alarms", alarms.ringing)
        metrics.register(metrics.heartbeats)
        current_app.autodiscover_tasks(force=True)  # pages name tasks too (core.jobs.wake), not only workers
