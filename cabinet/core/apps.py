from celery import current_app
from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cabinet.core"
    label = "core"

    def ready(self) -> None:
        current_app.autodiscover_tasks(force=True)  # pages name tasks too (core.jobs.wake), not only workers
