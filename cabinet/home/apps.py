from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cabinet.home"
    label = "home"
