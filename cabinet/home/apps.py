from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cabinet.home"
    label = "home"

    def ready(self) -> None:
        from cabinet.core import personal_data
        from cabinet.home.personal import COPIES
        from cabinet.home.request_kinds import ALL
        from cabinet.requests import kinds

        personal_data.register(COPIES)
        for kind in ALL:
            kinds.register(kind)
