from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "cabinet.home"
    label = "home"
    verbose_name = _("Помощь, новости, офисы")

    def ready(self) -> None:
        from cabinet.core import notifications, personal_data, questions
        from cabinet.home import texts  # noqa: F401 - its messages are known from now on
        from cabinet.home.events import EVENTS
        from cabinet.home.help.aloud import WRITTEN
        from cabinet.home.personal import COPIES
        from cabinet.home.questions import QUESTIONS
        from cabinet.home.request_kinds import ALL
        from cabinet.requests import kinds

        for event in EVENTS:
            notifications.register(event)
        personal_data.register(COPIES)
        for kind in ALL:
            kinds.register(kind)
        questions.look_up(WRITTEN)
        for question in QUESTIONS:
            questions.register(question)
